#include "components/filesystem.csv_extractor/csv_files.h"

#include "osiris/sdk/file_pattern.h"

#include <set>
#include <utility>

namespace osiris::components {
namespace {

CsvFile look_at(const Path& path, std::string name, const FileSystem& files) {
  const auto stamp = files.stamp(path);
  return {path, std::move(name), stamp.has_value() ? std::optional(*stamp) : std::nullopt};
}

Result<std::vector<CsvFile>> find_entry(const CsvPath& entry, const FileSystem& files) {
  const auto& [resolved, given] = entry;
  const Path path = resolved.lexically_normal();
  const bool is_folder = files.is_directory(path);
  if (!is_folder && (!sdk::is_pattern(path) || files.exists(path))) {
    const auto stamp = files.stamp(path);
    if (!stamp.has_value() && stamp.error().is(kFileNotFound)) {
      return fail(sdk::absence_error(path, files));
    }
    return std::vector<CsvFile>{look_at(path, given, files)};
  }
  OSIRIS_TRY(const std::vector<Path> paths, sdk::find_files(path, csv_endings(), files));
  // A folder's name may end in a slash, which its files' paths do not repeat.
  const std::string root = sdk::root_of(path, given).string();
  std::vector<CsvFile> found;
  for (const Path& one : paths) {
    const std::string& whole = one.native();
    found.push_back(look_at(one, root.empty() ? whole : whole.substr(root.size() + 1), files));
  }
  return found;
}

}  // namespace

std::vector<std::string_view> csv_endings() {
  return {".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst"};
}

std::vector<CsvPath> read_paths(const sdk::StepConfig& config,
                                const sdk::ConnectionSettings* settings, const Path& project_dir) {
  std::vector<CsvPath> paths;
  for (const std::string& given : config.texts("path")) {
    paths.push_back({sdk::resolve_path(given, settings, project_dir), given});
  }
  return paths;
}

Result<std::vector<CsvFile>> find_csv_files(const std::vector<CsvPath>& paths,
                                            const FileSystem& files) {
  std::vector<CsvFile> all;
  std::set<std::string> known;
  for (const CsvPath& entry : paths) {
    OSIRIS_TRY(std::vector<CsvFile> found, find_entry(entry, files));
    for (CsvFile& file : found) {
      if (known.insert(file.path.string()).second) {
        all.push_back(std::move(file));
      }
    }
  }
  return all;
}

}  // namespace osiris::components
