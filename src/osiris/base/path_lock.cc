#include "osiris/base/path_lock.h"

#include "osiris/base/hidden_name.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
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

/// Returns the folder of a file, behind links.
Path folder_in_the_end(const Path& path) {
  std::error_code problem;
  const Path real = std::filesystem::canonical(path, problem);
  return folder_of(problem ? path : real);
}

}  // namespace

std::optional<PathLock> PathLock::try_acquire(const Path& path) {
  for (;;) {
    const struct stat before = look_at(path);
    const bool exists = before.st_ino != 0;
    PathLock lock;
    if (exists && !S_ISREG(before.st_mode)) {
      return lock;
    }
    lock.folder_ = exists ? folder_in_the_end(path) : Path();
    lock.held_ = open_to_lock(exists ? path : folder_of(path));
    const int problem = lock.held_.is_open() ? try_lock(lock.held_.number()) : errno;
    if (problem == EWOULDBLOCK) {
      return std::nullopt;
    }
    // Another file may have taken the name while this one was opened: its lock is the one to have.
    if (is_same(look_at(path), before)) {
      if (problem != 0) {
        lock.held_.close();
      }
      return lock;
    }
  }
}

bool PathLock::try_share_folder() {
  if (folder_.empty() || shared_.is_open()) {
    return true;
  }
  Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open() && ::flock(folder.number(), LOCK_SH | LOCK_NB) != 0 &&
      errno == EWOULDBLOCK) {
    return false;
  }
  shared_ = std::move(folder);
  return true;
}

bool PathLock::is_on(const Path& path) const {
  struct stat held{};
  if (!held_.is_open() || folder_.empty()) {
    return true;  // There is no file that another could have replaced.
  }
  return ::fstat(held_.number(), &held) == 0 && is_same(look_at(path), held);
}

}  // namespace osiris
