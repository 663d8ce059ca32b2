#include "osiris/sdk/config_check.h"

#include "osiris/base/text.h"
#include "osiris/sdk/json_pointer.h"

#include <algorithm>
#include <set>

namespace osiris::sdk {
namespace {

const Member* find_member(const Value& object, std::string_view key) {
  for (const Member& member : object.members()) {
    if (member.key == key) {
      return &member;
    }
  }
  return nullptr;
}

/// Checks one config.
class ConfigCheck {
 public:
  ConfigCheck(const Spec& spec, const Value& config, bool has_connection)
      : spec_(spec), config_(config), has_connection_(has_connection) {}

  std::vector<ConfigFinding> run() {
    check_secrets();
    for (const SchemaFinding& finding : spec_.config_schema().check(config_)) {
      add_schema_finding(finding);
    }
    if (has_connection_) {
      check_overrides();
    }
    for (const Rule& rule : spec_.rules()) {
      check_rule(rule);
    }
    drop_misspelt();
    return std::move(findings_);
  }

 private:
  void check_secrets() {
    for (const std::string& pointer : spec_.secrets) {
      const Value* secret = find_pointer(config_, pointer);
      if (secret == nullptr || secret->is_null()) {
        continue;
      }
      const std::string path = join(*pointer_segments(pointer), ".");
      add(ConfigProblem::kInlineSecret, path, secret->mark,
          "'" + path + "' is secret and must not stand in a pipeline",
          spec_.takes_connection ? "put it into a connection of osiris_connections.yaml, as "
                                   "${NAME}, and write `connection: \"@" +
                                       spec_.family() + ".<alias>\"`"
                                 : "remove it");
    }
  }

  void add_schema_finding(const SchemaFinding& finding) {
    if (finding.keyword == "additionalProperties") {
      add_unknown(finding);
    } else if (finding.keyword == "required") {
      add_missing(finding);
    } else if (!is_secret_path(finding.path)) {  // Whatever it holds, it should not stand here.
      const std::string subject = finding.path.empty() ? "config" : "'" + finding.path + "'";
      add(ConfigProblem::kInvalidValue, finding.path, finding.mark, subject + " " + finding.message,
          hint_or_page(finding.hint));
      findings_.back().where = finding.where;
    }
  }

  void add_unknown(const SchemaFinding& finding) {
    const Member* member = find_member(config_, finding.subject);
    const bool is_option = member != nullptr && &member->value == finding.where;
    if (is_option && finding.subject == "connection") {
      return;
    }
    if (!is_option) {
      add(ConfigProblem::kUnknownOption, finding.path, finding.mark,
          "unknown key '" + printable(finding.path) + "'", hint_or_page(finding.hint));
      return;
    }
    const auto meant = find_meant(finding.subject);
    if (meant.has_value() && config_.find(*meant) == nullptr) {
      meant_.insert(*meant);
    }
    add(ConfigProblem::kUnknownOption, finding.subject, finding.mark,
        spec_.name + " has no option '" + printable(finding.subject) + "'",
        is_connection_setting(finding.subject)
            ? "it belongs to the connection, in osiris_connections.yaml; remove it here, and write "
              "`connection: \"@" +
                  spec_.family() + ".<alias>\"`"
        : meant.has_value() ? "did you mean '" + *meant + "'?"
                            : "options: " + join(spec_.option_names(), ", "));
  }

  bool is_connection_setting(const std::string& name) const {
    const JsonSchema* const schema = spec_.connection_schema();
    const Value* const settings = schema == nullptr ? nullptr : schema->source().find("properties");
    return settings != nullptr && settings->find(name) != nullptr;
  }

  void add_missing(const SchemaFinding& finding) {
    const bool is_option = finding.where == &config_;
    if (is_option && has_connection_ && spec_.is_connection_field(finding.subject)) {
      return;
    }
    const std::string path = is_option ? finding.subject : finding.path + "." + finding.subject;
    add(ConfigProblem::kMissingOption, path, finding.mark, "missing '" + path + "'",
        is_option ? missing_hint(finding.subject) : "add it; " + page_hint());
  }

  std::string missing_hint(const std::string& option) const {
    if (!spec_.takes_connection || !spec_.is_connection_field(option)) {
      return "add `" + option + ": …` to `config`; " + page_hint();
    }
    const std::string connect =
        "name a connection: `connection: \"@" + spec_.family() + ".<alias>\"`";
    return spec_.is_secret(option) ? connect : "set it, or " + connect;
  }

  /// Finds the option that an unknown one was meant to be: it is also called so, or is near.
  std::optional<std::string> find_meant(const std::string& word) const {
    for (const auto& [option, names] : spec_.aliases) {
      if (std::find(names.begin(), names.end(), to_lower(word)) != names.end()) {
        return option;
      }
    }
    return find_nearest(word, spec_.option_names());
  }

  /// An option that stands there under a wrong name is not missing as well.
  void drop_misspelt() {
    findings_.erase(std::remove_if(findings_.begin(), findings_.end(),
                                   [this](const ConfigFinding& finding) {
                                     return finding.problem == ConfigProblem::kMissingOption &&
                                            meant_.count(finding.path) > 0;
                                   }),
                    findings_.end());
  }

  void check_overrides() {
    for (const ConnectionField& field : spec_.connection_fields) {
      const Member* member = find_member(config_, field.name);
      if (member == nullptr || spec_.is_secret(field.name)) {
        continue;  // A secret in a pipeline is an error of its own.
      }
      if (field.policy == OverridePolicy::kForbidden) {
        add(ConfigProblem::kForbiddenOverride, field.name, member->key_mark,
            "'" + field.name + "' comes from the connection and must not be set by a step",
            "remove it, or use another connection");
      } else if (field.policy == OverridePolicy::kWarning) {
        add(ConfigProblem::kDiscouragedOverride, field.name, member->key_mark,
            "'" + field.name + "' overrides the connection's value",
            "remove it if that is not meant");
      }
    }
  }

  void check_rule(const Rule& rule) {
    const auto decided = [&](const OptionTest& test) { return is_known(test.option); };
    const auto holds = [&](const OptionTest& test) { return satisfies(test); };
    if (!std::all_of(rule.when.begin(), rule.when.end(), decided) ||
        !std::all_of(rule.when.begin(), rule.when.end(), holds)) {
      return;
    }
    const auto broken = std::find_if(rule.must.begin(), rule.must.end(), [&](const auto& test) {
      return is_known(test.option) && !satisfies(test);
    });
    if (broken == rule.must.end()) {
      return;
    }
    add(ConfigProblem::kBrokenConstraint, broken->option, place_of(rule, *broken), rule.error,
        rule_hint(*broken));
  }

  std::string rule_hint(const OptionTest& broken) const {
    const char* act = "set";
    if (config_.find(broken.option) != nullptr) {
      act = broken.schema.has_value() ? "change" : "remove";
    }
    return std::string(act) + " '" + broken.option + "'";
  }

  /// Names the place where the options are explained.
  std::string page_hint() const {
    return "`osiris components show " + spec_.name + "` explains it";
  }

  std::string hint_or_page(const std::string& hint) const {
    return hint.empty() ? page_hint() : hint;
  }

  /// Points at the option that breaks a rule, else at the one that called for it.
  Mark place_of(const Rule& rule, const OptionTest& broken) const {
    if (const Member* member = find_member(config_, broken.option); member != nullptr) {
      return member->key_mark;
    }
    for (const OptionTest& test : rule.when) {
      if (const Member* member = find_member(config_, test.option); member != nullptr) {
        return member->key_mark;
      }
    }
    return config_.mark;
  }

  /// Tells whether an option's value can be seen here: what is absent may be misspelt, or the
  /// connection may hold it.
  bool is_known(const std::string& option) const {
    const bool may_be_elsewhere = has_connection_ && spec_.is_connection_field(option);
    return config_.find(option) != nullptr || (!may_be_elsewhere && meant_.count(option) == 0);
  }

  bool satisfies(const OptionTest& test) const {
    const Value* value = effective(test.option);
    if (value == nullptr || value->is_null()) {
      return !test.schema.has_value();
    }
    return test.schema.has_value() && test.schema->check(*value).empty();
  }

  /// Returns what an option will be: what is written, else the default; null if neither.
  const Value* effective(const std::string& option) const {
    if (const Value* written = config_.find(option); written != nullptr) {
      return written;
    }
    return spec_.config_schema().source().find("properties")->find(option)->find("default");
  }

  /// Tells whether a path such as "headers.Authorization" leads into a secret option.
  bool is_secret_path(std::string_view path) const {
    return spec_.is_secret(path.substr(0, path.find_first_of(".[")));
  }

  void add(ConfigProblem problem, std::string path, const Mark& mark, std::string message,
           std::string hint) {
    findings_.push_back({.problem = problem,
                         .path = std::move(path),
                         .message = std::move(message),
                         .hint = std::move(hint),
                         .mark = mark,
                         .where = nullptr});
  }

  const Spec& spec_;
  const Value& config_;
  const bool has_connection_;
  std::vector<ConfigFinding> findings_;
  std::set<std::string> meant_;  ///< Options that unknown ones were meant to be.
};

}  // namespace

std::vector<ConfigFinding> check_config(const Spec& spec, const Value& config,
                                        bool has_connection) {
  return ConfigCheck(spec, config, has_connection).run();
}

Value complete_config(const Spec& spec, const Value& config, bool has_connection) {
  Value complete = apply_defaults(spec.config_schema().source(), config);
  if (has_connection) {
    for (const ConnectionField& field : spec.connection_fields) {
      if (config.find(field.name) == nullptr) {
        complete.erase(field.name);
      }
    }
  }
  return complete;
}

}  // namespace osiris::sdk
