#include "osiris/app/data_request.h"

#include "osiris/base/local_socket.h"
#include "osiris/base/text.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/sql_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace osiris::app {
namespace {

using exchange::ColumnType;

/// Answers each kind of request; called by std::visit.
struct Answerer {
  exchange::Connection& connection;
  FileSystem& files;
  const exchange::RunControl& control;

  Result<DataAnswer> operator()(const ListRequest&) const {
    return exchange::list_relations(connection);
  }
  Result<DataAnswer> operator()(const ShowRequest& request) const {
    OSIRIS_TRY(const exchange::RelationInfo found,
               exchange::describe_relation(connection, request.relation));
    return connection.query_text(
        fmt::format("SELECT * FROM {} LIMIT {}", exchange::quote_identifier(found.name),
                    request.rows_max),
        request.rows_max, control);
  }
  Result<DataAnswer> operator()(const QueryRequest& request) const {
    OSIRIS_CHECKED(exchange::check_reads_only(connection, request.sql));
    return connection.query_text(request.sql, request.rows_max, control);
  }
  Result<DataAnswer> operator()(const ExportRequest& request) const {
    return export_relation(connection, files, request, control);
  }
};

Value type_value(const ColumnType& type) {
  Value value = Value::object();
  value.set("id", static_cast<int>(type.id));
  value.set("precision", static_cast<int>(type.precision));
  value.set("scale", static_cast<int>(type.scale));
  value.set("array_size", static_cast<std::int64_t>(type.array_size));
  Value labels = Value::array();
  for (const std::string& label : type.labels) {
    labels.push_back(label);
  }
  value.set("labels", std::move(labels));
  Value children = Value::array();
  for (const auto& [name, child] : type.children) {
    Value one = type_value(child);
    one.set("name", name);
    children.push_back(std::move(one));
  }
  value.set("children", std::move(children));
  return value;
}

std::int64_t number_of(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found != nullptr && found->kind() == Value::Kind::kInt ? found->as_int() : 0;
}

/// Returns the items of a member; none if it is absent or no list.
const Value::Array& items_of(const Value& value, std::string_view key) {
  static const Value::Array kNone;
  const Value* found = value.find(key);
  return found != nullptr && found->is_array() ? found->items() : kNone;
}

ColumnType type_from(const Value& value) {
  ColumnType type;
  const std::int64_t id = number_of(value, "id");
  const auto unknown = static_cast<std::int64_t>(exchange::TypeId::kUnknown);
  type.id = static_cast<exchange::TypeId>(id < 0 || id > unknown ? unknown : id);
  type.precision = static_cast<std::uint8_t>(number_of(value, "precision"));
  type.scale = static_cast<std::uint8_t>(number_of(value, "scale"));
  type.array_size = static_cast<std::uint32_t>(number_of(value, "array_size"));
  for (const Value& label : items_of(value, "labels")) {
    type.labels.push_back(label.is_string() ? label.as_string() : "");
  }
  for (const Value& child : items_of(value, "children")) {
    type.children.emplace_back(child.text_or("name", ""), type_from(child));
  }
  return type;
}

Value columns_value(const exchange::Schema& columns) {
  Value list = Value::array();
  for (const exchange::Column& column : columns) {
    Value one = type_value(column.type);
    one.set("name", column.name);
    list.push_back(std::move(one));
  }
  return list;
}

exchange::Schema columns_from(const Value& value) {
  exchange::Schema columns;
  for (const Value& column : items_of(value, "columns")) {
    columns.push_back({column.text_or("name", ""), type_from(column)});
  }
  return columns;
}

Value answer_value(const std::vector<exchange::RelationInfo>& relations) {
  Value list = Value::array();
  for (const exchange::RelationInfo& relation : relations) {
    Value one = Value::object();
    one.set("name", relation.name);
    one.set("rows", relation.rows);
    one.set("columns", columns_value(relation.columns));
    list.push_back(std::move(one));
  }
  Value value = Value::object();
  value.set("relations", std::move(list));
  return value;
}

Value answer_value(const exchange::TextTable& table) {
  Value rows = Value::array();
  for (const auto& row : table.rows) {
    Value cells = Value::array();
    for (const std::optional<std::string>& cell : row) {
      cells.push_back(cell.has_value() ? Value(*cell) : Value());
    }
    rows.push_back(std::move(cells));
  }
  Value value = Value::object();
  value.set("columns", columns_value(table.columns));
  value.set("rows", std::move(rows));
  return value;
}

Value answer_value(const ExportResult& result) {
  Value value = Value::object();
  value.set("file", result.file.string());
  value.set("relation", result.relation);
  value.set("format", result.format);
  value.set("rows", result.rows);
  value.set("bytes", result.bytes);
  value.set("values_nulled", result.values_nulled);
  return value;
}

std::vector<exchange::RelationInfo> relations_from(const Value& value) {
  std::vector<exchange::RelationInfo> relations;
  for (const Value& one : items_of(value, "relations")) {
    relations.push_back({.name = one.text_or("name", ""),
                         .columns = columns_from(one),
                         .rows = number_of(one, "rows")});
  }
  return relations;
}

exchange::TextTable table_from(const Value& value) {
  exchange::TextTable table{.columns = columns_from(value), .rows = {}};
  for (const Value& row : items_of(value, "rows")) {
    auto& cells = table.rows.emplace_back(table.columns.size());
    if (row.is_array()) {
      for (std::size_t i = 0; i < std::min(cells.size(), row.items().size()); ++i) {
        const Value& cell = row.items()[i];
        cells[i] = cell.is_string() ? std::optional(cell.as_string()) : std::nullopt;
      }
    }
  }
  return table;
}

Value failure_value(const Error& error) {
  Value details = Value::object();
  for (const auto& [key, text] : error.details) {
    details.set(key, text);
  }
  Value value = Value::object();
  value.set("code", error.code);
  value.set("fault", static_cast<int>(error.fault));
  value.set("message", error.message);
  value.set("hint", error.hint);
  value.set("transient", error.transient);
  value.set("details", std::move(details));
  return value;
}

Error failure_from(const Value& value) {
  constexpr std::array kFaults{Fault::kUser, Fault::kExternal, Fault::kSystem, Fault::kBug};
  const auto fault = static_cast<std::size_t>(number_of(value, "fault"));
  Error error;
  error.code = value.text_or("code", kSocketBroken.name);
  error.fault = fault < kFaults.size() ? kFaults.at(fault) : Fault::kBug;
  error.message = value.text_or("message", "");
  error.hint = value.text_or("hint", "");
  const Value* transient = value.find("transient");
  error.transient = transient != nullptr && transient->is_bool() && transient->as_bool();
  if (const Value* details = value.find("details"); details != nullptr && details->is_object()) {
    for (const Member& detail : details->members()) {
      error.details.emplace_back(detail.key,
                                 detail.value.is_string() ? detail.value.as_string() : "");
    }
  }
  return error;
}

constexpr std::string_view kNotUnderstood = "the other side speaks another language";

}  // namespace

Result<DataAnswer> answer_request(exchange::Connection& connection, FileSystem& files,
                                  const DataRequest& request, const exchange::RunControl& control) {
  return std::visit(Answerer{connection, files, control}, request);
}

Value to_value(const DataRequest& request) {
  Value value = Value::object();
  if (std::holds_alternative<ListRequest>(request)) {
    value.set("act", "list");
  } else if (const auto* show = std::get_if<ShowRequest>(&request)) {
    value.set("act", "show");
    value.set("relation", show->relation);
    value.set("rows_max", show->rows_max);
  } else if (const auto* query = std::get_if<QueryRequest>(&request)) {
    value.set("act", "query");
    value.set("sql", query->sql);
    value.set("rows_max", query->rows_max);
  } else {
    const auto& exported = std::get<ExportRequest>(request);
    value.set("act", "export");
    value.set("relation", exported.relation);
    value.set("file", exported.file.string());
    value.set("format", exported.format);
  }
  return value;
}

Result<DataRequest> request_from_value(const Value& value) {
  const std::string act = value.text_or("act", "");
  if (act == "list") {
    return ListRequest{};
  }
  if (act == "show") {
    return ShowRequest{.relation = value.text_or("relation", ""),
                       .rows_max = number_of(value, "rows_max")};
  }
  if (act == "query") {
    return QueryRequest{.sql = value.text_or("sql", ""), .rows_max = number_of(value, "rows_max")};
  }
  if (act == "export") {
    return ExportRequest{.session = {},
                         .relation = value.text_or("relation", ""),
                         .file = value.text_or("file", ""),
                         .format = value.text_or("format", "")};
  }
  return fail(kSocketBroken, std::string(kNotUnderstood));
}

Value to_value(const Result<DataAnswer>& answer) {
  Value value = Value::object();
  if (!answer.has_value()) {
    value.set("error", failure_value(answer.error()));
    return value;
  }
  static constexpr std::array<std::string_view, std::variant_size_v<DataAnswer>> kKinds{
      "list", "table", "file"};
  value.set(kKinds.at(answer->index()),
            std::visit([](const auto& content) { return answer_value(content); }, *answer));
  return value;
}

Result<DataAnswer> answer_from_value(const Value& value) {
  if (const Value* list = value.find("list")) {
    return relations_from(*list);
  }
  if (const Value* table = value.find("table")) {
    return table_from(*table);
  }
  if (const Value* file = value.find("file")) {
    return ExportResult{.file = file->text_or("file", ""),
                        .relation = file->text_or("relation", ""),
                        .format = file->text_or("format", ""),
                        .rows = number_of(*file, "rows"),
                        .bytes = number_of(*file, "bytes"),
                        .values_nulled = number_of(*file, "values_nulled")};
  }
  if (const Value* error = value.find("error")) {
    return fail(failure_from(*error));
  }
  return fail(kSocketBroken, std::string(kNotUnderstood));
}

}  // namespace osiris::app
