#pragma once
// Which variables of the environment a connection's settings refer to.

#include "osiris/base/environment.h"
#include "osiris/sdk/connection.h"

#include <string>
#include <vector>

namespace osiris::sdk {

/// One `${NAME}` or `${NAME:-fallback}` within the settings of a connection.
struct VariableUse {
  std::string name;
  std::string field;  ///< "password", "ssl.key"; items of a list share the list's name.
  bool has_fallback = false;
};

/// Lists the references of unresolved settings, in their order.
std::vector<VariableUse> variables_of(const Value& settings);

/// Tells whether a variable has a value; an empty one counts as unset.
bool is_set(const Environment& environment, const std::string& name);

/// Makes the error of a variable that a connection needs and that is not set.
Error unset_variable(const ConnectionRef& ref, const std::string& name, const std::string& field);

}  // namespace osiris::sdk
