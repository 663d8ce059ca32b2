#pragma once
// The files below a connection's folder that a component of the family reads.

#include "osiris/sdk/component.h"
#include "osiris/sdk/discovery.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace osiris::components {

/// How a component reads files; each function gets a config that names one of them.
struct FileReader {
  sdk::RunFunction run;  ///< Takes `limit`.
  sdk::ForeseeFunction foresee;
  Result<sdk::RowCount> (*count_rows)(const sdk::StepConfig& config,
                                      const sdk::ForeseeContext& context);
  std::vector<std::string_view> endings;  ///< Of the names of its files, in lower case.
  /// Returns the options that a file needs besides `path`; null: none.
  Value (*first_config)(const Path& path, const FileSystem& files);
};

/// Finds the reader's files below `base_dir`, or below the project's folder without one, passing
/// over names that begin with a dot or with `_`. Errors: file.*, run.cancelled.
Result<sdk::Discovery> discover_files(const FileReader& reader,
                                      const sdk::ConnectionSettings& settings,
                                      const sdk::DiscoverContext& context);

/// What was counted in the first part of a file.
struct FilePart {
  std::int64_t rows = 0;
  std::int64_t bytes = 0;  ///< Of text, unpacked.
  std::int64_t file_bytes = 0;
  bool is_packed = false;
  bool is_all = false;  ///< The part is the whole file.
};

/// Returns how many rows the file has then, as far as the part shows.
sdk::RowCount rows_of_part(const FilePart& part);

}  // namespace osiris::components
