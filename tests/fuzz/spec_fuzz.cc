// Any text is refused with a message, or becomes a spec whose own examples and defaults hold.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/yaml.h"
#include "osiris/sdk/config_check.h"
#include "osiris/sdk/spec.h"

namespace osiris {
namespace {

/// Checks what validation and compilation rely on, for one config.
void check_use(const sdk::Spec& spec, const Value& config, bool has_connection) {
  for (const sdk::ConfigFinding& finding : sdk::check_config(spec, config, has_connection)) {
    OSIRIS_CHECK(!finding.message.empty(), "a finding says what is wrong");
  }
  const Value complete = sdk::complete_config(spec, config, has_connection);
  OSIRIS_CHECK(sdk::complete_config(spec, complete, has_connection) == complete,
               "filling in twice changes nothing");
}

}  // namespace

void try_input(std::string_view text) {
  const auto spec = sdk::Spec::parse(text, "fuzz.yaml");
  if (!spec.has_value()) {
    OSIRIS_CHECK(spec.error().is(sdk::kSpecInvalid), "a refusal has its code");
    OSIRIS_CHECK(!spec.error().message.empty(), "and says why");
    return;
  }
  OSIRIS_CHECK(!spec->name.empty() && !spec->modes.empty(), "a spec has a name and a mode");
  for (const bool has_connection : {false, true}) {
    check_use(*spec, Value::object(), has_connection);
    for (const sdk::Example& example : spec->examples) {
      check_use(*spec, example.config, has_connection);
    }
  }
  const auto again = sdk::Spec::parse(to_yaml(spec->source), "again.yaml");
  OSIRIS_CHECK(again.has_value(), "a spec that was written again is valid");
  OSIRIS_CHECK(again->source == spec->source, "and is the same");
}

}  // namespace osiris
