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

 private:
  explicit PathLock(Descriptor held) : held_(std::move(held)) {}
  Descriptor held_;
};

}  // namespace osiris
