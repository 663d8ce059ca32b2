#include "osiris/app/query_cache.h"

#include "osiris/base/sha256.h"
#include "osiris/compile/engine.h"
#include "osiris/format/json.h"

#include <utility>

namespace osiris::app {
namespace {

using Columns = std::optional<std::vector<exchange::ColumnText>>;

constexpr std::size_t kFileBytesMax = std::size_t{16} << 20;

Value columns_value(const Columns& columns) {
  if (!columns) {
    return {};
  }
  Value list = Value::array();
  for (const exchange::ColumnText& column : *columns) {
    Value pair = Value::array();
    pair.push_back(column.name);
    pair.push_back(column.type);
    list.push_back(std::move(pair));
  }
  return list;
}

/// Reads columns back; false if they are not what columns_value() writes.
bool read_columns(const Value& value, Columns& columns) {
  if (value.is_null()) {
    return true;
  }
  if (!value.is_array()) {
    return false;
  }
  columns.emplace();
  for (const Value& pair : value.items()) {
    if (!pair.is_array() || pair.items().size() != 2 || !pair.items()[0].is_string() ||
        !pair.items()[1].is_string()) {
      return false;
    }
    columns->push_back({pair.items()[0].as_string(), pair.items()[1].as_string()});
  }
  return true;
}

/// Returns a digest of all that a query's columns depend on, the engine apart.
std::string digest_of(std::string_view sql, const std::vector<exchange::BindInput>& inputs) {
  Value question = Value::array();
  question.push_back(sql);
  for (const exchange::BindInput& input : inputs) {
    Value names = Value::array();
    names.push_back(input.input.relation);
    for (const std::string& name : input.input.names) {
      names.push_back(name);
    }
    question.push_back(std::move(names));
    question.push_back(columns_value(input.columns));
  }
  return sha256_hex(to_canonical_json(question));
}

}  // namespace

QueryCache::QueryCache(FileSystem& files, Path file, exchange::QueryBinder& binder)
    : files_(files), file_(std::move(file)), binder_(binder) {}

void QueryCache::load() {
  loaded_ = true;
  const auto text = files_.read_text(file_, kFileBytesMax);
  const auto document = text.has_value() ? parse_json(*text) : fail(kFileNotFound, "no cache");
  if (!document.has_value()) {
    return;
  }
  const Value* const engine = document->find("engine");
  const Value* const queries = document->find("queries");
  if (engine == nullptr || *engine != compile::engine_identity() || queries == nullptr ||
      !queries->is_object()) {
    return;
  }
  for (const Member& query : queries->members()) {
    Columns columns;
    if (read_columns(query.value, columns)) {
      known_.emplace(query.key, std::move(columns));
    }
  }
}

Result<Columns> QueryCache::bind(std::string_view sql,
                                 const std::vector<exchange::BindInput>& inputs) {
  if (!loaded_) {
    load();
  }
  const std::string digest = digest_of(sql, inputs);
  if (const auto known = known_.find(digest); known != known_.end()) {
    used_.insert(*known);
    return known->second;
  }
  OSIRIS_TRY(Columns columns, binder_.bind(sql, inputs));
  used_.emplace(digest, columns);
  return columns;
}

void QueryCache::save() {
  if (used_ == known_) {
    return;
  }
  Value queries = Value::object();
  for (const auto& [digest, columns] : used_) {
    queries.set(digest, columns_value(columns));
  }
  Value document = Value::object();
  document.set("engine", compile::engine_identity());
  document.set("queries", std::move(queries));
  // Nothing depends on it: without a cache the next check asks DuckDB again.
  if (files_.create_directories(file_.parent_path()).has_value()) {
    static_cast<void>(files_.write_text(file_, to_json(document) + "\n", Durability::kLater));
  }
}

}  // namespace osiris::app
