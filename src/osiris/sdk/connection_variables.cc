#include "osiris/sdk/connection_variables.h"

#include "osiris/base/text.h"
#include "osiris/sdk/environment_reference.h"

namespace osiris::sdk {
namespace {

void add_variables(const Value& value, const std::string& field, std::vector<VariableUse>& uses) {
  if (value.is_string()) {
    for (const EnvironmentReference& reference : find_environment_references(value.as_string())) {
      uses.push_back({reference.name, field, reference.fallback.has_value()});
    }
  } else if (value.is_array()) {
    for (const Value& item : value.items()) {
      add_variables(item, field, uses);
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      add_variables(member.value, field.empty() ? member.key : field + "." + member.key, uses);
    }
  }
}

}  // namespace

std::vector<VariableUse> variables_of(const Value& settings) {
  std::vector<VariableUse> uses;
  add_variables(settings, {}, uses);
  return uses;
}

bool is_set(const Environment& environment, const std::string& name) {
  const auto content = environment.get(name);
  return content.has_value() && !content->empty();
}

Error unset_variable(const ConnectionRef& ref, const std::string& name, const std::string& field) {
  return make_error(kEnvironmentUnset,
                    "environment variable '" + printable(name) + "' is not set; connection " +
                        ref.to_text() + " needs it for '" + printable(field) + "'",
                    "export it, or put it into .env")
      .with("variable", name)
      .with("field", field);
}

}  // namespace osiris::sdk
