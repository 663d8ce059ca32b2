#include "osiris/app/connection_environment.h"

#include "osiris/sdk/connection_variables.h"

#include <set>
#include <utility>

namespace osiris::app {
namespace {

Diagnostic finding_of(const Error& error, const oml::ConnectionUse& use, const std::string& file) {
  Diagnostic finding;
  finding.code = error.code;
  finding.where = {.file = file,
                   .line = use.mark.line,
                   .column = use.mark.column,
                   .end_column = use.mark.end_column};
  finding.message = error.message;
  finding.hint = error.hint;
  finding.type = error.is(sdk::kEnvironmentUnset) ? "env_unset" : "unknown_connection";
  finding.location = use.location;
  return finding;
}

/// Returns what keeps one connection from being used here.
std::vector<Error> problems_of(const sdk::ConnectionRef& ref,
                               const ConnectionSurroundings& around) {
  const auto found = around.catalog.find(ref);
  if (!found.has_value()) {
    return {found.error()};
  }
  std::vector<Error> problems;
  for (const sdk::VariableUse& variable : sdk::variables_of(*around.catalog.raw(*found))) {
    if (!variable.has_fallback && !sdk::is_set(around.environment, variable.name)) {
      problems.push_back(sdk::unset_variable(*found, variable.name, variable.field));
    }
  }
  return problems;
}

}  // namespace

std::vector<oml::ConnectionUse> connections_of_manifest(const Value& document) {
  std::vector<oml::ConnectionUse> uses;
  const Value* steps = document.find("steps");
  if (steps == nullptr || !steps->is_array()) {
    return uses;
  }
  for (std::size_t i = 0; i < steps->items().size(); ++i) {
    const Value* written = steps->items()[i].find("connection");
    if (written == nullptr || !written->is_string()) {
      continue;
    }
    if (auto ref = sdk::parse_connection_ref(written->as_string()); ref.has_value()) {
      uses.push_back({.ref = std::move(*ref),
                      .mark = written->mark,
                      .location = "steps[" + std::to_string(i) + "].connection"});
    }
  }
  return uses;
}

Diagnostics check_connection_uses(const std::vector<oml::ConnectionUse>& uses,
                                  const ConnectionSurroundings& around, Severity unset) {
  Diagnostics findings;
  for (const oml::ConnectionUse& use : uses) {
    for (const Error& problem : problems_of(use.ref, around)) {
      Diagnostic& finding = findings.emplace_back(finding_of(problem, use, around.file));
      finding.severity = problem.is(sdk::kEnvironmentUnset) ? unset : Severity::kError;
    }
  }
  sort_by_position(findings);
  std::set<std::string> told;  // Several steps may use the connection.
  Diagnostics once;
  for (Diagnostic& finding : findings) {
    if (told.insert(finding.message).second) {
      once.push_back(std::move(finding));
    }
  }
  return once;
}

}  // namespace osiris::app
