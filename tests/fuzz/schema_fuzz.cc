// Any schema is compiled or refused, and any value is checked, without harm. The first line of an
// input is the schema as JSON, the rest is the value.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/json.h"
#include "osiris/format/schema.h"

namespace osiris {

void try_input(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) {
    return;
  }
  const auto source = parse_json(text.substr(0, line_end));
  const auto value = parse_json(text.substr(line_end + 1));
  if (!source.has_value() || !value.has_value()) {
    return;
  }
  const auto schema = JsonSchema::compile(*source);
  if (!schema.has_value()) {
    OSIRIS_CHECK(schema.error().is(kSchemaInvalid), "a refusal has its code");
    return;
  }
  for (const SchemaFinding& finding : schema->check(*value)) {
    OSIRIS_CHECK(finding.where != nullptr && !finding.message.empty(), "a finding says what");
  }
  const Value filled = apply_defaults(*source, *value);
  OSIRIS_CHECK(apply_defaults(*source, filled) == filled, "filling in twice changes nothing");
}

}  // namespace osiris
