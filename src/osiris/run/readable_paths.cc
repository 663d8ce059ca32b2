#include "osiris/run/readable_paths.h"

#include "osiris/run/step_setup.h"
#include "osiris/sdk/step_context.h"

namespace osiris::run {
namespace {

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
  std::vector<Path> paths;
  for (const compile::ManifestStep& step : manifest.steps) {
    OSIRIS_TRY(const sdk::Spec* const spec, services.registry.spec(step.component));
    OSIRIS_CHECKED(add_paths(step, spec->reads, project_dir, services, paths));
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
