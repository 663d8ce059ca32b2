#pragma once
// How a file is packed: the names that pipelines use, and what names and bytes of files tell.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace osiris::components {

enum class Packing { kNone, kGzip, kZstd };

/// Returns "no packing", "gzip" or "zstd".
std::string_view to_string(Packing packing);

/// Returns what an option `compression` says: none, gzip or zstd; nothing for infer.
std::optional<Packing> parse_packing(std::string_view word);

/// Returns what the ending of a file's name says, in any case: `.gz` is gzip, `.zst` is zstd.
Packing packing_of_name(const Path& path);

/// Returns a file's name without the ending that says how it is packed: `a.json` of `in/a.json.gz`.
std::string unpacked_name(const Path& path);

/// Returns how a file is packed that begins with these bytes, four at least if it is so long.
Packing packing_of_bytes(std::string_view head);

/// Returns the endings of names that mean a packing that cannot be read, in lower case.
std::span<const std::string_view> unreadable_endings();

/// So many bytes of a file's start tell what it is. Unit: bytes.
inline constexpr std::size_t kHeadBytes = 512;

/// What the first bytes of a file show it to be that is no text.
struct ForeignContent {
  std::string_view what;  ///< "packed with bzip2", "an Excel workbook".
  std::string_view remedy;
};

/// Returns what a file is that begins with these bytes, kHeadBytes if it is so long, if that cannot
/// be read: an archive, a workbook, or a packing other than packing_of_bytes() knows.
std::optional<ForeignContent> foreign_content(std::string_view head);

/// Returns the ending of a file's name if it means a packing that cannot be read: `.bz2`, `.zip`.
std::optional<std::string_view> unreadable_ending(const Path& path);

inline constexpr ErrorCode kFileEnding{
    "file.unsupported_ending", Fault::kUser,
    "The ending of the name says that the file is packed in a way, or of a kind, that osiris "
    "cannot "
    "write. Choose another ending, or say with compression how to pack it."};

/// Checks that the name of a file to write does not end as that of a packing or a workbook, which
/// its content would not be. `name` stands for it in messages. Errors: file.unsupported_ending.
Status check_written_ending(const Path& path, const std::string& name);

}  // namespace osiris::components
