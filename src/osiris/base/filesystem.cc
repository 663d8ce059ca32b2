#include "osiris/base/filesystem.h"

#include "osiris/base/atomic_file.h"
#include "osiris/base/atomic_file_set.h"
#include "osiris/base/descriptor.h"
#include "osiris/base/file_error.h"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace osiris {
namespace {

/// A rewritten file is held in memory twice. One that is larger is no list of lines anymore.
constexpr std::uintmax_t kRewrittenBytesMax = 256ULL << 20;

Status status_of(const std::error_code& problem, std::string_view action, const Path& path) {
  if (problem) {
    return fail(file_error(problem.value(), action, path));
  }
  return {};
}

bool ends_inside_line(const Path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info{};
  char last = '\n';
  if (!file.is_open() || ::fstat(file.number(), &info) != 0 || !S_ISREG(info.st_mode) ||
      info.st_size == 0) {
    return false;
  }
  return ::pread(file.number(), &last, 1, info.st_size - 1) == 1 && last != '\n';
}

/// Tells whether the path leads to another file than the open one: somebody put one in its place.
/// While nothing has the name, the open file is still the one to write to.
bool was_replaced(int descriptor, const Path& path) {
  struct stat open{};
  struct stat named{};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         (open.st_dev != named.st_dev || open.st_ino != named.st_ino);
}

int open_for_append(const Path& path) {
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
}

/// Keeps other writers from a file while it lives. Where the disk cannot lock, it does nothing: one
/// write call is still one line, only a line of another that is being written may look torn.
class WriterTurn {
 public:
  explicit WriterTurn(int descriptor) : descriptor_(descriptor) {
    while (::flock(descriptor_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  WriterTurn(WriterTurn&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  WriterTurn& operator=(WriterTurn&&) = delete;
  ~WriterTurn() {
    if (descriptor_ >= 0) {
      ::flock(descriptor_, LOCK_UN);
    }
  }

 private:
  int descriptor_;
};

class RealAppendFile final : public AppendFile {
 public:
  RealAppendFile(Descriptor file, Path path) : file_(std::move(file)), path_(std::move(path)) {}

  Status append(std::string_view bytes) override {
    const std::lock_guard<std::mutex> hold(mutex_);
    OSIRIS_TRY(const WriterTurn turn, take_turn());
    std::string completed;
    if (may_be_torn_ && ends_inside_line(path_)) {
      completed.append("\n").append(bytes);
      bytes = completed;
    }
    const int problem = write_fully(file_.number(), bytes);
    may_be_torn_ = problem != 0;
    if (problem != 0) {
      return fail(file_error(problem, "append to", path_));
    }
    return {};
  }

  Status rewrite(const std::function<std::string(std::string)>& edit) override {
    const std::lock_guard<std::mutex> hold(mutex_);
    OSIRIS_TRY(const WriterTurn turn, take_turn());
    OSIRIS_TRY(std::string text, RealFileSystem().read_text(path_, kRewrittenBytesMax));
    const std::string edited = edit(text);
    if (edited == text) {
      return {};
    }
    OSIRIS_TRY(const auto file, open_atomic_file(path_));
    OSIRIS_CHECKED(file->write(edited));
    return file->commit();
  }

 private:
  /// Waits until no other writer is at work. Who waited for one that put a new file in place goes
  /// on in that one.
  Result<WriterTurn> take_turn() {
    for (;;) {
      if (WriterTurn turn(file_.number()); !was_replaced(file_.number(), path_)) {
        return turn;
      }
      Descriptor file(open_for_append(path_));
      if (!file.is_open()) {
        return fail(creation_error(errno, "append to", path_));
      }
      file_ = std::move(file);
      may_be_torn_ = true;
    }
  }

  std::mutex mutex_;
  Descriptor file_;
  Path path_;
  bool may_be_torn_ = true;  ///< The file may end in half a line, written before or by us.
};

}  // namespace

Status FileSystem::write_text(const Path& path, std::string_view text, Durability durability) {
  OSIRIS_TRY(const auto file, create_atomic(path));
  OSIRIS_CHECKED(file->write(text));
  return file->commit(durability);
}

Result<std::string> FileSystem::read_part(const Path& path, std::uintmax_t offset,
                                          std::uintmax_t bytes_max) const {
  OSIRIS_TRY(const std::string text, read_text(path));
  return offset < text.size() ? text.substr(offset, bytes_max) : std::string();
}

Result<std::string> RealFileSystem::read_part(const Path& path, std::uintmax_t offset,
                                              std::uintmax_t bytes_max) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    return fail(file_error(errno, "read", path));
  }
  std::string part(bytes_max, '\0');
  std::size_t filled = 0;
  while (filled < part.size()) {
    const ssize_t got = ::pread(file.number(), part.data() + filled, part.size() - filled,
                                static_cast<off_t>(offset + filled));
    if (got < 0 && errno != EINTR) {
      return fail(file_error(errno, "read", path));
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  }
  part.resize(filled);
  return part;
}

Result<std::string> RealFileSystem::read_text(const Path& path, std::uintmax_t bytes_max) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info{};
  if (!file.is_open() || ::fstat(file.number(), &info) != 0) {
    return fail(file_error(errno, "read", path));
  }
  if (S_ISDIR(info.st_mode)) {
    return fail(file_error(EISDIR, "read", path));
  }
  // A FIFO or a file of /proc says 0, and a log may grow meanwhile: the size is only a first guess,
  // one byte more than it so that the end is seen without another round.
  constexpr std::size_t kStepBytes = 64 << 10;
  const auto guess = static_cast<std::uintmax_t>(std::max<off_t>(info.st_size, 0));
  std::string text;
  std::size_t filled = 0;
  text.resize(static_cast<std::size_t>(std::min(guess, bytes_max)) + 1);
  for (;;) {
    const ssize_t got = ::read(file.number(), text.data() + filled, text.size() - filled);
    if (got < 0 && errno != EINTR) {
      return fail(file_error(errno, "read", path));
    }
    if (got == 0) {
      text.resize(filled);
      return text;
    }
    filled += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    if (filled > bytes_max) {
      return fail(file_too_large_error(path, bytes_max));
    }
    if (filled == text.size()) {
      text.resize(text.size() + std::max(kStepBytes, text.size() / 2));
    }
  }
}

Result<std::unique_ptr<AtomicFile>> RealFileSystem::create_atomic(const Path& path) {
  return open_atomic_file(path);
}

Result<std::unique_ptr<AtomicFileSet>> RealFileSystem::create_atomic_set(const Path& path) {
  return open_atomic_file_set(path);
}

Result<std::unique_ptr<AppendFile>> RealFileSystem::open_append(const Path& path) {
  Descriptor file(open_for_append(path));
  if (!file.is_open()) {
    return fail(creation_error(errno, "append to", path));
  }
  return std::make_unique<RealAppendFile>(std::move(file), path);
}

Status RealFileSystem::create_directories(const Path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (problem.value() == EEXIST) {
    // A link that leads nowhere is there and is no folder.
    for (Path part = path; part != part.root_path() && !part.empty(); part = part.parent_path()) {
      std::error_code ignored;
      if (std::filesystem::is_symlink(part, ignored) && !std::filesystem::exists(part, ignored)) {
        Error error = file_error(ENOENT, "create the folder", part);
        error.hint = "Create the folder that it leads to, or correct the link.";
        return fail(std::move(error));
      }
    }
  }
  return status_of(problem, "create the folder", path);
}

bool RealFileSystem::exists(const Path& path) const {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool RealFileSystem::is_directory(const Path& path) const {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Result<FileStamp> RealFileSystem::stamp(const Path& path) const {
  struct ::stat found{};
  if (::stat(path.c_str(), &found) != 0) {
    return fail(file_error(errno, "look at", path));
  }
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return FileStamp{static_cast<std::uintmax_t>(found.st_size),
                   found.st_mtim.tv_sec * kNanoseconds + found.st_mtim.tv_nsec};
}

Result<std::vector<DirectoryEntry>> RealFileSystem::list(const Path& path) const {
  std::error_code problem;
  std::filesystem::directory_iterator at(path, problem);
  std::vector<DirectoryEntry> entries;
  while (!problem && at != std::filesystem::directory_iterator()) {
    DirectoryEntry entry;
    entry.name = at->path().filename().string();
    // An entry that goes away between being listed and being looked at counts as an empty file.
    std::error_code ignored;
    entry.is_link = at->is_symlink(ignored);
    entry.is_directory = at->is_directory(ignored);
    const std::uintmax_t size = entry.is_directory ? 0 : at->file_size(ignored);
    entry.size_bytes = ignored ? 0 : size;
    entries.push_back(std::move(entry));
    at.increment(problem);
  }
  if (problem) {
    return fail(file_error(problem.value(), "list", path));
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return entries;
}

Status RealFileSystem::remove_all(const Path& path) {
  std::error_code problem;
  std::filesystem::remove_all(path, problem);
  return status_of(problem, "remove", path);
}

}  // namespace osiris
