#include "osiris/base/path_lock.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

namespace osiris {
namespace {

/// Returns what is at the path; all zero if there is nothing.
struct stat look_at(const Path& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) {
    info = {};
  }
  return info;
}

bool is_same(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

/// Opens what the lock is held on: file systems of networks want it writable.
Descriptor open_to_lock(const Path& path) {
  constexpr int kFlags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  Descriptor file(::open(path.c_str(), O_RDWR | kFlags));
  return file.is_open() ? std::move(file) : Descriptor(::open(path.c_str(), O_RDONLY | kFlags));
}

}  // namespace

std::optional<PathLock> PathLock::try_acquire(const Path& path) {
  for (;;) {
    const struct stat before = look_at(path);
    const bool exists = before.st_ino != 0;
    if (exists && !S_ISREG(before.st_mode)) {
      return PathLock(Descriptor());
    }
    const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
    Descriptor file = open_to_lock(exists ? path : folder);
    const int problem = file.is_open() ? try_lock(file.number()) : errno;
    if (problem == EWOULDBLOCK) {
      return std::nullopt;
    }
    // Another file may have taken the name while this one was opened: its lock is the one to have.
    if (is_same(look_at(path), before)) {
      return PathLock(problem == 0 ? std::move(file) : Descriptor());
    }
  }
}

}  // namespace osiris
