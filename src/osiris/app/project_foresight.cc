#include "osiris/app/project_foresight.h"

#include "osiris/base/sha256.h"

#include <optional>
#include <utility>

namespace osiris::app {
namespace {

constexpr std::size_t kDigestDigits = 8;  // Tells files of one name in different folders apart.

/// Returns the cache of a pipeline file: `.osiris_cache/<name>-<digest of its path>.json`.
Path cache_file(const World& world, const std::string& pipeline_file) {
  const Path path = (std::filesystem::absolute(pipeline_file)).lexically_normal();
  return world.project_dir / kCacheDirName /
         (path.stem().string() + "-" + sha256_hex(path.string()).substr(0, kDigestDigits) +
          ".json");
}

sdk::Foresight unknown(std::string basis) {
  sdk::Foresight foresight;
  foresight.basis = std::move(basis);
  return foresight;
}

}  // namespace

ProjectForesight::ProjectForesight(World& world, const sdk::ConnectionCatalog& connections,
                                   const std::string& pipeline_file)
    : world_(world),
      connections_(connections),
      queries_(world.files, cache_file(world, pipeline_file), binder_) {}

Result<sdk::Foresight> ProjectForesight::foresee(const compile::ManifestStep& step,
                                                 const std::vector<exchange::BindInput>& inputs) {
  OSIRIS_TRY(const sdk::Component* const component, world_.registry.component(step.component));
  if (component->foresee == nullptr) {
    return unknown("'" + step.component + "' cannot tell before it runs");
  }
  std::optional<sdk::ConnectionSettings> settings;
  if (!step.connection.empty()) {
    OSIRIS_TRY(const sdk::ConnectionRef ref, sdk::parse_connection_ref(step.connection));
    auto resolved = connections_.resolve(ref, world_.environment);
    if (!resolved.has_value()) {
      return unknown(resolved.error().message);
    }
    settings = *std::move(resolved);
  }
  const sdk::ForeseeContext context{.project_dir = world_.project_dir,
                                    .settings = settings ? &*settings : nullptr,
                                    .files = world_.files,
                                    .inputs = inputs,
                                    .binder = queries_};
  return component->foresee(sdk::StepConfig(step.config), context);
}

}  // namespace osiris::app
