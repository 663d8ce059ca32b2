// A list or mapping that parse_yaml() reads can be laid out, and laying it out once more changes
// nothing. A document that is one scalar may be refused; no pipeline is.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/yaml_layout.h"

namespace osiris {
namespace {

YamlLayout make_layout() {
  YamlLayout layout;
  layout.key_order = {"oml_version", "name", "x-*", "params", "steps"};
  layout.spaced = true;
  YamlLayout step;
  step.key_order = {"id", "component", "config"};
  layout.members["steps"].spaced = true;
  layout.members["steps"].members["*"] = step;
  return layout;
}

}  // namespace

void try_input(std::string_view text) {
  static const YamlLayout kLayout = make_layout();
  const LaidOutYaml once = lay_out_yaml(text, "fuzz.yaml", kLayout);
  OSIRIS_CHECK(once.text.has_value() != has_errors(once.diagnostics),
               "there is a text unless there is an error");
  if (!once.text.has_value() && once.diagnostics.front().code == kYamlLayout.name) {
    const auto value = parse_yaml(text, "fuzz.yaml").value;
    OSIRIS_CHECK(!value->is_array() && !value->is_object(), "a document can be laid out");
  }
  if (once.text.has_value()) {
    const LaidOutYaml twice = lay_out_yaml(*once.text, "again.yaml", kLayout);
    OSIRIS_CHECK(twice.text == once.text, "laying it out once more changes nothing");
  }
}

}  // namespace osiris
