#pragma once
// The files that a step's config means.

#include "components/filesystem.csv_extractor/options.h"
#include "osiris/base/filesystem.h"

#include <optional>
#include <string>
#include <vector>

namespace osiris::components {

/// One file to read.
struct CsvFile {
  Path path;
  std::string name;                ///< For messages and rows: its path as the option begins it.
  std::optional<FileStamp> stamp;  ///< As it was found; nothing if it could not be looked at.
};

/// Finds the files that the option `path` means, in the order of their paths: `resolved` is it made
/// absolute, `given` as it was written. A name that is neither a pattern nor a folder stands for
/// itself, be it there or not.
/// Errors: file.not_found if a pattern or a folder has no file, file.too_large, file.*.
Result<std::vector<CsvFile>> find_csv_files(const Path& resolved, const std::string& given,
                                            const FileSystem& files);

}  // namespace osiris::components
