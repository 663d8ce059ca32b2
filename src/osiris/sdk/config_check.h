#pragma once
// What is wrong with a step's config, as far as the component's spec can tell.

#include "osiris/sdk/spec.h"

#include <string>
#include <vector>

namespace osiris::sdk {

/// What kind of thing is wrong.
enum class ConfigProblem {
  kUnknownOption,
  kMissingOption,
  kInvalidValue,
  kInlineSecret,
  kForbiddenOverride,
  kDiscouragedOverride,  ///< Worth a warning; everything else is an error.
  kBrokenConstraint,
};

/// One thing that is wrong. No message shows the value of a secret option.
struct ConfigFinding {
  ConfigProblem problem = ConfigProblem::kInvalidValue;
  std::string path;  ///< From the config to the offending part: "columns[2].name".
  std::string message;
  std::string hint;
  Mark mark;  ///< The key of unknown options and overrides, else the value; the mapping if absent.
  const Value* where = nullptr;  ///< The offending value, into `config`; null if there is none.
};

/// Checks a config: its schema, secrets, override policies and constraints. `has_connection` tells
/// that the step uses a connection, which then may set what the spec lists as connection fields.
/// The key `connection` itself is the caller's.
std::vector<ConfigFinding> check_config(const Spec& spec, const Value& config, bool has_connection);

/// Fills in the defaults of absent options, except of those that a connection may set when
/// `has_connection`: else a default would override the connection.
Value complete_config(const Spec& spec, const Value& config, bool has_connection);

}  // namespace osiris::sdk
