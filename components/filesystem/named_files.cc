#include "components/filesystem/named_files.h"

#include "osiris/sdk/file_pattern.h"

#include <set>
#include <utility>

namespace osiris::components {
namespace {

/// Returns how files of these kinds end that are packed in a way that cannot be read.
std::vector<std::string> unreadable_forms(const FileKinds& kinds) {
  std::vector<std::string> forms;
  for (const std::string_view ending : kinds.endings) {
    const bool is_plain = packing_of_name(ending) == Packing::kNone;
    if (is_plain && kinds.packing && kinds.packing->goes_by_name()) {
      for (const std::string_view packing : unreadable_endings()) {
        forms.push_back(std::string(ending) + std::string(packing));
      }
    }
  }
  return forms;
}

/// Gathers the files of one entry after the other.
class FileSearch {
 public:
  FileSearch(const FileKinds& kinds, const FileSystem& files)
      : kinds_(kinds), files_(files), unreadable_(unreadable_forms(kinds)) {}

  /// Adds the files that an entry, resolved to `path`, means.
  Status add(const std::string& given, const Path& path) {
    if (!files_.is_directory(path) && (!sdk::is_pattern(path) || files_.exists(path))) {
      return keep(path, Path(given).lexically_normal().string());
    }
    OSIRIS_TRY(const std::vector<Path> found, find(path));
    // A folder's name may end in a slash, which its files' paths do not repeat.
    const std::string root = sdk::root_of(path, given).string();
    for (const Path& one : found) {
      const std::string& whole = one.native();
      OSIRIS_CHECKED(keep(one, root.empty() ? whole : whole.substr(root.size() + 1)));
    }
    return {};
  }

  std::vector<NamedFile> take() { return std::move(named_); }

 private:
  /// Files that are packed in a way that cannot be read are found too, so that none of a folder is
  /// passed over in silence.
  Result<std::vector<Path>> find(const Path& path) const {
    std::vector<std::string_view> endings = kinds_.endings;
    endings.insert(endings.end(), unreadable_.begin(), unreadable_.end());
    auto found = sdk::find_files(path, endings, files_);
    return found.has_value() ? std::move(found) : sdk::find_files(path, kinds_.endings, files_);
  }

  Status keep(const Path& path, std::string name) {
    if (!seen_.insert(path).second) {
      return {};
    }
    auto stamp = files_.stamp(path);
    if (!stamp.has_value() && stamp.error().is(kFileNotFound)) {
      return fail(sdk::absence_error(path, files_));
    }
    if (!stamp.has_value()) {
      OSIRIS_CHECKED(files_.read_part(path, 0, 1));  // Its error says that it cannot be read.
      return fail(std::move(stamp).error());
    }
    if (kinds_.packing) {
      OSIRIS_CHECKED(check_ending(path, name, *kinds_.packing));
    }
    named_.push_back({path, std::move(name), *stamp});
    return {};
  }

  const FileKinds& kinds_;
  const FileSystem& files_;
  const std::vector<std::string> unreadable_;
  std::vector<NamedFile> named_;
  std::set<Path> seen_;
};

}  // namespace

PathResolver path_resolver(const sdk::StepContext& context) {
  return [&context](std::string_view text) { return context.resolve_path(text); };
}

PathResolver path_resolver(const sdk::ForeseeContext& context) {
  return [&context](std::string_view text) {
    return sdk::resolve_path(text, context.settings, context.project_dir);
  };
}

Result<std::vector<NamedFile>> find_named_files(const sdk::StepConfig& config,
                                                const FileKinds& kinds, const PathResolver& resolve,
                                                const FileSystem& files) {
  FileSearch search(kinds, files);
  for (const std::string& given : config.texts("path")) {
    OSIRIS_CHECKED(search.add(given, resolve(given).lexically_normal()));
  }
  return search.take();
}

std::int64_t bytes_of(const std::vector<NamedFile>& named) {
  std::int64_t bytes = 0;
  for (const NamedFile& file : named) {
    bytes += static_cast<std::int64_t>(file.stamp.bytes);
  }
  return bytes;
}

std::optional<std::string> find_change(const std::vector<NamedFile>& named,
                                       const FileSystem& files) {
  for (const NamedFile& file : named) {
    const auto now = files.stamp(file.path);
    if (!now.has_value() || *now != file.stamp) {
      return file.name + " changed while it was read: " +
             (now.has_value() ? "it was written to" : "it is gone");
    }
  }
  return std::nullopt;
}

}  // namespace osiris::components
