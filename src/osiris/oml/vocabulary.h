#pragma once
// The words and limits of OML 0.1.0 that the reader checks and the JSON Schema of the language
// tells: one table for both.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::oml {

inline constexpr std::string_view kOmlVersion = "0.1.0";

/// What begins a key that nothing reads.
inline constexpr std::string_view kNotePrefix = "x-";

inline constexpr double kBackoffMax = 100;  ///< More is a mistake: two retries would take forever.
inline constexpr double kDelaySecondsMax = 86'400;  ///< A day; a longer wait should be two runs.
inline constexpr double kTimeoutSecondsMin = 0.001;
/// A week, the longest run that is not a service.
inline constexpr double kTimeoutSecondsMax = 604'800;

/// Returns the keys of a document, in their canonical order.
inline const std::vector<std::string>& top_level_keys() {
  static const std::vector<std::string> kKeys{"oml_version", "name",   "description", "metadata",
                                              "schedule",    "params", "profiles",    "steps"};
  return kKeys;
}

/// Returns the keys that a document cannot do without.
inline const std::vector<std::string>& required_keys() {
  static const std::vector<std::string> kKeys{"oml_version", "name", "steps"};
  return kKeys;
}

/// Returns the keys of a step by their present names, in their canonical order.
inline const std::vector<std::string>& step_keys() {
  static const std::vector<std::string> kKeys{
      "id", "description", "component", "mode", "needs", "inputs", "config", "retry", "timeout"};
  return kKeys;
}

/// Returns old names of a step's keys, each with the present one.
inline const std::vector<std::pair<std::string, std::string>>& old_step_keys() {
  static const std::vector<std::pair<std::string, std::string>> kKeys{{"uses", "component"},
                                                                      {"with", "config"}};
  return kKeys;
}

/// Returns the keys of a step's `retry`, in their canonical order.
inline const std::vector<std::string>& retry_keys() {
  static const std::vector<std::string> kKeys{"max_attempts", "delay_seconds", "backoff",
                                              "max_delay_seconds"};
  return kKeys;
}

/// Returns the keys of a parameter's declaration, in their canonical order.
inline const std::vector<std::string>& declaration_keys() {
  static const std::vector<std::string> kKeys{"type",    "default", "enum", "minimum",    "maximum",
                                              "pattern", "min",     "max",  "description"};
  return kKeys;
}

/// Returns the types that a parameter may declare.
inline const std::vector<std::string>& parameter_types() {
  static const std::vector<std::string> kTypes{"string", "integer", "number", "boolean"};
  return kTypes;
}

}  // namespace osiris::oml
