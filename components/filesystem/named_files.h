#pragma once
// The files that a reader's option `path` means, and what they are called.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/sdk/step_context.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::components {

/// A file to read.
struct NamedFile {
  Path path;         ///< Absolute.
  std::string name;  ///< As the option `path` begins it.
};

/// Makes a path of the config absolute.
using PathResolver = std::function<Path(std::string_view)>;

/// Finds the files of the option `path`: a file, a pattern or a folder, or a list of these. Of a
/// folder those are meant whose names end in one of `endings` (in lower case). The order is that of
/// the list, in each of its entries that of sdk::find_files; a file that is meant twice comes once.
/// Errors: file.not_found if an entry means no file, file.*.
Result<std::vector<NamedFile>> find_named_files(const sdk::StepConfig& config,
                                                const std::vector<std::string_view>& endings,
                                                const PathResolver& resolve,
                                                const FileSystem& files);

}  // namespace osiris::components
