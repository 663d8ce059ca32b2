#pragma once
// The disk's way to make several files appear whole, all of them or none.

#include "osiris/base/filesystem.h"

#include <memory>

namespace osiris {

/// Opens a set of files with what FileSystem::create_atomic_set promises.
/// The files are made in a hidden folder `.<name>.osiris-<random>.tmp`, which a killed process
/// leaves there and the next set of the same name removes. An old file is swapped with its
/// successor, so that it can come back until all are in their places; where the file system cannot
/// swap, it is replaced for good. Source: renameat2(2), flock(2).
Result<std::unique_ptr<AtomicFileSet>> open_atomic_file_set(const Path& path);

/// Does the same, but never swaps. For tests of what other file systems do.
Result<std::unique_ptr<AtomicFileSet>> open_atomic_file_set_without_swaps(const Path& path);

}  // namespace osiris
