// The verb `init`.

#include "osiris/app/starter_project.h"
#include "osiris/app/verbs.h"
#include "osiris/base/text.h"

#include <algorithm>

namespace osiris::app {
namespace {

constexpr const char* kGitignore = ".gitignore";

/// Returns what has to be appended to a .gitignore so that it names every path osiris makes.
std::string missing_lines(const std::string& existing) {
  std::vector<std::string> lines;
  for (const std::string& line : split(existing, '\n')) {
    // "/build/", "build" and "build/" all ignore the folder.
    std::string_view name = trim(line);
    name.remove_prefix(name.substr(0, 1) == "/" ? 1 : 0);
    name.remove_suffix(!name.empty() && name.back() == '/' ? 1 : 0);
    lines.emplace_back(name);
  }
  std::string missing;
  for (const std::string_view path : ignored_paths()) {
    const std::string_view name = path.back() == '/' ? path.substr(0, path.size() - 1) : path;
    if (std::find(lines.begin(), lines.end(), name) == lines.end()) {
      missing.append(path).append("\n");
    }
  }
  return missing;
}

Status complete_gitignore(FileSystem& files, InitResult& result) {
  const Path path = result.project_dir / kGitignore;
  std::string text;
  const bool existed = files.exists(path);
  if (existed) {
    OSIRIS_TRY(text, files.read_text(path));
  }
  const std::string missing = missing_lines(text);
  if (missing.empty()) {
    result.kept.emplace_back(kGitignore);
    return {};
  }
  if (!text.empty()) {
    text += text.back() == '\n' ? "\n" : "\n\n";
  }
  text += "# Made by osiris: sessions, states, manifests, secrets, results.\n" + missing;
  (existed ? result.extended : result.created).emplace_back(kGitignore);
  return files.write_text(path, text);
}

}  // namespace

Result<InitResult> init_project(World& world, const Path& directory) {
  InitResult result{.project_dir = directory.empty() ? world.project_dir : directory,
                    .created = {},
                    .extended = {},
                    .kept = {}};
  OSIRIS_CHECKED(world.files.create_directories(result.project_dir));
  for (const StarterFile& file : starter_files()) {
    const Path path = result.project_dir / file.path;
    if (world.files.exists(path)) {
      result.kept.emplace_back(file.path);
      continue;
    }
    OSIRIS_CHECKED(world.files.create_directories(path.parent_path()));
    OSIRIS_CHECKED(world.files.write_text(path, file.text));
    result.created.emplace_back(file.path);
  }
  OSIRIS_CHECKED(complete_gitignore(world.files, result));
  return result;
}

}  // namespace osiris::app
