#include "osiris/run/readable_paths.h"

#include "osiris/run/step_setup.h"
#include "osiris/sdk/file_pattern.h"
#include "osiris/sdk/step_context.h"

namespace osiris::run {
namespace {

// A pattern stands for the files that match it now. Its folder is not opened to SQL instead: that
// could be the project's, where secrets are.
void add_path(const Path& path, const FileSystem& files, std::vector<Path>& paths) {
  if (!sdk::is_pattern(path) || files.exists(path)) {
    paths.push_back(path);
  } else if (const auto found = sdk::find_files(path, {""}, files)) {
    paths.insert(paths.end(), found->begin(), found->end());
  }
}

Status add_paths(const compile::ManifestStep& step, const std::vector<std::string>& options,
                 const Path& project_dir, const AdapterServices& services,
                 std::vector<Path>& paths) {
  OSIRIS_TRY(const auto settings, resolve_connection(step, services));
  const sdk::StepConfig config(step.config);
  for (const std::string& option : options) {
    for (const std::string& text : config.texts(option)) {
      const Path path =
          sdk::resolve_path(text, settings.has_value() ? &*settings : nullptr, project_dir);
      paths.push_back(path.lexically_normal());
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Path>> readable_paths(const compile::Manifest& manifest, const Path& project_dir,
                                         const AdapterServices& services) {
  std::vector<Path> named;
  for (const compile::ManifestStep& step : manifest.steps) {
    OSIRIS_TRY(const sdk::Spec* const spec, services.registry.spec(step.component));
    OSIRIS_CHECKED(add_paths(step, spec->reads, project_dir, services, named));
  }
  std::vector<Path> paths;
  for (const Path& path : named) {
    add_path(path, services.files, paths);
  }
  return paths;
}

Result<std::vector<Path>> source_paths(const compile::ManifestStep& step, const Path& project_dir,
                                       const AdapterServices& services) {
  OSIRIS_TRY(const sdk::Spec* const spec, services.registry.spec(step.component));
  std::vector<Path> paths;
  OSIRIS_CHECKED(add_paths(step, spec->reads, project_dir, services, paths));
  OSIRIS_CHECKED(add_paths(step, spec->sources, project_dir, services, paths));
  return paths;
}

}  // namespace osiris::run
