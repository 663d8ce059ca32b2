#pragma once
// What a file holds already when rows are appended to it.

#include "components/filesystem/encoding.h"
#include "components/filesystem/file_target.h"
#include "components/filesystem/packing.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <string>

namespace osiris::components {

inline constexpr ErrorCode kCsvCannotAppend{
    "csv.cannot_append", Fault::kUser,
    "Rows cannot follow what the file holds: its header is another one, or it ends within quotes, "
    "or it is packed otherwise than the step would pack it. Write to another file, or replace it."};
inline constexpr ErrorCode kCsvTargetChanged{
    "csv.target_changed", Fault::kExternal,
    "Somebody else wrote to the file while rows were appended to it. Nothing was changed; run "
    "again."};

/// What rows to append expect of the file.
struct AppendRules {
  std::string header;  ///< The bytes that the file has to begin with; empty: anything.
  char quote = '"';
  char delimiter = ',';
  Encoding encoding = Encoding::kUtf8;
  Packing packing = Packing::kNone;
};

/// What was found in the file.
struct ExistingText {
  bool is_empty = true;      ///< There is no file, or nothing is in it.
  bool ends_in_line = true;  ///< False if its last line has no end.
  FileStamp stamp;
};

/// Copies the file at the target's path, byte by byte, into the target. Reads it once, with O(1)
/// memory. Errors: csv.cannot_append, file.*.
Result<ExistingText> copy_existing(const AppendRules& rules, const std::string& name,
                                   const FileSystem& files, TargetFile& target);

/// Checks, just before the commit, that nobody wrote to the file meanwhile.
/// Errors: csv.target_changed.
Status check_untouched(const ExistingText& before, const Path& path, const std::string& name,
                       const FileSystem& files);

}  // namespace osiris::components
