#include "osiris/base/atomic_file_set.h"

#include "osiris/base/buffered_writer.h"
#include "osiris/base/check.h"
#include "osiris/base/descriptor.h"
#include "osiris/base/file_error.h"
#include "osiris/base/hidden_name.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace osiris {
namespace {

constexpr mode_t kPermissionBits = 0777;
constexpr mode_t kNewFileMode = 0666;  // The process' umask takes its bits away.

/// So many files go to the disk at once, which takes it much less time than one after another.
constexpr std::size_t kEndedMax = 16;

enum class Swaps { kIfPossible, kNever };

/// The hidden folder where a set is made. Its lock says that its writer lives.
struct Staging {
  Path path;
  Descriptor lock;
};

Descriptor open_folder(const Path& folder) {
  return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

void remove_folder(const Path& folder) {
  std::error_code ignored;  // What stays is hidden, and the next set of its name removes it.
  std::filesystem::remove_all(folder, ignored);
}

/// Removes what sets left whose writer was killed.
void remove_stale(const Path& target) {
  visit_hidden_paths(target, [](const Path& hidden) {
    const Descriptor folder = open_folder(hidden);
    if (folder.is_open() && try_lock(folder.number()) == 0) {
      remove_folder(hidden);
    }
  });
}

Result<Staging> make_staging(const Path& target) {
  remove_stale(target);
  constexpr int kTriesMax = 16;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    Staging staging{new_hidden_path(target), Descriptor()};
    if (::mkdir(staging.path.c_str(), S_IRWXU) != 0) {
      return fail(creation_error(errno, "write", target));
    }
    staging.lock = open_folder(staging.path);
    const int problem = staging.lock.is_open() ? 0 : errno;
    if (problem != 0 && problem != ENOENT) {
      remove_folder(staging.path);
      return fail(file_error(problem, "write", target));
    }
    // Somebody who clears up may have seen the folder before it was locked, and taken it.
    if (problem == 0 && try_lock(staging.lock.number()) != EWOULDBLOCK &&
        ::access(staging.path.c_str(), F_OK) == 0) {
      return staging;
    }
  }
  return fail(file_error(EBUSY, "write", target));
}

/// Returns the permissions of the file that has a name by now, none if there is no file. Refuses
/// what is not to be replaced.
Result<std::optional<mode_t>> look_at(const Path& path) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) {
      return std::optional<mode_t>();
    }
    return fail(file_error(errno, "write", path));
  }
  if (S_ISDIR(info.st_mode)) {
    return fail(file_error(EISDIR, "write", path));
  }
  if (!S_ISREG(info.st_mode)) {
    return fail(make_error(kFileKind,
                           fmt::format("cannot write '{}': it is {}", path.string(),
                                       S_ISLNK(info.st_mode) ? "a link" : "no regular file"),
                           "Remove it or choose another name.")
                    .with("path", path.string()));
  }
  // A rename would replace even a write-protected file; whoever protected it meant otherwise.
  if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) {
    return fail(file_error(errno, "write", path));
  }
  return std::optional<mode_t>(info.st_mode & kPermissionBits);
}

/// Waits until nobody else puts a set into the folder, and keeps others waiting while the result is
/// open. Where folders cannot be locked, sets that are put in place at once may mix.
Descriptor take_turn(const Path& folder) {
  Descriptor turn(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (turn.is_open() && ::flock(turn.number(), LOCK_EX) != 0 && errno == EINTR) {
  }
  return turn;
}

/// Moves names between a hidden folder and its parent, and back.
class NameMoves {
 public:
  NameMoves(const Path& staging, const Path& folder, Swaps swaps)
      : staging_(staging), folder_(folder), swaps_(swaps) {}

  /// Puts a file of the hidden folder in its place. Returns 0 or the errno value.
  int place(const std::string& name) {
    Kind kind = Kind::kNew;
    int problem = ENOSYS;
    if (swaps_ == Swaps::kIfPossible) {
      problem = rename_with(name, RENAME_NOREPLACE);
      if (problem == EEXIST) {
        kind = Kind::kSwapped;
        problem = rename_with(name, RENAME_EXCHANGE);
      }
    }
    if (problem == EINVAL || problem == ENOSYS) {  // The file system has no such rename.
      kind = ::access((folder_ / name).c_str(), F_OK) == 0 ? Kind::kReplaced : Kind::kNew;
      problem = rename(staging_ / name, folder_ / name);
    }
    return keep(problem, kind, name);
  }

  /// Moves a file that shall be gone to the hidden folder. Returns 0 or the errno value.
  int take_away(const std::string& name) {
    return keep(rename(folder_ / name, staging_ / name), Kind::kTaken, name);
  }

  /// Takes back what can be taken back, the last one first.
  void undo() {
    for (; !done_.empty(); done_.pop_back()) {
      const auto& [kind, name] = done_.back();
      if (kind == Kind::kReplaced) {
        ++new_files_;
      } else if (undo(kind, name) != 0) {
        new_files_ += kind == Kind::kTaken ? 0 : 1;
        strands_files_ = strands_files_ || kind != Kind::kNew;
      }
    }
  }

  /// Returns how many new files undo() had to leave in their places.
  std::size_t new_files() const { return new_files_; }
  /// Tells whether old files are in the hidden folder that undo() could not bring back.
  bool strands_files() const { return strands_files_; }

 private:
  enum class Kind { kNew, kSwapped, kReplaced, kTaken };

  static int rename(const Path& from, const Path& to) {
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
  }

  int rename_with(const std::string& name, unsigned flags) const {
    const int outcome =
        ::renameat2(AT_FDCWD, (staging_ / name).c_str(), AT_FDCWD, (folder_ / name).c_str(), flags);
    return outcome == 0 ? 0 : errno;
  }

  int keep(int problem, Kind kind, const std::string& name) {
    if (problem == 0) {
      done_.emplace_back(kind, name);
    }
    return problem;
  }

  int undo(Kind kind, const std::string& name) const {
    switch (kind) {
      case Kind::kNew:
        return rename(folder_ / name, staging_ / name);
      case Kind::kSwapped:
        return rename_with(name, RENAME_EXCHANGE);
      case Kind::kTaken:
        return rename(staging_ / name, folder_ / name);
      case Kind::kReplaced:
        break;  // The old file is gone.
    }
    return ENOENT;
  }

  const Path& staging_;
  const Path& folder_;
  const Swaps swaps_;
  std::vector<std::pair<Kind, std::string>> done_;
  std::size_t new_files_ = 0;
  bool strands_files_ = false;
};

class StagedSet final : public AtomicFileSet {
 public:
  StagedSet(Staging staging, Path folder, Swaps swaps)
      : staging_(std::move(staging)), folder_(std::move(folder)), swaps_(swaps) {}
  StagedSet(const StagedSet&) = delete;
  StagedSet& operator=(const StagedSet&) = delete;

  ~StagedSet() override {
    if (!strands_files_) {
      remove_folder(staging_.path);
    }
  }

  Status begin(const std::string& name) override { return keep(end_and_begin(name)); }

  Status write(std::string_view bytes) override {
    OSIRIS_CHECK(open_.has_value() && !committed_, "write outside of a file");
    return keep(open_->write(bytes));
  }

  Status commit(const ObsoleteNames& obsolete) override {
    OSIRIS_CHECK(!std::exchange(committed_, true), "a second commit");
    OSIRIS_CHECKED(outcome_);
    OSIRIS_CHECKED(end());
    OSIRIS_CHECKED(sync_ended());
    const Descriptor turn = take_turn(folder_);
    OSIRIS_TRY(const std::vector<std::string> leaving, obsolete());
    OSIRIS_CHECKED(check_places(leaving));
    OSIRIS_CHECKED(move_all(leaving));
    if (const int problem = sync_folder(folder_); problem != 0) {
      return fail(file_error(problem, "write", folder_));
    }
    return {};
  }

 private:
  /// Remembers the first failure.
  Status keep(const Status& status) {
    if (outcome_.has_value()) {
      outcome_ = status;
    }
    return outcome_;
  }

  Status end_and_begin(const std::string& name) {
    OSIRIS_CHECK(!committed_, "a file after commit");
    OSIRIS_CHECKED(end());
    const Path target = folder_ / name;
    OSIRIS_TRY(const std::optional<mode_t> old_mode, look_at(target));
    // Permissions to start with are no wider than those that it will keep.
    Descriptor file(::open((staging_.path / name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                           old_mode.value_or(kNewFileMode)));
    if (!file.is_open()) {
      return fail(creation_error(errno, "write", target));
    }
    names_.push_back(name);
    open_.emplace(std::move(file), target);
    return {};
  }

  /// Ends the open file. It is on its way to the disk then.
  Status end() {
    if (!open_.has_value()) {
      return {};
    }
    OSIRIS_CHECKED(open_->flush());
    // Only a hint: what cannot start now is done by sync_ended().
    ::sync_file_range(open_->number(), 0, 0, SYNC_FILE_RANGE_WRITE);
    ended_.push_back(std::move(*open_));
    open_.reset();
    return ended_.size() < kEndedMax ? Status() : sync_ended();
  }

  /// Waits until the files that were ended are on the disk, and closes them.
  Status sync_ended() {
    for (const BufferedWriter& file : ended_) {
      if (::fdatasync(file.number()) != 0) {
        return fail(file_error(errno, "write", file.shown_path()));
      }
    }
    ended_.clear();
    return {};
  }

  /// Finds what can be found before anything is moved, and lets the files keep the permissions of
  /// those that they replace.
  Status check_places(const std::vector<std::string>& leaving) const {
    for (const std::string& name : leaving) {
      OSIRIS_CHECKED(look_at(folder_ / name));
    }
    for (const std::string& name : names_) {
      OSIRIS_TRY(const std::optional<mode_t> old_mode, look_at(folder_ / name));
      if (old_mode && ::chmod((staging_.path / name).c_str(), *old_mode) != 0) {
        return fail(file_error(errno, "write", folder_ / name));
      }
    }
    return {};
  }

  Status move_all(const std::vector<std::string>& leaving) {
    NameMoves moves(staging_.path, folder_, swaps_);
    for (const std::string& name : names_) {
      if (const int problem = moves.place(name); problem != 0) {
        return give_up(moves, file_error(problem, "write", folder_ / name));
      }
    }
    for (const std::string& name : leaving) {
      if (const int problem = moves.take_away(name); problem != 0) {
        return give_up(moves, file_error(problem, "remove", folder_ / name));
      }
    }
    return {};
  }

  Status give_up(NameMoves& moves, Error error) {
    moves.undo();
    if (moves.new_files() > 0) {
      error.message += fmt::format("; {} new files are in their places already", moves.new_files());
    }
    if (moves.strands_files()) {
      strands_files_ = true;
      error.message += fmt::format("; old files are in '{}'", staging_.path.string());
    }
    return fail(std::move(error));
  }

  Staging staging_;
  Path folder_;
  Swaps swaps_;
  std::vector<std::string> names_;
  std::optional<BufferedWriter> open_;
  std::vector<BufferedWriter> ended_;  ///< Not known to be on the disk.
  Status outcome_;
  bool committed_ = false;
  bool strands_files_ = false;  ///< Old files are in the hidden folder that cannot come back.
};

Result<std::unique_ptr<AtomicFileSet>> open_set(const Path& path, Swaps swaps) {
  OSIRIS_TRY(Staging staging, make_staging(path));
  return std::make_unique<StagedSet>(std::move(staging), folder_of(path), swaps);
}

}  // namespace

Result<std::unique_ptr<AtomicFileSet>> open_atomic_file_set(const Path& path) {
  return open_set(path, Swaps::kIfPossible);
}

Result<std::unique_ptr<AtomicFileSet>> open_atomic_file_set_without_swaps(const Path& path) {
  return open_set(path, Swaps::kNever);
}

}  // namespace osiris
