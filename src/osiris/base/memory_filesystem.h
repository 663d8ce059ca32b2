#pragma once
// A disk for tests: lives in memory, and fails where it is told to.

#include "osiris/base/filesystem.h"

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace osiris {

/// Keeps files in a map. Paths are taken as they are (no links, no `..`). A folder exists if it is
/// listed in `directories` or something lies below it; "", "." and "/" always do.
/// Threads: the functions are safe; the members may be touched while no other thread is in a
/// function.
class MemoryFileSystem final : public FileSystem {
 public:
  std::map<std::string, std::string> files;
  std::set<std::string> directories;
  /// Writing to, or creating, any path with this text in it fails with file.disk_full.
  std::string full_path_part;

  Result<std::string> read_text(const Path& path, std::uintmax_t bytes_max) const override;
  Result<std::unique_ptr<AtomicFile>> create_atomic(const Path& path) override;
  Result<std::unique_ptr<AtomicFileSet>> create_atomic_set(const Path& path) override;
  Result<std::unique_ptr<AppendFile>> open_append(const Path& path) override;
  Status create_directories(const Path& path) override;
  bool exists(const Path& path) const override;
  bool is_directory(const Path& path) const override;
  /// Files of memory are as old as each other.
  Result<FileStamp> stamp(const Path& path) const override;
  Result<std::vector<DirectoryEntry>> list(const Path& path) const override;
  Status remove_all(const Path& path) override;

 private:
  friend class MemoryFile;
  /// Refuses a write to `path`: a full disk, a folder of that name, a parent that is absent.
  Status check_writable(const Path& path) const;
  bool has_directory(const std::string& path) const;

  mutable std::mutex mutex_;
};

}  // namespace osiris
