#include "components/filesystem.json_extractor/options.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/sdk/foresight.h"

#include <algorithm>
#include <utility>

namespace osiris::components {
namespace {

/// Splits a JSON pointer: `/data/items` is data, items; `~1` is a slash and `~0` a tilde.
std::vector<std::string> keys_of(const std::string& pointer) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      keys.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      keys.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      keys.back() += pointer[i];
    }
  }
  return keys;
}

JsonLayout read_layout(const sdk::StepConfig& config) {
  const std::string format = config.text("format");
  return {.format = format == "array"    ? JsonFormat::kArray
                    : format == "ndjson" ? JsonFormat::kLines
                                         : JsonFormat::kAuto,
          .records_path = keys_of(config.text("records_path"))};
}

Error bad_option(const std::string& option, std::string message, std::string hint) {
  return make_error(kJsonOption, std::move(message), std::move(hint))
      .with(std::string(sdk::kOptionDetail), option);
}

/// Holds the columns against the schema, and both against the column of the file's name.
Status check_columns(const JsonOptions& options) {
  const std::vector<std::string>& schema = options.declared.schema;
  for (const std::string& name : options.columns) {
    if (!schema.empty() && std::find(schema.begin(), schema.end(), name) == schema.end()) {
      return fail(bad_option("columns",
                             "'schema' does not list '" + printable(name) +
                                 "', which 'columns' names" + suggest(name, schema),
                             "it lists: " + printable(join(schema, ", "), 500)));
    }
    if (to_lower(name) == to_lower(options.source_file_column)) {
      return fail(bad_option(
          "source_file_column",
          "'source_file_column' has the name of another column, '" + printable(name) + "'",
          "choose another name"));
    }
  }
  return {};
}

}  // namespace

Result<JsonOptions> read_json_options(const sdk::StepConfig& config) {
  JsonOptions options;
  options.layout = read_layout(config);
  OSIRIS_TRY(options.packing, read_packing(config, kJsonCompression));
  OSIRIS_TRY(options.declared, read_declared_types(config, TypeWords::kJson, kJsonOption));
  options.columns = config.has("columns") ? config.texts("columns") : options.declared.schema;
  options.source_file_column = config.text("source_file_column");
  if (config.has("limit")) {
    options.rows_max = config.integer("limit");
  }
  OSIRIS_CHECKED(check_columns(options));
  return options;
}

std::optional<exchange::Schema> declared_columns(const JsonOptions& options) {
  auto schema = options.declared.typed(options.columns);
  if (schema && !options.source_file_column.empty()) {
    schema->push_back({options.source_file_column, exchange::TypeId::kVarchar});
  }
  return schema;
}

Error unknown_key(const NamedFile& first_file, const std::string& name,
                  const std::vector<std::string>& known, KeyOption option) {
  const bool is_choice = option == KeyOption::kColumns;
  return make_error(is_choice ? exchange::kColumnMissing : kJsonOption,
                    first_file.name + " has no key '" + printable(name) + "'" +
                        (is_choice ? "" : ", which 'dtype' names") + suggest(name, known),
                    "its keys are: " + printable(join(known, ", "), 500))
      .with(std::string(sdk::kOptionDetail), is_choice ? "columns" : "dtype");
}

std::vector<std::string_view> json_endings() {
  return {".json",      ".jsonl",    ".ndjson",    ".json.gz",   ".jsonl.gz",
          ".ndjson.gz", ".json.zst", ".jsonl.zst", ".ndjson.zst"};
}

Result<std::vector<NamedFile>> find_json_files(const sdk::StepConfig& config,
                                               const JsonOptions& options,
                                               const PathResolver& resolve,
                                               const FileSystem& files) {
  return find_named_files(config, {json_endings(), options.packing_rule()}, resolve, files);
}

}  // namespace osiris::components
