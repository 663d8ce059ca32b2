#include "components/filesystem/named_files.h"

#include "osiris/sdk/file_pattern.h"

#include <algorithm>
#include <set>
#include <utility>

namespace osiris::components {
namespace {

/// Gathers the files of one entry after the other.
class FileSearch {
 public:
  FileSearch(const std::vector<std::string_view>& endings, const FileSystem& files)
      : endings_(endings), files_(files) {}

  /// Adds the files that an entry, resolved to `path`, means.
  Status add(const std::string& given, const Path& path) {
    if (!files_.is_directory(path) && (!sdk::is_pattern(path) || files_.exists(path))) {
      return keep(path, Path(given).lexically_normal().string());
    }
    OSIRIS_TRY(const std::vector<Path> found, sdk::find_files(path, endings_, files_));
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
  Status keep(const Path& path, std::string name) {
    if (!seen_.insert(path).second) {
      return {};
    }
    auto stamp = files_.stamp(path);
    if (!stamp.has_value()) {
      OSIRIS_CHECKED(files_.read_part(path, 0, 1));  // Its error says that it cannot be read.
      return fail(std::move(stamp).error());
    }
    named_.push_back({path, std::move(name), *stamp});
    return {};
  }

  const std::vector<std::string_view>& endings_;
  const FileSystem& files_;
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
                                                const std::vector<std::string_view>& endings,
                                                const PathResolver& resolve,
                                                const FileSystem& files) {
  FileSearch search(endings, files);
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
