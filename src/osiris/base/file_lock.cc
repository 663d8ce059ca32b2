#include "osiris/base/clock.h"
#include "osiris/base/descriptor.h"
#include "osiris/base/file_error.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/text.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace osiris {
namespace {

/// Returns what the holder wrote into the file: "<pid> <time>"; the file may still be empty.
std::vector<std::string> read_holder(int descriptor) {
  std::array<char, 128> line{};
  const ssize_t got = ::pread(descriptor, line.data(), line.size(), 0);
  const std::string_view text(line.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  std::vector<std::string> words = split(trim(text.substr(0, text.find('\n'))), ' ');
  if (words.size() != 2 || !parse_integer(words[0])) {
    words.clear();
  }
  return words;
}

Error locked_error(const Path& path, int descriptor) {
  const std::vector<std::string> holder = read_holder(descriptor);
  if (holder.empty()) {
    return make_error(kSessionLocked,
                      fmt::format("'{}' is locked by another process", path.string()),
                      "Wait for it to finish or use another session.")
        .with("path", path.string());
  }
  const std::string whose = holder[0] == std::to_string(::getpid()) ? "this process" : "process";
  return make_error(kSessionLocked,
                    fmt::format("'{}' is locked by {} {} since {}", path.string(), whose, holder[0],
                                printable(holder[1])),
                    "Wait for it to finish or use another session.")
      .with("path", path.string())
      .with("pid", holder[0]);
}

/// Tries for a moment: is_held() of another process holds a lock for an instant, which must not
/// look like a session in use.
int lock_in_a_moment(int descriptor) {
  constexpr int kTriesMax = 5;
  constexpr std::chrono::milliseconds kPause(2);
  int problem = try_lock(descriptor);
  for (int tries = 1; problem == EWOULDBLOCK && tries < kTriesMax; ++tries) {
    std::this_thread::sleep_for(kPause);
    problem = try_lock(descriptor);
  }
  return problem;
}

}  // namespace

Result<FileLock> FileLock::acquire(const Path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file.is_open()) {
    return fail(creation_error(errno, "lock", path));
  }
  const int problem = lock_in_a_moment(file.number());
  if (problem == EWOULDBLOCK) {
    return fail(locked_error(path, file.number()));
  }
  if (problem != 0) {
    return fail(file_error(problem, "lock", path));
  }
  // The note only serves the message above; a full disk must not keep anybody from the lock.
  const std::string note = fmt::format("{} {}\n", ::getpid(), to_iso8601(SystemClock().now()));
  if (::ftruncate(file.number(), 0) == 0) {
    [[maybe_unused]] const ssize_t ignored = ::pwrite(file.number(), note.data(), note.size(), 0);
  }
  return FileLock(file.release());
}

bool FileLock::is_held(const Path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  return file.is_open() && ::flock(file.number(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    Descriptor(std::exchange(descriptor_, std::exchange(other.descriptor_, -1))).close();
  }
  return *this;
}

// Closing releases the lock. The file stays: removing it would let two processes lock two files of
// the same name.
FileLock::~FileLock() { Descriptor(descriptor_).close(); }

}  // namespace osiris
