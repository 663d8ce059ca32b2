// The verbs `components list` and `components show`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/component_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"

namespace osiris::cli {

ExitCode run_components_list(Invocation& call) {
  const auto components = app::list_components(call.world);
  if (!components.has_value()) {
    return report_error(call.options, call.console, components.error());
  }
  if (call.options.json) {
    return print_document(call.console, components_value(*components), ExitCode::kSuccess);
  }
  std::vector<std::vector<std::string>> rows;
  for (const app::ComponentSummary& component : *components) {
    rows.push_back(
        {component.name, component.version, join(component.modes, ", "), component.title});
  }
  call.console.print(render_table({{"component"}, {"version"}, {"modes"}, {"what it does"}}, rows));
  return ExitCode::kSuccess;
}

ExitCode run_components_show(Invocation& call) {
  const auto spec = app::show_component(call.world, call.options.component);
  if (!spec.has_value()) {
    return report_error(call.options, call.console, spec.error());
  }
  if (call.options.json) {
    return print_document(call.console, component_value(**spec), ExitCode::kSuccess);
  }
  call.console.print(component_text(**spec));
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
