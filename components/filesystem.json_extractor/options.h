#pragma once
// What a step's config says about JSON files, in plain data.

#include "components/filesystem.json_extractor/record_reader.h"
#include "components/filesystem/declared_types.h"
#include "components/filesystem/named_files.h"
#include "components/filesystem/packing_rule.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kJsonOption{
    "json.bad_option", Fault::kUser,
    "Options of a JSON step contradict each other, name a key that the file does not have, or a "
    "type that cannot be declared."};

struct JsonOptions {
  JsonLayout layout;
  std::optional<Packing> packing;  ///< Nothing: as each file's name says.
  DeclaredTypes declared;
  std::vector<std::string> columns;  ///< Those of the schema if there is one; empty: all.
  std::optional<std::int64_t> rows_max;
  std::string source_file_column;  ///< A last column with the file's name; empty: none.

  /// Returns how the files are packed.
  PackingRule packing_rule() const { return {packing, kJsonCompression}; }
};

/// Reads the config. Errors: json.bad_compression, json.bad_option; they tell which option.
Result<JsonOptions> read_json_options(const sdk::StepConfig& config);

/// Returns the columns that a step makes, with the file's name, if the options say all of them.
std::optional<exchange::Schema> declared_columns(const JsonOptions& options);

/// An option that names keys, which some record has to have.
enum class KeyOption { kColumns, kDtype };

/// Makes the error for a key that the option names and no record has; `known` are keys that there
/// are. Returns data.column_not_found for columns, else json.bad_option.
Error unknown_key(const NamedFile& first_file, const std::string& name,
                  const std::vector<std::string>& known, KeyOption option);

/// Returns how the names of JSON files in a folder end, packed or not.
std::vector<std::string_view> json_endings();

/// Finds the files of the option `path`. Errors: as find_named_files() says.
Result<std::vector<NamedFile>> find_json_files(const sdk::StepConfig& config,
                                               const JsonOptions& options,
                                               const PathResolver& resolve,
                                               const FileSystem& files);

}  // namespace osiris::components
