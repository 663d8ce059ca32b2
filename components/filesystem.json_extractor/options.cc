#include "components/filesystem.json_extractor/options.h"

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

}  // namespace

Result<JsonOptions> read_json_options(const sdk::StepConfig& config) {
  JsonOptions options;
  options.layout = read_layout(config);
  OSIRIS_TRY(options.packing, read_packing(config, kJsonCompression));
  options.columns = config.texts("columns");
  options.source_file_column = config.text("source_file_column");
  if (config.has("limit")) {
    options.rows_max = config.integer("limit");
  }
  return options;
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
