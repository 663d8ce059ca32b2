#pragma once
// How a file is packed: the names that pipelines use, and what names and bytes of files tell.

#include "osiris/base/filesystem.h"

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

/// Returns the ending of a file's name if it means a packing that cannot be read: `.bz2`, `.zip`.
std::optional<std::string_view> unreadable_ending(const Path& path);

}  // namespace osiris::components
