// Any bytes are read without harm, and what was read survives writing and reading again.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/yaml.h"

namespace osiris {

void try_input(std::string_view text) {
  const YamlDocument document = parse_yaml(text, "fuzz.yaml");
  OSIRIS_CHECK(document.value.has_value() != has_errors(document.diagnostics),
               "there is a value unless there is an error");
  for (const Diagnostic& finding : document.diagnostics) {
    OSIRIS_CHECK(finding.where.line > 0 && finding.where.column > 0, "every finding has a place");
  }
  if (document.value.has_value()) {
    const YamlDocument again = parse_yaml(to_yaml(*document.value), "again.yaml");
    OSIRIS_CHECK(again.value.has_value(), "what is written can be read");
    OSIRIS_CHECK(*again.value == *document.value, "what is written means the same");
  }
}

}  // namespace osiris
