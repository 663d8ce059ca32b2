// Any bytes are read without harm, and what was read survives writing and reading again.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/format/json.h"

namespace osiris {

void try_input(std::string_view text) {
  const auto value = parse_json(text);
  if (!value.has_value()) {
    OSIRIS_CHECK(value.error().is(kJsonSyntax), "a refusal has its code");
    return;
  }
  const auto again = parse_json(to_json(*value));
  OSIRIS_CHECK(again.has_value() && *again == *value, "what is written means the same");
  const auto pretty = parse_json(to_pretty_json(*value));
  OSIRIS_CHECK(pretty.has_value() && *pretty == *value, "the layout does not matter");
  OSIRIS_CHECK(to_canonical_json(*again) == to_canonical_json(*value),
               "equal values have one canonical form");
}

}  // namespace osiris
