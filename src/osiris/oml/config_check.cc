// A step's config and connection against the spec of its component.

#include "osiris/sdk/config_check.h"

#include "osiris/base/text.h"
#include "osiris/oml/draft.h"
#include "osiris/oml/parameter_text.h"
#include "osiris/sdk/connection_check.h"
#include "osiris/sdk/environment_reference.h"

#include <algorithm>
#include <set>
#include <utility>

namespace osiris::oml {
namespace {

const ErrorCode& code_of(sdk::ConfigProblem problem) {
  switch (problem) {
    case sdk::ConfigProblem::kUnknownOption:
      return kUnknownConfigKey;
    case sdk::ConfigProblem::kMissingOption:
      return kMissingConfigKey;
    case sdk::ConfigProblem::kInlineSecret:
      return kInlineSecret;
    case sdk::ConfigProblem::kForbiddenOverride:
      return kForbiddenOverride;
    case sdk::ConfigProblem::kDiscouragedOverride:
      return kOverrideWarning;
    case sdk::ConfigProblem::kBrokenConstraint:
      return kBrokenConstraint;
    case sdk::ConfigProblem::kInvalidValue:
      break;
  }
  return kInvalidConfigValue;
}

/// Returns the first reference to an environment variable in a text, if any.
std::optional<sdk::EnvironmentReference> find_variable(const Value& value) {
  if (value.is_string()) {
    for (auto& reference : sdk::find_environment_references(value.as_string())) {
      if (sdk::is_variable_name(reference.name)) {
        return std::move(reference);
      }
    }
  }
  return std::nullopt;
}

bool is_whole(const sdk::EnvironmentReference& reference, const Value& value) {
  return reference.begin == 0 && reference.end == value.as_string().size();
}

/// Tells whether a text stands for a value that is not known, so that its type says nothing.
bool is_placeholder(const Value& value) {
  const auto variable = find_variable(value);
  return holds_parameter_reference(value) || (variable.has_value() && is_whole(*variable, value));
}

/// Checks the configs of one pipeline.
class ConfigsCheck {
 public:
  ConfigsCheck(const sdk::ConnectionCatalog* connections, Findings& findings)
      : connections_(connections), findings_(findings) {}

  void check(DraftStep& draft) {
    if (draft.spec == nullptr || !draft.has_sound_config) {
      return;
    }
    const std::optional<std::string> connection = check_connection(draft);
    const bool has_connection = connection.has_value();
    for (const sdk::ConfigFinding& finding :
         sdk::check_config(*draft.spec, draft.step.config, has_connection)) {
      report(draft, finding);
    }
    std::string location = draft.location + ".config";
    check_variables(draft, draft.step.config, location);
    if (has_connection) {
      draft.step.config.set("connection", *connection);
    }
  }

  std::vector<ConnectionUse> take_uses() { return std::move(uses_); }

 private:
  void report(const DraftStep& draft, const sdk::ConfigFinding& finding) {
    if (finding.where != nullptr && is_placeholder(*finding.where)) {
      return;  // Reported as what it is.
    }
    if (finding.problem == sdk::ConfigProblem::kMissingOption &&
        std::find(draft.misplaced.begin(), draft.misplaced.end(), finding.path) !=
            draft.misplaced.end()) {
      return;  // It is there, in the wrong place.
    }
    const Place place =
        draft.at(finding.mark, finding.path.empty() ? "config" : "config." + finding.path);
    if (finding.problem == sdk::ConfigProblem::kDiscouragedOverride) {
      findings_.warning(code_of(finding.problem), place, finding.message, finding.hint);
    } else {
      findings_.error(code_of(finding.problem), place, finding.message, finding.hint);
    }
  }

  /// Returns the reference of the connection that the step uses, sound or not; nothing if none.
  std::optional<std::string> check_connection(const DraftStep& draft) {
    const Value* written = draft.step.config.find("connection");
    if (written == nullptr) {
      return draft.spec->needs_connection ? std::optional(find_default(draft)) : std::nullopt;
    }
    const Place place = draft.at(written->mark, "config.connection");
    if (!draft.spec->takes_connection) {
      findings_.error(kUnexpectedConnection, place, draft.spec->name + " uses no connection",
                      "remove it");
      return std::nullopt;
    }
    if (holds_parameter_reference(*written)) {
      return written->as_string();
    }
    if (!written->is_string()) {
      findings_.error(kInvalidConnectionRef, place,
                      "connection must be text, got " + kind_found(*written),
                      "write \"@" + draft.spec->family() + ".<alias>\"");
      return std::string();
    }
    return check_reference(draft, written->as_string(), place);
  }

  std::string find_default(const DraftStep& draft) {
    const sdk::ConnectionRef ref{.family = draft.spec->family(), .alias = {}};
    return look_up(draft, ref, draft.at(draft.step.config.mark, "config.connection"));
  }

  std::string check_reference(const DraftStep& draft, const std::string& text, const Place& place) {
    const std::string family = draft.spec->family();
    const auto ref = sdk::parse_connection_ref(text);
    if (!ref.has_value()) {
      const std::string named = text.find('.') == std::string::npos ? family + "." + text : text;
      const bool lacks_at = sdk::parse_connection_ref("@" + named).has_value();
      findings_.error(kInvalidConnectionRef, place, ref.error().message,
                      lacks_at ? "write \"@" + named + "\"" : ref.error().hint);
      return text;
    }
    if (ref->family != family) {
      findings_.error(kConnectionFamilyMismatch, place,
                      draft.spec->name + " needs a connection of family '" + family + "', got '" +
                          ref->family + "'",
                      "write \"@" + family + ".<alias>\"");
      return text;
    }
    return look_up(draft, *ref, place);
  }

  /// Finds the connection that a reference means, if connections are known here.
  std::string look_up(const DraftStep& draft, const sdk::ConnectionRef& ref, const Place& place) {
    if (connections_ == nullptr) {
      return ref.to_text();
    }
    const auto found = connections_->find(ref);
    if (!found.has_value()) {
      findings_.error(kUnknownConnection, place, found.error().message, found.error().hint);
      return ref.to_text();
    }
    uses_.push_back({.ref = *found, .mark = place.mark, .location = place.location});
    check_settings(draft, *found, place);
    return found->to_text();
  }

  /// Holds a connection's settings against what the component needs, as far as they stand in the
  /// file: what comes from the environment is not known yet.
  void check_settings(const DraftStep& draft, const sdk::ConnectionRef& ref, const Place& place) {
    for (const sdk::SettingsFinding& finding :
         sdk::check_settings(*draft.spec, *connections_->raw(ref))) {
      if (!finding.missing.empty() && draft.step.config.find(finding.missing) != nullptr) {
        continue;  // The step sets it.
      }
      const std::string message = "connection " + ref.to_text() + ": " + finding.message;
      if (reported_.insert(message).second) {  // Several steps may use the connection.
        findings_.error(kInvalidConnection, place, message,
                        hint_or(finding.hint, "correct it in osiris_connections.yaml"));
      }
    }
  }

  /// Finds references to the environment: old documents use them, and nothing fills them in.
  void check_variables(const DraftStep& draft, const Value& value, std::string& location) {
    const std::size_t length = location.size();
    if (const auto variable = find_variable(value); variable.has_value()) {
      report_variable({value.mark, location}, *variable, is_whole(*variable, value));
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        location.append("[").append(std::to_string(i)).append("]");
        check_variables(draft, value.items()[i], location);
        location.resize(length);
      }
    } else if (value.is_object()) {
      const bool is_config = &value == &draft.step.config;
      for (const Member& member : value.members()) {
        if (is_config && draft.spec->is_secret(member.key)) {
          continue;  // Reported already, with the better advice.
        }
        location.append(".").append(member.key);
        check_variables(draft, member.value, location);
        location.resize(length);
      }
    }
  }

  void report_variable(const Place& place, const sdk::EnvironmentReference& variable,
                       bool stands_alone) {
    const std::string text = "${" + variable.name + "}";
    const std::string parameter = to_lower(variable.name);
    const std::string hint = "write ${params." + parameter + "} and set " +
                             parameter_variable(parameter) + "; secrets belong into a connection";
    if (stands_alone) {
      findings_.error(kEnvironmentReferenceInConfig, place,
                      in_quotes(text) + " is not filled in: pipelines see parameters only", hint);
    } else {
      findings_.warning(kEnvironmentReferenceInConfig, place,
                        in_quotes(text) + " inside the text stays as it is", hint);
    }
  }

  const sdk::ConnectionCatalog* connections_;
  Findings& findings_;
  std::vector<ConnectionUse> uses_;
  std::set<std::string> reported_;
};

}  // namespace

void check_configs(Draft& draft, const sdk::ConnectionCatalog* connections, Findings& findings) {
  ConfigsCheck check(connections, findings);
  for (DraftStep& step : draft.steps) {
    check.check(step);
  }
  draft.connections = check.take_uses();
}

}  // namespace osiris::oml
