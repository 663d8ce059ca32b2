#pragma once
// What a step's config says about JSON files, in plain data.

#include "components/filesystem.json_extractor/record_reader.h"
#include "components/filesystem/named_files.h"
#include "components/filesystem/packing_rule.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

struct JsonOptions {
  JsonLayout layout;
  std::optional<Packing> packing;    ///< Nothing: as each file's name says.
  std::vector<std::string> columns;  ///< Empty: all.
  std::optional<std::int64_t> rows_max;
  std::string source_file_column;  ///< A last column with the file's name; empty: none.

  /// Returns how the files are packed.
  PackingRule packing_rule() const { return {packing, kJsonCompression}; }
};

/// Reads the config. Errors: json.bad_compression.
Result<JsonOptions> read_json_options(const sdk::StepConfig& config);

/// Returns how the names of JSON files in a folder end, packed or not.
std::vector<std::string_view> json_endings();

/// Finds the files of the option `path`. Errors: as find_named_files() says.
Result<std::vector<NamedFile>> find_json_files(const sdk::StepConfig& config,
                                               const JsonOptions& options,
                                               const PathResolver& resolve,
                                               const FileSystem& files);

}  // namespace osiris::components
