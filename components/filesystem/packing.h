#pragma once
// How a file is packed, by its name.

#include "osiris/base/filesystem.h"

namespace osiris::components {

enum class Packing { kNone, kGzip };

/// Returns what the ending of a file's name says, in any case: `.gz` is gzip.
Packing packing_of_name(const Path& path);

}  // namespace osiris::components
