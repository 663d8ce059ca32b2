#pragma once
// Fingerprints of files on disk.

#include "osiris/base/filesystem.h"

#include <cstdint>
#include <optional>
#include <string>

namespace osiris {

/// Returns the SHA-256 of a file's first `bytes` bytes, as 64 lower-case hex digits; nothing if it
/// has not so many or cannot be read. Memory holds a piece of it.
std::optional<std::string> sha256_of_start(const Path& path, std::uintmax_t bytes,
                                           const FileSystem& files);

}  // namespace osiris
