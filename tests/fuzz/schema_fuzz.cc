// Any schema is compiled or refused, and any value is checked, without harm. The first line of an
// input is the schema as JSON, the rest is the value.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/json.h"
#include "osiris/format/schema.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace osiris;
  const std::string_view text = fuzz_text(data, size);
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) {
    return 0;
  }
  const auto source = parse_json(text.substr(0, line_end));
  const auto value = parse_json(text.substr(line_end + 1));
  if (!source.has_value() || !value.has_value()) {
    return 0;
  }
  const auto schema = JsonSchema::compile(*source);
  if (!schema.has_value()) {
    OSIRIS_CHECK(schema.error().is(kSchemaInvalid), "a refusal has its code");
    return 0;
  }
  for (const SchemaFinding& finding : schema->check(*value)) {
    OSIRIS_CHECK(finding.where != nullptr && !finding.message.empty(), "a finding says what");
  }
  const Value filled = apply_defaults(*source, *value);
  OSIRIS_CHECK(apply_defaults(*source, filled) == filled, "filling in twice changes nothing");
  return 0;
}
