// The verbs `components list` and `components show`.

#include "osiris/app/verbs.h"

namespace osiris::app {

Result<std::vector<ComponentSummary>> list_components(const World& world) {
  std::vector<ComponentSummary> summaries;
  for (const std::string& name : world.registry.names()) {
    OSIRIS_TRY(const sdk::Spec* const spec, world.registry.spec(name));
    ComponentSummary summary{
        .name = spec->name, .version = spec->version, .title = spec->title, .modes = {}};
    for (const sdk::Mode mode : spec->modes) {
      summary.modes.emplace_back(sdk::to_string(mode));
    }
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

Result<const sdk::Spec*> show_component(const World& world, const std::string& name) {
  return world.registry.spec(name);
}

}  // namespace osiris::app
