#include "osiris/base/atomic_file.h"

#include "osiris/base/buffered_writer.h"
#include "osiris/base/check.h"
#include "osiris/base/descriptor.h"
#include "osiris/base/file_error.h"
#include "osiris/base/hidden_name.h"
#include "osiris/base/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace osiris {
namespace {

/// As many links as Linux follows itself.
constexpr int kLinksMax = 40;
constexpr mode_t kPermissionBits = 0777;
constexpr mode_t kNewFileMode = 0666;  // The process' umask takes its bits away.

/// Writes to what has no content of its own to replace: a terminal, a pipe, /dev/null.
class DirectFile final : public AtomicFile {
 public:
  explicit DirectFile(BufferedWriter writer) : writer_(std::move(writer)) {}
  Status write(std::string_view bytes) override { return writer_.write(bytes); }
  Status commit(Durability) override { return writer_.flush(); }

 private:
  BufferedWriter writer_;
};

/// Removes hidden files whose writer was killed. A living writer holds a lock on its file.
void remove_stale(const Path& target) {
  visit_hidden_paths(target, [](const Path& hidden) {
    const Descriptor file(::open(hidden.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file.is_open() && try_lock(file.number()) == 0) {
      ::unlink(hidden.c_str());
    }
  });
}

/// Writes a file beside its target and puts it in the target's place.
class ReplacingFile final : public AtomicFile {
 public:
  /// `hidden` is empty when the file has no name yet.
  ReplacingFile(BufferedWriter writer, Path target, Path hidden)
      : writer_(std::move(writer)), target_(std::move(target)), hidden_(std::move(hidden)) {}
  ReplacingFile(const ReplacingFile&) = delete;
  ReplacingFile& operator=(const ReplacingFile&) = delete;

  ~ReplacingFile() override {
    if (!hidden_.empty()) {
      ::unlink(hidden_.c_str());
    }
  }

  Status write(std::string_view bytes) override {
    OSIRIS_CHECK(!committed_, "write after commit");
    return writer_.write(bytes);
  }

  Status commit(Durability durability) override {
    OSIRIS_CHECK(!committed_, "a second commit");
    OSIRIS_CHECKED(writer_.flush());
    const bool sync = durability == Durability::kNow;
    int problem = keep_permissions();
    if (problem == 0 && sync && ::fdatasync(writer_.number()) != 0) {
      problem = errno;
    }
    if (problem == 0) {
      problem = publish();
    }
    if (problem == 0) {
      committed_ = true;
      problem = sync ? sync_folder(folder_of(target_)) : 0;
    }
    if (problem != 0) {
      return fail(file_error(problem, "write", writer_.shown_path()));
    }
    return {};
  }

 private:
  int keep_permissions() const {
    struct stat old{};
    if (::stat(target_.c_str(), &old) != 0 || !S_ISREG(old.st_mode)) {
      return 0;
    }
    return ::fchmod(writer_.number(), old.st_mode & kPermissionBits) == 0 ? 0 : errno;
  }

  int link_as(const Path& name) const {
    const std::string unnamed = fmt::format("/proc/self/fd/{}", writer_.number());
    const int outcome =
        ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
    return outcome == 0 ? 0 : errno;
  }

  int publish() {
    if (hidden_.empty()) {
      // A link never replaces, so this only works for a new file; it is the one way without any
      // moment at which a kill leaves a hidden name behind.
      const int linked = link_as(target_);
      if (linked != EEXIST) {
        return linked;
      }
      remove_stale(target_);
      const Path hidden = new_hidden_path(target_);
      const int linked_hidden = link_as(hidden);
      if (linked_hidden != 0) {
        return linked_hidden;
      }
      hidden_ = hidden;
    }
    if (::rename(hidden_.c_str(), target_.c_str()) != 0) {
      return errno;
    }
    hidden_.clear();
    return 0;
  }

  BufferedWriter writer_;
  Path target_;
  Path hidden_;
  bool committed_ = false;
};

/// Where a write to a path goes in the end.
struct Target {
  Path path;
  mode_t mode = kNewFileMode;  ///< Permissions to start with: no wider than those it will keep.
  Descriptor direct;           ///< Open if the path cannot be replaced.
};

/// Returns N for the names of this process' own descriptors: /dev/fd/N, /proc/self/fd/N.
std::optional<int> descriptor_named(const Path& path) {
  const Path folder = path.parent_path();
  if (folder != "/dev/fd" && folder != "/proc/self/fd") {
    return std::nullopt;
  }
  const std::optional<long long> number = parse_integer(path.filename().string());
  if (!number || *number < 0 || *number > 1 << 20) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

Result<Target> open_direct(const Path& path, int descriptor) {
  if (descriptor < 0) {
    return fail(file_error(errno, "write", path));
  }
  return Target{path, 0, Descriptor(descriptor)};
}

Result<Target> find_target(const Path& path) {
  Path at = path;
  for (int links = 0; links <= kLinksMax; ++links) {
    if (const std::optional<int> number = descriptor_named(at)) {
      // Duplicated, not opened by name: `> out.csv` or `>> out.csv` then goes on where it stands.
      return open_direct(path, ::fcntl(*number, F_DUPFD_CLOEXEC, 0));
    }
    struct stat info{};
    if (::lstat(at.c_str(), &info) != 0) {
      if (errno == ENOENT && at.has_filename()) {
        return Target{at, kNewFileMode, Descriptor()};
      }
      return fail(file_error(at.has_filename() || at.empty() ? errno : EISDIR, "write", path));
    }
    if (S_ISREG(info.st_mode)) {
      // A rename would replace even a write-protected file; whoever protected it meant otherwise.
      if (::faccessat(AT_FDCWD, at.c_str(), W_OK, AT_EACCESS) != 0) {
        return fail(file_error(errno, "write", path));
      }
      return Target{at, info.st_mode & kPermissionBits, Descriptor()};
    }
    if (S_ISDIR(info.st_mode)) {
      return fail(file_error(EISDIR, "write", path));
    }
    if (!S_ISLNK(info.st_mode)) {
      return open_direct(path, ::open(at.c_str(), O_WRONLY | O_CLOEXEC));
    }
    std::error_code problem;
    const Path link = std::filesystem::read_symlink(at, problem);
    if (problem) {
      return fail(file_error(problem.value(), "write", path));
    }
    at = at.parent_path() / link;  // An absolute link replaces what stands before it.
  }
  return fail(file_error(ELOOP, "write", path));
}

/// Opens a file that has no name, or nothing where the file system has no such thing.
Descriptor open_unnamed(const Target& target) {
  const Path folder = folder_of(target.path);
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, target.mode));
  if (file.is_open()) {
    // The name under which it will be linked; absent where /proc is not mounted.
    const std::string link = fmt::format("/proc/self/fd/{}", file.number());
    if (::access(link.c_str(), F_OK) != 0) {
      file.close();
    }
  }
  return file;
}

/// Creates a new locked file; its path goes to `hidden`. Sets errno if none could be made.
Descriptor open_hidden(const Target& target, Path& hidden) {
  constexpr int kTriesMax = 16;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    hidden = new_hidden_path(target.path);
    Descriptor file(
        ::open(hidden.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, target.mode | S_IWUSR));
    if (!file.is_open()) {
      return file;
    }
    const int locked = try_lock(file.number());
    struct stat info{};
    // Another writer that clears up may have seen the file before it was locked, and taken it.
    const bool taken =
        locked == EWOULDBLOCK || (::fstat(file.number(), &info) == 0 && info.st_nlink == 0);
    if (!taken) {
      return file;
    }
    ::unlink(hidden.c_str());
  }
  errno = EBUSY;
  return {};
}

Result<std::unique_ptr<AtomicFile>> open_target(const Path& path, bool may_be_unnamed) {
  OSIRIS_TRY(Target target, find_target(path));
  if (target.direct.is_open()) {
    return std::make_unique<DirectFile>(BufferedWriter(std::move(target.direct), path));
  }
  Path hidden;
  Descriptor file = may_be_unnamed ? open_unnamed(target) : Descriptor();
  if (file.is_open()) {
    // Held until the file has its final name, so that nobody takes the hidden one for stale.
    try_lock(file.number());
  } else {
    remove_stale(target.path);
    file = open_hidden(target, hidden);
  }
  if (!file.is_open()) {
    return fail(creation_error(errno, "write", path));
  }
  return std::make_unique<ReplacingFile>(BufferedWriter(std::move(file), path),
                                         std::move(target.path), std::move(hidden));
}

}  // namespace

Result<std::unique_ptr<AtomicFile>> open_atomic_file(const Path& path) {
  return open_target(path, true);
}

Result<std::unique_ptr<AtomicFile>> open_atomic_file_with_hidden_name(const Path& path) {
  return open_target(path, false);
}

}  // namespace osiris
