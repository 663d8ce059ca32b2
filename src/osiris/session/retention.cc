#include "osiris/session/retention.h"

#include "osiris/base/descriptor.h"
#include "osiris/format/json.h"

#include <fcntl.h>

#include <algorithm>
#include <vector>

namespace osiris::session {
namespace {

/// Returns what belongs to the data; a state holds values of its source. The database goes first:
/// without its write-ahead log it would still open, with rows missing.
std::vector<Path> data_paths(const SessionFolder& folder) {
  const std::string database = folder.database().string();
  return {folder.database(),  database + ".wal",      database + ".tmp",
          database + ".lock", folder.artifacts_dir(), folder.base_states()};
}

std::int64_t bytes_below(const FileSystem& files, const Path& folder) {
  std::int64_t bytes = 0;
  std::vector<Path> folders{folder};
  while (!folders.empty()) {
    const Path at = std::move(folders.back());
    folders.pop_back();
    const auto entries = files.list(at);
    if (!entries.has_value()) {
      continue;
    }
    for (const DirectoryEntry& entry : *entries) {
      if (entry.is_directory && !entry.is_link) {
        folders.push_back(at / entry.name);
      } else if (!entry.is_link) {
        bytes += static_cast<std::int64_t>(entry.size_bytes);
      }
    }
  }
  return bytes;
}

/// Returns the id of the session that a line of the index is about; empty if the line is damaged.
std::string session_of_line(std::string_view line) {
  const auto value = parse_json(line);
  return value.has_value() ? RunRecord::from_value(*value).session_id : std::string();
}

std::string without_runs(const std::string& text, const std::set<std::string>& ids) {
  std::string kept;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::size_t next = end == std::string::npos ? text.size() : end + 1;
    if (ids.count(session_of_line(std::string_view(text).substr(begin, next - begin))) == 0) {
      kept.append(text, begin, next - begin);
    }
    begin = next;
  }
  return kept;
}

/// Tells whether a database is open for reading: DuckDB has a lock on its file then. Asked as
/// another owner of locks, since a process does not see its own.
bool is_read(const Path& database) {
  const Descriptor file(::open(database.c_str(), O_RDONLY | O_CLOEXEC));
  struct ::flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return file.is_open() && ::fcntl(file.number(), F_OFD_GETLK, &lock) == 0 &&
         lock.l_type != F_UNLCK;
}

}  // namespace

std::int64_t bytes_of(const FileSystem& files, const SessionFolder& folder, SessionPart part) {
  if (part == SessionPart::kAll) {
    return bytes_below(files, folder.root);
  }
  std::int64_t bytes = 0;
  const auto entries = files.list(folder.root);
  if (!entries.has_value()) {
    return bytes;
  }
  const std::vector<Path> paths = data_paths(folder);
  for (const DirectoryEntry& entry : *entries) {
    const Path path = folder.root / entry.name;
    if (entry.is_link || std::find(paths.begin(), paths.end(), path) == paths.end()) {
      continue;
    }
    bytes +=
        entry.is_directory ? bytes_below(files, path) : static_cast<std::int64_t>(entry.size_bytes);
  }
  return bytes;
}

Status remove_session(FileSystem& files, const SessionFolder& folder, SessionPart part) {
  if (!files.exists(folder.root)) {
    return {};
  }
  OSIRIS_TRY(const FileLock lock, FileLock::acquire(folder.lock()));
  // A process may have the database open without the session: a lock of its own says so.
  if (FileLock::is_held(folder.database().string() + ".lock")) {
    return fail(kSessionLocked, "the database of the session is open");
  }
  if (is_read(folder.database())) {
    return fail(kSessionLocked, "somebody looks into the session's database");
  }
  for (const Path& path : data_paths(folder)) {
    OSIRIS_CHECKED(files.remove_all(path));
  }
  if (part == SessionPart::kData) {
    return {};
  }
  OSIRIS_CHECKED(files.remove_all(folder.logs_dir()));
  return files.remove_all(folder.root);
}

Status remove_runs(FileSystem& files, const Path& sessions_dir, const std::set<std::string>& ids) {
  if (ids.empty() || !files.exists(index_of_runs(sessions_dir))) {
    return {};
  }
  OSIRIS_TRY(const auto index, files.open_append(index_of_runs(sessions_dir)));
  return index->rewrite([&ids](const std::string& text) { return without_runs(text, ids); });
}

}  // namespace osiris::session
