#include "osiris/base/memory_filesystem.h"

#include "osiris/base/file_error.h"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace osiris {
namespace {

/// Returns the path without a slash at its end: "out/" and "out" are the same folder.
std::string key_of(const Path& path) {
  std::string key = path.string();
  while (key.size() > 1 && key.back() == '/') {
    key.pop_back();
  }
  return key;
}

/// Returns the part in front of everything below the folder.
std::string prefix_of(const std::string& folder) {
  if (folder.empty() || folder == ".") {
    return {};
  }
  return folder == "/" ? folder : folder + "/";
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Tells whether an ordered map or set has a key below the prefix.
template <class Ordered>
bool has_below(const Ordered& ordered, const std::string& prefix) {
  const auto found = ordered.upper_bound(prefix);
  if constexpr (requires { found->first; }) {
    return found != ordered.end() && starts_with(found->first, prefix);
  } else {
    return found != ordered.end() && starts_with(*found, prefix);
  }
}

}  // namespace

/// A file of the map, opened to be replaced or continued.
class MemoryFile {
 public:
  MemoryFile(MemoryFileSystem& disk, Path path) : disk_(disk), path_(std::move(path)) {}

  Status check() const {
    const std::lock_guard<std::mutex> hold(disk_.mutex_);
    return disk_.check_writable(path_);
  }

  Status replace(std::string_view bytes) {
    const std::lock_guard<std::mutex> hold(disk_.mutex_);
    OSIRIS_CHECKED(disk_.check_writable(path_));
    disk_.files[key_of(path_)] = bytes;
    return {};
  }

  Status extend(std::string_view bytes) {
    const std::lock_guard<std::mutex> hold(disk_.mutex_);
    OSIRIS_CHECKED(disk_.check_writable(path_));
    std::string& text = disk_.files[key_of(path_)];
    if (!text.empty() && text.back() != '\n' && !continued_) {
      text += '\n';
    }
    continued_ = true;
    text += bytes;
    return {};
  }

  Status edit(const std::function<std::string(std::string)>& edit) {
    const std::lock_guard<std::mutex> hold(disk_.mutex_);
    OSIRIS_CHECKED(disk_.check_writable(path_));
    std::string& text = disk_.files[key_of(path_)];
    text = edit(text);
    return {};
  }

 private:
  MemoryFileSystem& disk_;
  Path path_;
  bool continued_ = false;  ///< What the file ends in is our own.
};

namespace {

class MemoryAtomicFile final : public AtomicFile {
 public:
  explicit MemoryAtomicFile(MemoryFile file) : file_(std::move(file)) {}

  Status write(std::string_view bytes) override {
    if (outcome_.has_value()) {
      outcome_ = file_.check();
    }
    text_ += bytes;
    return outcome_;
  }

  Status commit(Durability) override {
    OSIRIS_CHECKED(outcome_);
    return file_.replace(text_);
  }

 private:
  MemoryFile file_;
  std::string text_;
  Status outcome_;
};

class MemoryAtomicFileSet final : public AtomicFileSet {
 public:
  MemoryAtomicFileSet(MemoryFileSystem& disk, Path folder)
      : disk_(disk), folder_(std::move(folder)) {}

  Status begin(const std::string& name) override {
    files_.emplace_back(MemoryFile(disk_, folder_ / name), std::string());
    return keep(files_.back().first.check());
  }

  Status write(std::string_view bytes) override {
    auto& [file, text] = files_.back();
    text += bytes;
    return keep(file.check());
  }

  Status commit(const ObsoleteNames& obsolete) override {
    OSIRIS_CHECKED(outcome_);
    OSIRIS_TRY(const std::vector<std::string> leaving, obsolete());
    for (const auto& [file, text] : files_) {
      OSIRIS_CHECKED(file.check());
    }
    for (auto& [file, text] : files_) {
      OSIRIS_CHECKED(file.replace(text));
    }
    for (const std::string& name : leaving) {
      OSIRIS_CHECKED(disk_.remove_all(folder_ / name));
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

  MemoryFileSystem& disk_;
  Path folder_;
  std::vector<std::pair<MemoryFile, std::string>> files_;
  Status outcome_;
};

class MemoryAppendFile final : public AppendFile {
 public:
  explicit MemoryAppendFile(MemoryFile file) : file_(std::move(file)) {}
  Status append(std::string_view bytes) override { return file_.extend(bytes); }
  Status rewrite(const std::function<std::string(std::string)>& edit) override {
    return file_.edit(edit);
  }

 private:
  MemoryFile file_;
};

}  // namespace

Result<std::string> MemoryFileSystem::read_text(const Path& path, std::uintmax_t bytes_max) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  const auto found = files.find(key_of(path));
  if (found == files.end()) {
    return fail(file_error(has_directory(key_of(path)) ? EISDIR : ENOENT, "read", path));
  }
  if (found->second.size() > bytes_max) {
    return fail(file_too_large_error(path, bytes_max));
  }
  return found->second;
}

Result<std::unique_ptr<AtomicFile>> MemoryFileSystem::create_atomic(const Path& path) {
  MemoryFile file(*this, path);
  OSIRIS_CHECKED(file.check());
  return std::make_unique<MemoryAtomicFile>(std::move(file));
}

Result<std::unique_ptr<AtomicFileSet>> MemoryFileSystem::create_atomic_set(const Path& path) {
  OSIRIS_CHECKED(MemoryFile(*this, path).check());
  return std::make_unique<MemoryAtomicFileSet>(*this, path.parent_path());
}

Result<std::unique_ptr<AppendFile>> MemoryFileSystem::open_append(const Path& path) {
  const std::lock_guard<std::mutex> hold(mutex_);
  OSIRIS_CHECKED(check_writable(path));
  files.try_emplace(key_of(path));
  return std::make_unique<MemoryAppendFile>(MemoryFile(*this, path));
}

Status MemoryFileSystem::create_directories(const Path& path) {
  const std::lock_guard<std::mutex> hold(mutex_);
  Path at;
  for (const Path& part : Path(key_of(path))) {
    at /= part;
    if (files.count(at.string()) > 0) {
      return fail(file_error(ENOTDIR, "create the folder", path));
    }
    if (has_directory(at.string())) {
      continue;
    }
    if (!full_path_part.empty() && at.string().find(full_path_part) != std::string::npos) {
      return fail(file_error(ENOSPC, "create the folder", path));
    }
    directories.insert(at.string());
  }
  return {};
}

bool MemoryFileSystem::exists(const Path& path) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return files.count(key_of(path)) > 0 || has_directory(key_of(path));
}

bool MemoryFileSystem::is_directory(const Path& path) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return has_directory(key_of(path));
}

Result<FileStamp> MemoryFileSystem::stamp(const Path& path) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  const auto found = files.find(key_of(path));
  if (found != files.end()) {
    return FileStamp{found->second.size(), 0};
  }
  if (!has_directory(key_of(path))) {
    return fail(file_error(ENOENT, "look at", path));
  }
  return FileStamp{};
}

Result<std::vector<DirectoryEntry>> MemoryFileSystem::list(const Path& path) const {
  const std::lock_guard<std::mutex> hold(mutex_);
  const std::string folder = key_of(path);
  if (!has_directory(folder)) {
    return fail(file_error(files.count(folder) > 0 ? ENOTDIR : ENOENT, "list", path));
  }
  const std::string prefix = prefix_of(folder);
  std::map<std::string, DirectoryEntry> entries;
  const auto add = [&](std::string_view key, bool is_directory, std::size_t size_bytes) {
    if (!starts_with(key, prefix) || key.size() == prefix.size()) {
      return;
    }
    const std::string_view below = key.substr(prefix.size());
    const std::size_t slash = below.find('/');
    const std::string name(below.substr(0, slash));
    const bool deeper = slash != std::string_view::npos;
    if (!name.empty() && name != ".") {
      entries[name] = {.name = name,
                       .is_directory = is_directory || deeper,
                       .size_bytes = deeper ? 0 : size_bytes};
    }
  };
  for (const std::string& directory : directories) {
    add(directory, true, 0);
  }
  for (const auto& [key, text] : files) {
    add(key, false, text.size());
  }
  std::vector<DirectoryEntry> sorted;
  for (auto& [name, entry] : entries) {
    sorted.push_back(std::move(entry));
  }
  return sorted;
}

Status MemoryFileSystem::remove_all(const Path& path) {
  const std::lock_guard<std::mutex> hold(mutex_);
  const std::string key = key_of(path);
  const std::string prefix = prefix_of(key);
  files.erase(key);
  directories.erase(key);
  std::erase_if(files, [&](const auto& file) { return starts_with(file.first, prefix); });
  std::erase_if(directories, [&](const auto& name) { return starts_with(name, prefix); });
  return {};
}

Status MemoryFileSystem::check_writable(const Path& path) const {
  if (has_directory(key_of(path))) {
    return fail(file_error(EISDIR, "write", path));
  }
  if (!has_directory(key_of(path.parent_path()))) {
    return fail(creation_error(ENOENT, "write", path));
  }
  if (!full_path_part.empty() && path.string().find(full_path_part) != std::string::npos) {
    return fail(file_error(ENOSPC, "write", path));
  }
  return {};
}

bool MemoryFileSystem::has_directory(const std::string& path) const {
  if (path.empty() || path == "." || path == "/" || directories.count(path) > 0) {
    return true;
  }
  return has_below(directories, path + "/") || has_below(files, path + "/");
}

}  // namespace osiris
