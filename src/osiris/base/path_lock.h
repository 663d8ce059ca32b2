#pragma once
// Who may replace the file of a name, among all processes that ask.

#include "osiris/base/descriptor.h"
#include "osiris/base/filesystem.h"

#include <optional>

namespace osiris {

/// Holds the right to replace what is at a path, until destroyed (or the process dies). It is a
/// lock on the file that is there, or on its folder while there is none, so it leaves nothing
/// behind; whoever waits finds after each replacement that it has to ask for the new file. It says
/// nothing to programs that do not ask. Source: flock(2).
class PathLock {
 public:
  /// Takes the lock without waiting; nothing while somebody else, perhaps of this process, has it.
  /// Where nothing can be locked (no such folder, a pipe, a file system without locks) everybody
  /// gets it.
  static std::optional<PathLock> try_acquire(const Path& path);

  /// Keeps sets of files out of the file's folder as long as the lock lives: AtomicFileSet puts
  /// them there without a lock on each. Does not wait: false while one is being put there, or
  /// somebody holds the lock for a file that is still to come there. Others can share it.
  bool try_share_folder();
  /// Says whether the lock is on what is at the path now.
  bool is_on(const Path& path) const;

 private:
  PathLock() = default;
  Descriptor held_;    ///< Not open where nothing can be locked.
  Path folder_;        ///< To share; empty if it is locked itself, or there is no file.
  Descriptor shared_;  ///< The folder.
};

}  // namespace osiris
