#pragma once
// What the sections `params` and `profiles` of a pipeline declare.

#include "osiris/format/schema.h"
#include "osiris/format/value.h"
#include "osiris/oml/findings.h"

#include <map>
#include <optional>
#include <string>

namespace osiris::oml {

/// One entry of `params`.
struct Declaration {
  Mark mark;                         ///< Of the name.
  std::string type;                  ///< "string", "integer", "number", "boolean"; empty: not said.
  std::optional<Value> fallback;     ///< The default.
  std::optional<JsonSchema> schema;  ///< What the declaration demands of a value, if anything.
};

/// One value of a profile.
struct ProfileValue {
  Mark mark;  ///< Of the name.
  Value value;
};

/// Reads `params`: a plain value is the default; a mapping is {type, default, enum, minimum,
/// maximum, pattern, description}; null declares a parameter without default.
std::map<std::string, Declaration> read_declarations(const Value& document, Findings& findings);

/// Reads all of `profiles`, so that an error in one that is not active shows too, and returns the
/// values of `active` (empty: none).
std::map<std::string, ProfileValue> read_profiles(const Value& document, const std::string& active,
                                                  Findings& findings);

}  // namespace osiris::oml
