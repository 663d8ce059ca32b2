// Any document is refused with findings, or becomes a manifest that survives its file.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/compile/compiler.h"
#include "osiris/format/yaml.h"
#include "osiris/oml/fixture_components.h"

namespace osiris {

void try_input(std::string_view text) {
  static const sdk::Registry registry(oml::fixture_components());
  static const sdk::ConnectionCatalog connections =
      sdk::ConnectionCatalog::parse(oml::kFixtureConnections, "connections.yaml").first;
  const auto outcome = compile::compile_pipeline(
      text, registry, {.file = "fuzz.yaml", .parameters = {}, .connections = &connections});
  OSIRIS_CHECK(outcome.manifest.has_value() != has_errors(outcome.diagnostics),
               "there is a manifest unless there is an error");
  for (const Diagnostic& finding : outcome.diagnostics) {
    OSIRIS_CHECK(finding.where.line > 0 && finding.where.column > 0, "every finding has a place");
    OSIRIS_CHECK(!finding.type.empty() && !finding.message.empty() && !finding.hint.empty(),
                 "every finding says what is wrong and what to do");
  }
  if (outcome.manifest.has_value()) {
    const std::string yaml = to_yaml(outcome.manifest->to_value());
    const YamlDocument document = parse_yaml(yaml, "manifest.yaml");
    OSIRIS_CHECK(document.value.has_value(), "a manifest can be read");
    const auto manifest = compile::Manifest::from_value(*document.value);
    OSIRIS_CHECK(manifest.has_value(), "a manifest that was read back is valid");
    OSIRIS_CHECK(to_yaml(manifest->to_value()) == yaml, "and is the same");
  }
}

}  // namespace osiris
