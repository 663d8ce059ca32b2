#pragma once
// Options that name several files: a pattern or a folder.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// So many files can be one input; whoever means more has named the wrong folder. Unit: files.
inline constexpr std::size_t kFilesMax = 100'000;

/// Tells whether a path has one of the characters `*`, `?` and `[`.
bool is_pattern(const Path& path);

/// Tells whether a name matches a pattern without folders: `*` is any text, `?` one byte, `[a-z]`
/// one of a set, `[!a-z]` none of it.
bool matches(std::string_view pattern, std::string_view name);

/// Returns the files that an absolute path means, sorted by the bytes of their paths:
/// itself if it is a file; all files below a folder whose names end in one of `endings` (lower
/// case; files' names in any case); or the files that match a pattern, in which `**` stands for any
/// number of folders. Names that begin with a dot are passed over unless the pattern has the dot;
/// in a folder those with `_` as well, as programs that write folders of files put their notes
/// there. Links to folders are not followed on the way down. Errors: file.not_found if there is
/// none, file.too_large above kFilesMax, file.*.
Result<std::vector<Path>> find_files(const Path& path, const std::vector<std::string_view>& endings,
                                     const FileSystem& files);

/// Makes the error for a file to read that is not there; names the file of the same folder that may
/// be meant, and what to check.
Error absence_error(const Path& path, const FileSystem& files);

/// Returns what stands in front of `given` in the path that it was resolved to: files below that
/// are called by their paths without it. Empty if `given` is absolute.
Path root_of(const Path& resolved, const Path& given);

}  // namespace osiris::sdk
