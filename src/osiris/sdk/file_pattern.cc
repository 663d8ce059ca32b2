#include "osiris/sdk/file_pattern.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <cerrno>
#include <string>

namespace osiris::sdk {
namespace {

constexpr std::string_view kAnyFolders = "**";
/// Looked through for the name that was meant. Unit: files.
constexpr std::size_t kNamesComparedMax = 1000;

bool has_wildcards(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool ends_as(const std::string& name, const std::vector<std::string_view>& endings) {
  const std::string lower = to_lower(name);
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

std::string in_words(const std::vector<std::string_view>& endings) {
  std::string words;
  for (const std::string_view ending : endings) {
    words += words.empty() ? "" : ending == endings.back() ? " or " : ", ";
    words += ending;
  }
  return words;
}

/// Reads the set that begins behind a `[`: whether `c` is in it, and where the pattern goes on.
/// `end` is npos if the set is not closed; the bracket then stands for itself.
struct SetMatch {
  bool holds = false;
  std::size_t end = std::string_view::npos;
};

SetMatch match_set(std::string_view pattern, std::size_t begin, char c) {
  const bool negated = begin < pattern.size() && pattern[begin] == '!';
  const std::size_t first = begin + (negated ? 1 : 0);
  const std::size_t close = pattern.find(']', first + 1);
  if (close == std::string_view::npos) {
    return {};
  }
  bool found = false;
  for (std::size_t i = first; i < close; ++i) {
    if (i + 2 < close && pattern[i + 1] == '-') {
      found = found || (pattern[i] <= c && c <= pattern[i + 2]);
      i += 2;
    } else {
      found = found || pattern[i] == c;
    }
  }
  return {found != negated, close + 1};
}

/// Walks down a pattern, folder by folder.
class Search {
 public:
  Search(const FileSystem& files, std::vector<Path>& found) : files_(files), found_(found) {}

  Status look_in(const Path& folder, Path::iterator part, Path::iterator end) {
    const std::string pattern = part->string();
    const bool last = std::next(part) == end;
    if (pattern == kAnyFolders) {
      return look_in_all(folder, last ? part : std::next(part), end, last);
    }
    if (!has_wildcards(pattern)) {
      const Path path = folder / pattern;
      if (last) {
        return files_.exists(path) && !files_.is_directory(path) ? keep(path) : Status();
      }
      return files_.is_directory(path) ? look_in(path, std::next(part), end) : Status();
    }
    OSIRIS_TRY(const auto entries, files_.list(folder));
    for (const DirectoryEntry& entry : entries) {
      if (!fits(pattern, entry.name) || entry.is_directory == last) {
        continue;
      }
      OSIRIS_CHECKED(last ? keep(folder / entry.name)
                          : look_in(folder / entry.name, std::next(part), end));
    }
    return {};
  }

  /// Keeps all files below a folder whose names end so.
  Status take_all(const Path& folder, const std::vector<std::string_view>& endings) {
    OSIRIS_TRY(const auto entries, files_.list(folder));
    for (const DirectoryEntry& entry : entries) {
      if (entry.name.starts_with('.') || entry.name.starts_with('_')) {
        continue;
      }
      if (entry.is_directory && !entry.is_link) {
        OSIRIS_CHECKED(take_all(folder / entry.name, endings));
      } else if (!entry.is_directory && ends_as(entry.name, endings)) {
        OSIRIS_CHECKED(keep(folder / entry.name));
      }
    }
    return {};
  }

 private:
  static bool fits(const std::string& pattern, const std::string& name) {
    return (!name.starts_with('.') || pattern.starts_with('.')) && matches(pattern, name);
  }

  /// Looks for the rest of the pattern in a folder and in all below it; `every_file` if the pattern
  /// ends in `**`.
  Status look_in_all(const Path& folder, Path::iterator rest, Path::iterator end, bool every_file) {
    if (!every_file) {
      OSIRIS_CHECKED(look_in(folder, rest, end));
    }
    OSIRIS_TRY(const auto entries, files_.list(folder));
    for (const DirectoryEntry& entry : entries) {
      if (entry.name.starts_with('.')) {
        continue;
      }
      if (entry.is_directory && !entry.is_link) {
        OSIRIS_CHECKED(look_in_all(folder / entry.name, rest, end, every_file));
      } else if (!entry.is_directory && every_file) {
        OSIRIS_CHECKED(keep(folder / entry.name));
      }
    }
    return {};
  }

  Status keep(const Path& path) {
    if (found_.size() == kFilesMax) {
      return fail(kFileTooLarge, "there are more than " + std::to_string(kFilesMax) + " files",
                  "name fewer of them in 'path'");
    }
    found_.push_back(path);
    return {};
  }

  const FileSystem& files_;
  std::vector<Path>& found_;
};

/// Says where a path starts, and that `{a,b}` is no pattern to whoever may think that it is.
std::string hint_of_absence(const Path& path) {
  const std::string& text = path.native();
  const std::size_t open = text.find('{');
  const bool has_braces = open != std::string::npos && text.find('}', open) != std::string::npos;
  return std::string(has_braces ? "braces are no pattern here: name the files in a list; " : "") +
         "check 'path'; a relative one starts at the connection's base_dir, else at the project's "
         "folder";
}

/// Returns `; did you mean 'x'?` for a file that the same folder has.
std::string suggest_file(const Path& path, const FileSystem& files) {
  std::vector<std::string> names;
  for (DirectoryEntry& entry :
       files.list(path.parent_path()).value_or(std::vector<DirectoryEntry>())) {
    if (!entry.is_directory && names.size() < kNamesComparedMax) {
      names.push_back(std::move(entry.name));
    }
  }
  return suggest(path.filename().string(), names);
}

}  // namespace

Error absence_error(const Path& path, const FileSystem& files) {
  Error error = file_error(ENOENT, "read", path);
  error.message += suggest_file(path, files);
  error.hint = hint_of_absence(path);
  return error;
}

bool is_pattern(const Path& path) { return has_wildcards(path.native()); }

bool matches(std::string_view pattern, std::string_view name) {
  // Where to go on when what follows the last star does not fit: one byte further.
  std::size_t star = std::string_view::npos;
  std::size_t star_name = 0;
  std::size_t p = 0;
  std::size_t n = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
      continue;
    }
    const bool is_set = p < pattern.size() && pattern[p] == '[';
    const SetMatch set = is_set ? match_set(pattern, p + 1, name[n]) : SetMatch();
    const bool closed = set.end != std::string_view::npos;
    const bool one =
        p < pattern.size() && (closed ? set.holds : pattern[p] == '?' || pattern[p] == name[n]);
    if (one) {
      p = closed ? set.end : p + 1;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_name;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Result<std::vector<Path>> find_files(const Path& path, const std::vector<std::string_view>& endings,
                                     const FileSystem& files) {
  std::vector<Path> found;
  Search search(files, found);
  const bool exists = files.exists(path);
  if (exists && !files.is_directory(path)) {
    return std::vector<Path>{path};
  }
  if (exists) {
    OSIRIS_CHECKED(search.take_all(path, endings));
  } else if (!is_pattern(path)) {
    const auto stamp = files.stamp(path);
    const bool is_denied = !stamp.has_value() && !stamp.error().is(kFileNotFound);
    return fail(is_denied ? stamp.error() : absence_error(path, files));
  } else {
    const Path rest = path.relative_path();
    OSIRIS_CHECKED(search.look_in(path.root_path(), rest.begin(), rest.end()));
  }
  if (found.empty()) {
    return fail(kFileNotFound,
                exists ? "the folder '" + path.string() + "' has no file whose name ends in " +
                             in_words(endings)
                       : "no file matches '" + path.string() + "'",
                hint_of_absence(path));
  }
  std::sort(found.begin(), found.end(),
            [](const Path& a, const Path& b) { return a.native() < b.native(); });
  // Two ways down a pattern with `**` may lead to one file.
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Path root_of(const Path& resolved, const Path& given) {
  const std::string name = given.lexically_normal().string();
  const std::string tail = name == "." ? "/" : "/" + name;  // So a folder's own name ends then.
  const std::string& whole = resolved.native();
  return !given.is_absolute() && whole.ends_with(tail)
             ? Path(whole.substr(0, whole.size() - tail.size()))
             : Path();
}

}  // namespace osiris::sdk
