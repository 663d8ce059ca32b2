#include "components/filesystem/named_files.h"

#include "osiris/sdk/file_pattern.h"

#include <set>

namespace osiris::components {

Result<std::vector<NamedFile>> find_named_files(const sdk::StepConfig& config,
                                                const std::vector<std::string_view>& endings,
                                                const PathResolver& resolve,
                                                const FileSystem& files) {
  std::vector<NamedFile> named;
  std::set<Path> seen;
  for (const std::string& given : config.texts("path")) {
    const Path resolved = resolve(given).lexically_normal();
    OSIRIS_TRY(const auto found, sdk::find_files(resolved, endings, files));
    const std::string root = sdk::root_of(resolved, given).string();
    for (const Path& file : found) {
      if (seen.insert(file).second) {
        const std::string& whole = file.native();
        named.push_back({file, root.empty() ? whole : whole.substr(root.size() + 1)});
      }
    }
  }
  return named;
}

}  // namespace osiris::components
