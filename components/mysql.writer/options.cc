#include "components/mysql.writer/options.h"

#include "components/mysql/client.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <utility>

namespace osiris::components::mysql {
namespace {

WriteMode mode_of(const sdk::StepConfig& config) {
  const std::string word = config.text("write_mode");
  if (config.flag("truncate_before") || word == "truncate") {
    return WriteMode::kTruncate;
  }
  return word == "replace"  ? WriteMode::kReplace
         : word == "upsert" ? WriteMode::kUpsert
                            : WriteMode::kAppend;
}

NewColumns new_columns_of(const sdk::StepConfig& config) {
  const std::string word = config.text("on_new_column");
  return word == "ignore" ? NewColumns::kIgnore
         : word == "add"  ? NewColumns::kAdd
                          : NewColumns::kError;
}

std::map<std::string, std::string> column_types_of(const sdk::StepConfig& config) {
  std::map<std::string, std::string> types;
  if (const Value* const given = config.find("column_types"); given != nullptr) {
    for (const Member& member : given->members()) {
      types[member.key] = member.value.as_string();
    }
  }
  return types;
}

}  // namespace

std::string TableName::quoted() const { return quote_name(schema) + "." + quote_name(name); }

std::string TableName::text() const { return printable(schema) + "." + printable(name); }

TableName TableName::sibling(std::string other_name) const {
  return {.schema = schema, .name = std::move(other_name)};
}

bool is_possible_name(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= 0xF0;  // The first of four bytes.
  });
}

Result<WriteOptions> read_write_options(const sdk::StepConfig& config, const Settings& settings) {
  WriteOptions options;
  options.table = {.schema = config.has("schema") ? config.text("schema") : settings.database,
                   .name = config.text("table")};
  if (options.table.schema.empty()) {
    return fail(kNoDatabase, "no database is named for table '" + options.table.name + "'",
                "add `schema: <database>` to the step, or `database` to the connection");
  }
  if (!is_possible_name(options.table.schema) || !is_possible_name(options.table.name)) {
    return fail(kInvalidName,
                options.table.text() +
                    " can be no table: the server takes no character beyond U+FFFF in names",
                "use a name without emoji and the like");
  }
  options.mode = mode_of(config);
  options.key = config.texts(config.has("upsert_keys") ? "upsert_keys" : "primary_key");
  options.columns = config.texts("columns");
  options.creates_table = config.flag("create_table");
  options.column_types = column_types_of(config);
  options.collation = config.text("collation");
  options.new_columns = new_columns_of(config);
  options.values = {.rounds = config.text("on_inexact") == "round",
                    .nulls_unfit_values = config.text("on_unrepresentable") == "set_null"};
  options.keeps_last_duplicate = config.text("on_duplicate_key") == "last";
  options.deletes_missing = config.flag("delete_missing");
  options.delete_percent_max = config.integer("delete_percent_max");
  options.insert_rows_max = config.integer("batch_size");
  options.marks_loads = config.flag("load_marker");
  return options;
}

}  // namespace osiris::components::mysql
