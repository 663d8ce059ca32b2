#pragma once
// The disk's way to make a file appear whole or not at all.

#include "osiris/base/filesystem.h"

#include <memory>

namespace osiris {

/// Opens a file for replacement with what FileSystem::create_atomic promises.
/// Where the file system knows files without a name (O_TMPFILE), a killed process leaves nothing at
/// all; elsewhere it leaves a hidden file `.<name>.osiris-<random>.tmp`, which the next writer of
/// the same name removes. Source: open(2), "O_TMPFILE".
Result<std::unique_ptr<AtomicFile>> open_atomic_file(const Path& path);

/// Does the same, but always with a hidden name. For tests of what other file systems do.
Result<std::unique_ptr<AtomicFile>> open_atomic_file_with_hidden_name(const Path& path);

}  // namespace osiris
