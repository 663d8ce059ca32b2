#pragma once
// The files that a step's config means.

#include "components/filesystem.csv_extractor/options.h"
#include "osiris/base/filesystem.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

/// One file to read.
struct CsvFile {
  Path path;
  std::string name;                ///< For messages and rows: its path as the option begins it.
  std::optional<FileStamp> stamp;  ///< As it was found; nothing if it could not be looked at.
};

/// Returns how the names of CSV files in a folder end, packed or not.
std::vector<std::string_view> csv_endings();

/// An entry of the option `path`.
struct CsvPath {
  Path resolved;      ///< Absolute.
  std::string given;  ///< As it was written.
};

/// Reads the option `path`, one text or a list. Relative paths start as sdk::resolve_path says.
std::vector<CsvPath> read_paths(const sdk::StepConfig& config,
                                const sdk::ConnectionSettings* settings, const Path& project_dir);

/// Finds the files that the entries mean: entry by entry, each in the order of the paths, and no
/// file twice. A name that is neither a pattern nor a folder stands for itself, be it there or not.
/// Errors: file.not_found if a pattern or a folder has no file, file.too_large, file.*.
Result<std::vector<CsvFile>> find_csv_files(const std::vector<CsvPath>& paths,
                                            const FileSystem& files);

}  // namespace osiris::components
