#pragma once
// A folder on the machine's disk for one test.

#include "osiris/base/filesystem.h"

namespace osiris {

/// Creates a new empty folder and removes it, with all that is in it, at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const Path& path() const { return path_; }
  Path operator/(const Path& name) const { return path_ / name; }

 private:
  Path path_;
};

}  // namespace osiris
