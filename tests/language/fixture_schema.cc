// Prints the JSON Schema of the language with the components that the golden documents use.

#include "osiris/format/json.h"
#include "osiris/oml/fixture_components.h"
#include "osiris/oml/language_schema.h"

#include <cstdio>

int main() {
  const osiris::sdk::Registry registry(osiris::oml::fixture_components());
  const auto schema = osiris::oml::language_schema(registry);
  if (!schema.has_value()) {
    std::fputs((schema.error().message + "\n").c_str(), stderr);
    return 1;
  }
  std::puts(osiris::to_pretty_json(*schema).c_str());
  return 0;
}
