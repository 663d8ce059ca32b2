// Any text is a connections file or is refused with findings, and each connection in it is resolved
// or refused.

#include "fuzz_target.h"

#include "osiris/base/check.h"
#include "osiris/sdk/connection.h"

namespace osiris {
namespace {

void check_connection(const sdk::ConnectionCatalog& catalog, const sdk::ConnectionRef& ref) {
  OSIRIS_CHECK(catalog.raw(ref) != nullptr, "a listed connection has settings");
  const auto found = catalog.find(ref);
  OSIRIS_CHECK(found.has_value() && found->to_text() == ref.to_text(), "and is found by name");
  static const Environment environment({{"HOST", "db.local"}, {"PORT", "3306"}, {"EMPTY", ""}});
  const auto settings = catalog.resolve(ref, environment);
  if (settings.has_value()) {
    OSIRIS_CHECK(settings->values.is_object(), "resolved settings are a mapping");
  } else {
    OSIRIS_CHECK(settings.error().is(sdk::kEnvironmentUnset), "only a variable can be missing");
  }
}

}  // namespace

void try_input(std::string_view text) {
  const auto [catalog, diagnostics] = sdk::ConnectionCatalog::parse(text, "fuzz.yaml");
  for (const Diagnostic& finding : diagnostics) {
    OSIRIS_CHECK(finding.where.line > 0 && finding.where.column > 0, "every finding has a place");
    OSIRIS_CHECK(!finding.message.empty(), "every finding says what is wrong");
  }
  for (const std::string& family : catalog.families()) {
    for (const std::string& alias : catalog.aliases(family)) {
      check_connection(catalog, {.family = family, .alias = alias});
    }
  }
}

}  // namespace osiris
