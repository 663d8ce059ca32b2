#pragma once
// What stands beside a target until it is whole: a hidden file or folder, locked while its writer
// lives.

#include "osiris/base/filesystem.h"

#include <functional>

namespace osiris {

/// Makes a new name `.<name>.osiris-<random>.tmp` beside the target.
Path new_hidden_path(const Path& target);

/// Calls `visit` for every path beside the target that new_hidden_path() may have made for it.
void visit_hidden_paths(const Path& target, const std::function<void(const Path&)>& visit);

/// Returns the folder that a path lies in.
Path folder_of(const Path& path);

/// Puts the entries of a folder on the disk. Returns 0 or the errno value; that a folder may not be
/// read, or cannot be synchronised, is no failure.
int sync_folder(const Path& folder);

}  // namespace osiris
