#pragma once
// The disk as the program sees it, behind one seam, so that tests can take it away.

#include "osiris/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace osiris {

using Path = std::filesystem::path;

/// Whether a written file must outlive a power failure at once. Nothing else depends on it: a
/// process that is killed loses neither.
enum class Durability {
  kNow,    ///< On the disk before the call returns; takes some tenths of a millisecond.
  kLater,  ///< When the system gets to it; for what can be made again.
};

/// A file being written that appears under its name whole or not at all.
/// Until commit() nothing exists under the target's name (or the old file stays as it was); a
/// process that is killed leaves nothing visible behind. After a failed write, commit() fails too,
/// so a caller that looks only at commit() loses nothing. One thread at a time.
class AtomicFile {
 public:
  virtual ~AtomicFile() = default;  ///< Discards the content unless committed.
  /// Appends bytes. Errors: file.disk_full, file.io.
  virtual Status write(std::string_view bytes) = 0;
  /// Puts the file under its name, replacing an old one. Errors: file.*.
  virtual Status commit(Durability durability) = 0;
  /// The same, on the disk at once.
  Status commit() { return commit(Durability::kNow); }
};

/// Returns the names of files that shall be gone once a set is in its place.
using ObsoleteNames = std::function<Result<std::vector<std::string>>()>;

/// Files of one folder, written one after another, that take their places together when all of them
/// are whole and on the disk. Until commit() nothing exists under their names (or the old files
/// stay as they were); a process that is killed leaves nothing visible behind. After a failed call,
/// commit() fails too. Needs some twenty open files, however many there are in the set. One thread
/// at a time.
class AtomicFileSet {
 public:
  virtual ~AtomicFileSet() = default;  ///< Discards the content unless committed.
  /// Begins a file of this name, which no other of the set has, and ends the one before it. What
  /// has the name now must be a regular file that may be written. Errors: file.*.
  virtual Status begin(const std::string& name) = 0;
  /// Appends bytes to the file that was begun last. Errors: file.disk_full, file.io.
  virtual Status write(std::string_view bytes) = 0;
  /// Puts the files under their names, in the order in which they were begun, then takes away the
  /// obsolete ones, which are asked for when no other set can be put into the folder any more. A
  /// failure leaves the folder as it was, if its file system can swap two names; what it could not
  /// take back it tells. Who is killed amid this leaves old and new files, each of them whole.
  /// Call once. Errors: file.*, those of `obsolete`.
  virtual Status commit(const ObsoleteNames& obsolete) = 0;
};

/// A file to which lines are appended. Writers take turns, so lines of several threads or processes
/// never mix. If the file ends in half a line (its writer was killed, or the disk was full), the
/// next append starts a new line, so that only the torn line is lost.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  /// Appends bytes. Errors: file.disk_full, file.io.
  virtual Status append(std::string_view bytes) = 0;
  /// Replaces the whole content, atomically, by what `edit` makes of it. Other writers wait, and
  /// their next lines follow in the new content: none is lost. Errors: file.*.
  virtual Status rewrite(const std::function<std::string(std::string)>& edit) = 0;
};

/// What one directory entry is.
struct DirectoryEntry {
  std::string name;
  bool is_directory = false;
  std::uintmax_t size_bytes = 0;
  bool is_link = false;  ///< A symbolic link; the other members are those of what it leads to.
};

/// What tells, without reading it, whether a file is still the same.
struct FileStamp {
  std::uintmax_t bytes = 0;
  std::int64_t modified_ns = 0;  ///< Since an epoch of the system's choice.
  bool operator==(const FileStamp& other) const = default;
};

/// All disk access except DuckDB's own. Errors: file.not_found, file.denied, file.wrong_kind,
/// file.exists, file.disk_full, file.too_large, file.io; every message names the path. Paths that
/// name the same file through a symbolic link mean that file. Threads: safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// Reads a whole file; more than `bytes_max` bytes are file.too_large.
  virtual Result<std::string> read_text(const Path& path,
                                        std::uintmax_t bytes_max = 256ULL << 20) const = 0;
  /// Reads at most `bytes_max` bytes from an offset on; nothing at the end of the file or behind
  /// it.
  virtual Result<std::string> read_part(const Path& path, std::uintmax_t offset,
                                        std::uintmax_t bytes_max) const;
  /// Opens a file for atomic replacement; the parent folder must exist. A replaced file keeps its
  /// permission bits. What cannot be renamed over (/dev/stdout, /dev/null, a FIFO) is written
  /// directly, so there a failure may leave half of the content.
  virtual Result<std::unique_ptr<AtomicFile>> create_atomic(const Path& path) = 0;
  /// Opens a set of files in the folder of `path`, which must exist. What is hidden there until the
  /// commit is called after the path's last name. Symbolic links in the files' places are refused.
  virtual Result<std::unique_ptr<AtomicFileSet>> create_atomic_set(const Path& path) = 0;
  /// Opens a file for appending, creating it.
  virtual Result<std::unique_ptr<AppendFile>> open_append(const Path& path) = 0;
  /// Writes a whole file atomically.
  Status write_text(const Path& path, std::string_view text,
                    Durability durability = Durability::kNow);
  /// Creates a folder and its parents; fine if it exists.
  virtual Status create_directories(const Path& path) = 0;
  virtual bool exists(const Path& path) const = 0;
  virtual bool is_directory(const Path& path) const = 0;
  /// Returns size and time of change of a file or folder.
  virtual Result<FileStamp> stamp(const Path& path) const = 0;
  /// Lists a folder, sorted by name.
  virtual Result<std::vector<DirectoryEntry>> list(const Path& path) const = 0;
  /// Removes a file or a whole folder; fine if absent.
  virtual Status remove_all(const Path& path) = 0;
};

/// The machine's disk.
class RealFileSystem final : public FileSystem {
 public:
  Result<std::string> read_text(const Path& path, std::uintmax_t bytes_max) const override;
  Result<std::string> read_part(const Path& path, std::uintmax_t offset,
                                std::uintmax_t bytes_max) const override;
  Result<std::unique_ptr<AtomicFile>> create_atomic(const Path& path) override;
  Result<std::unique_ptr<AtomicFileSet>> create_atomic_set(const Path& path) override;
  Result<std::unique_ptr<AppendFile>> open_append(const Path& path) override;
  Status create_directories(const Path& path) override;
  bool exists(const Path& path) const override;
  bool is_directory(const Path& path) const override;
  Result<FileStamp> stamp(const Path& path) const override;
  Result<std::vector<DirectoryEntry>> list(const Path& path) const override;
  Status remove_all(const Path& path) override;
};

/// Makes the error for an errno value met while doing `action` ("read", "write", ...) to `path`.
Error file_error(int error_number, std::string_view action, const Path& path);

/// Holds an exclusive lock on a file until destroyed (or the process dies). Source: flock(2).
class FileLock {
 public:
  /// Takes the lock without waiting; creates the file and writes this process' id into it.
  /// Errors: session.locked with detail `pid` of the holder when known; file.*.
  static Result<FileLock> acquire(const Path& path);
  /// Tells whether some process (this one too) holds the lock; false if the file does not exist.
  static bool is_held(const Path& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

inline constexpr ErrorCode kSessionLocked{
    "session.locked", Fault::kUser,
    "Another process, or this one, has the session open. Wait for it to finish or use another "
    "session."};

}  // namespace osiris
