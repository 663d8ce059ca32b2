#include "components/filesystem.csv_extractor/csv_files.h"

#include "osiris/sdk/file_pattern.h"

namespace osiris::components {
namespace {

/// What is read of a folder, packed or not.
const std::vector<std::string_view> kEndings{".csv", ".tsv", ".csv.gz", ".tsv.gz"};

CsvFile look_at(const Path& path, std::string name, const FileSystem& files) {
  const auto stamp = files.stamp(path);
  return {path, std::move(name), stamp.has_value() ? std::optional(*stamp) : std::nullopt};
}

}  // namespace

Result<std::vector<CsvFile>> find_csv_files(const Path& resolved, const std::string& given,
                                            const FileSystem& files) {
  const Path path = resolved.lexically_normal();
  const bool is_folder = files.is_directory(path);
  if (!is_folder && (!sdk::is_pattern(path) || files.exists(path))) {
    return std::vector<CsvFile>{look_at(path, given, files)};
  }
  OSIRIS_TRY(const std::vector<Path> paths, sdk::find_files(path, kEndings, files));
  // A folder's name may end in a slash, which its files' paths do not repeat.
  const std::string root = sdk::root_of(path, given).string();
  std::vector<CsvFile> found;
  for (const Path& one : paths) {
    const std::string& whole = one.native();
    found.push_back(look_at(one, root.empty() ? whole : whole.substr(root.size() + 1), files));
  }
  return found;
}

}  // namespace osiris::components
