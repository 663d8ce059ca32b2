#include "osiris/oml/parameter_sections.h"

#include "osiris/base/text.h"
#include "osiris/oml/parameter_text.h"
#include "osiris/oml/vocabulary.h"

#include <algorithm>
#include <utility>

namespace osiris::oml {
namespace {

bool is_among(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Refuses a reference inside a parameter's own value: what it means would depend on an order that
/// nobody sees.
void check_not_nested(const Value& value, const std::string& location, Findings& findings) {
  if (holds_parameter_reference(value)) {
    findings.error(kNestedParameter, {value.mark, location},
                   "a parameter's value cannot refer to another parameter",
                   "write the value itself");
  } else if (value.is_array()) {
    for (const Value& item : value.items()) {
      check_not_nested(item, location, findings);
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      check_not_nested(member.value, location, findings);
    }
  }
}

/// Makes the JSON Schema that a declaration stands for; null if it demands nothing.
Value schema_of(const Value& declaration) {
  // The Python osiris' documents write min and max.
  constexpr std::pair<const char*, const char*> kKeywords[] = {
      {"type", "type"},       {"enum", "enum"},   {"minimum", "minimum"}, {"maximum", "maximum"},
      {"pattern", "pattern"}, {"min", "minimum"}, {"max", "maximum"}};
  Value schema;
  for (const auto& [key, keyword] : kKeywords) {
    if (const Value* value = declaration.find(key); value != nullptr) {
      schema.set(keyword, *value);
    }
  }
  return schema;
}

Declaration read_full_declaration(const Member& member, const std::string& location,
                                  Findings& findings) {
  Declaration declaration{.mark = member.key_mark, .type = {}, .fallback = {}, .schema = {}};
  bool is_sound = true;
  for (const Member& key : member.value.members()) {
    if (!is_among(key.key, declaration_keys())) {
      findings.error(kUnknownKey, {key.key_mark, location},
                     "unknown key " + in_quotes(key.key) + " in a parameter's declaration",
                     hint_or(did_you_mean(key.key, declaration_keys()),
                             "a mapping that is the default stands under `default`"));
    }
  }
  if (const Value* type = member.value.find("type"); type != nullptr) {
    declaration.type = type->is_string() ? type->as_string() : std::string();
    if (!is_among(declaration.type, parameter_types())) {
      findings.error(kInvalidParams, {type->mark, location + ".type"},
                     "a parameter's type must be one of " + join(parameter_types(), ", "),
                     hint_or(did_you_mean(declaration.type, parameter_types()),
                             "without a type, the parameter has that of its default"));
      declaration.type.clear();
      is_sound = false;
    }
  }
  const Value schema = schema_of(member.value);
  if (is_sound && !schema.is_null()) {
    auto compiled = JsonSchema::compile(schema);
    if (compiled.has_value()) {
      declaration.schema = std::move(*compiled);
    } else {
      findings.error(kInvalidParams, {member.value.mark, location},
                     "the declaration does not work: " + compiled.error().message,
                     hint_or(compiled.error().hint, "correct it, or leave it out"));
    }
  }
  if (const Value* fallback = member.value.find("default"); fallback != nullptr) {
    check_not_nested(*fallback, location + ".default", findings);
    declaration.fallback = *fallback;
  }
  return declaration;
}

Declaration read_declaration(const Member& member, Findings& findings) {
  const std::string location = "params." + member.key;
  if (member.value.is_object()) {
    return read_full_declaration(member, location, findings);
  }
  Declaration declaration{.mark = member.key_mark, .type = {}, .fallback = {}, .schema = {}};
  if (!member.value.is_null()) {
    check_not_nested(member.value, location, findings);
    declaration.fallback = member.value;
  }
  return declaration;
}

/// Checks one profile and returns its values.
std::map<std::string, ProfileValue> read_profile(const Member& profile, Findings& findings) {
  const std::string location = "profiles." + profile.key;
  std::map<std::string, ProfileValue> values;
  if (profile.value.is_null()) {
    return values;
  }
  if (!profile.value.is_object()) {
    findings.error(kInvalidProfiles, {profile.value.mark, location},
                   "profile " + in_quotes(profile.key) + " must be a mapping",
                   "e.g. `" + profile.key + ": {params: {name: value}}`");
    return values;
  }
  for (const Member& member : profile.value.members()) {
    if (member.key.starts_with(kNotePrefix)) {
      continue;
    }
    if (member.key != "params") {
      findings.error(kUnknownKey, {member.key_mark, location},
                     "unknown key " + in_quotes(member.key) + " in a profile",
                     "a profile sets parameters only: put it under `params`");
    } else if (member.value.is_object()) {
      for (const Member& entry : member.value.members()) {
        check_not_nested(entry.value, location + ".params." + entry.key, findings);
        values.insert_or_assign(entry.key,
                                ProfileValue{.mark = entry.key_mark, .value = entry.value});
      }
    } else if (!member.value.is_null()) {
      findings.error(kInvalidProfiles, {member.value.mark, location + ".params"},
                     "params of a profile must map names to values", "e.g. `params: {limit: 100}`");
    }
  }
  return values;
}

std::vector<std::string> member_names(const Value& object) {
  std::vector<std::string> names;
  for (const Member& member : object.members()) {
    names.push_back(member.key);
  }
  return names;
}

}  // namespace

std::map<std::string, Declaration> read_declarations(const Value& document, Findings& findings) {
  std::map<std::string, Declaration> declarations;
  const Value* params = document.find("params");
  if (params == nullptr || params->is_null()) {
    return declarations;
  }
  if (!params->is_object()) {
    findings.error(kInvalidParams, {params->mark, "params"},
                   "params must be a mapping, got " + kind_found(*params),
                   "e.g. `params: {limit: 100}`");
    return declarations;
  }
  for (const Member& member : params->members()) {
    declarations.insert_or_assign(member.key, read_declaration(member, findings));
  }
  return declarations;
}

std::map<std::string, ProfileValue> read_profiles(const Value& document, const std::string& active,
                                                  Findings& findings) {
  std::map<std::string, ProfileValue> values;
  const Value* profiles = document.find("profiles");
  const bool is_mapping = profiles != nullptr && profiles->is_object();
  if (profiles != nullptr && !is_mapping && !profiles->is_null()) {
    findings.error(kInvalidProfiles, {profiles->mark, "profiles"},
                   "profiles must be a mapping, got " + kind_found(*profiles),
                   "e.g. `profiles: {prod: {params: {limit: 100}}}`");
  }
  if (is_mapping) {
    for (const Member& profile : profiles->members()) {
      auto read = read_profile(profile, findings);
      if (profile.key == active) {
        values = std::move(read);
      }
    }
  }
  if (!active.empty() && (!is_mapping || profiles->find(active) == nullptr)) {
    const std::vector<std::string> names =
        is_mapping ? member_names(*profiles) : std::vector<std::string>();
    std::string hint = did_you_mean(active, names);
    if (hint.empty()) {
      hint = names.empty() ? "the pipeline declares no profiles" : "profiles: " + join(names, ", ");
    }
    findings.error(kUnknownProfile, {profiles != nullptr ? profiles->mark : Mark{}, "profiles"},
                   "unknown profile " + in_quotes(active), std::move(hint));
  }
  return values;
}

}  // namespace osiris::oml
