#include "osiris/sdk/spec_sections.h"

#include "osiris/base/text.h"
#include "osiris/sdk/json_pointer.h"

#include <algorithm>
#include <array>
#include <regex>

namespace osiris::sdk {
namespace {

/// A section of the Python osiris' specs that nobody here would read.
struct RefusedKey {
  std::string_view key;
  const char* remedy;
};

constexpr std::array kRefusedKeys{
    RefusedKey{"x-secret",
               "list pointers into the config under `secrets`, pointers into the connection under "
               "`connectionSecrets`"},
    RefusedKey{"redaction", "`secrets` and `connectionSecrets` are what is masked, always by ***"},
    RefusedKey{"compatibility", "a component is part of the binary; say it in `description`"},
    RefusedKey{"loggingPolicy", "events and metrics are the same for every component"},
};

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> kKeys{"name",
                                              "version",
                                              "title",
                                              "description",
                                              "modes",
                                              "capabilities",
                                              "limits",
                                              "configSchema",
                                              "secrets",
                                              "constraints",
                                              "connectionSchema",
                                              "connectionSecrets",
                                              "examples",
                                              "llmHints",
                                              "x-connection-fields",
                                              "x-runtime"};
  return kKeys;
}

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

std::string nearest_hint(std::string_view word, const std::vector<std::string>& words) {
  const auto nearest = find_nearest(word, words);
  return nearest.has_value() ? "did you mean '" + *nearest + "'?" : "known: " + join(words, ", ");
}

std::optional<OverridePolicy> parse_policy(std::string_view text) {
  if (text == "allowed") {
    return OverridePolicy::kAllowed;
  }
  if (text == "warning") {
    return OverridePolicy::kWarning;
  }
  if (text == "forbidden") {
    return OverridePolicy::kForbidden;
  }
  return std::nullopt;
}

}  // namespace

Error SectionReader::error(const Mark& mark, std::string_view message, std::string hint) const {
  return make_error(kSpecInvalid,
                    origin_ + ":" + std::to_string(mark.line) + ": " + std::string(message),
                    std::move(hint));
}

Status SectionReader::check_keys(const Value& document) const {
  if (!document.is_object()) {
    return fail(error(document.mark, "a spec must be a mapping"));
  }
  for (const Member& member : document.members()) {
    const auto refused =
        std::find_if(kRefusedKeys.begin(), kRefusedKeys.end(),
                     [&](const RefusedKey& entry) { return entry.key == member.key; });
    if (refused != kRefusedKeys.end()) {
      return fail(error(member.key_mark, "nothing reads '" + member.key + "'", refused->remedy));
    }
  }
  return check_members(document, "spec", known_keys());
}

Status SectionReader::read_identity(const Value& document, Spec& spec) const {
  static const std::regex kName("[a-z][a-z0-9_]*\\.[a-z][a-z0-9_.-]*");
  static const std::regex kVersion(
      "(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
      "(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
  OSIRIS_TRY(spec.name, read_text(document, "name"));
  if (!std::regex_match(spec.name, kName)) {
    return fail(error(document.find("name")->mark, quoted(spec.name) + " is no component name",
                      "write family.role, e.g. mysql.extractor"));
  }
  OSIRIS_TRY(spec.version, read_text(document, "version"));
  if (!std::regex_match(spec.version, kVersion)) {
    return fail(error(document.find("version")->mark,
                      quoted(spec.version) + " is no semantic version", "e.g. 1.0.0"));
  }
  spec.title = spec.name;
  if (document.find("title") != nullptr) {
    OSIRIS_TRY(spec.title, read_text(document, "title"));
  }
  if (document.find("description") != nullptr) {
    OSIRIS_TRY(spec.description, read_text(document, "description"));
  }
  OSIRIS_TRY(const std::vector<std::string> modes, read_texts(document.find("modes"), "modes"));
  if (modes.empty()) {
    return fail(error(document.mark, "a spec needs `modes`", "e.g. `modes: [read]`"));
  }
  for (const std::string& word : modes) {
    const auto mode = parse_mode(word);
    if (!mode.has_value()) {
      return fail(error(document.find("modes")->mark, quoted(word) + " is no mode",
                        word == "discover" ? "write `capabilities: {discover: true}`"
                                           : "known: read, write, transform"));
    }
    if (spec.supports(*mode)) {
      return fail(error(document.find("modes")->mark, "mode " + quoted(word) + " stands twice"));
    }
    spec.modes.push_back(*mode);
  }
  return {};
}

Status SectionReader::read_shown(const Value& document, Spec& spec) const {
  static const std::vector<std::string> kCapabilities{
      "discover",       "doctor",       "adHocAnalytics", "inMemoryMove",    "streaming",
      "bulkOperations", "transactions", "partitioning",   "customTransforms"};
  static const std::vector<std::string> kLimits{"maxRows", "maxSizeMB", "maxDurationSeconds",
                                                "maxConcurrency", "rateLimit"};
  if (const Value* capabilities = document.find("capabilities"); capabilities != nullptr) {
    OSIRIS_CHECKED(check_members(*capabilities, "capabilities", kCapabilities));
    for (const Member& member : capabilities->members()) {
      if (!member.value.is_bool()) {
        return fail(error(member.value.mark, quoted(member.key) + " must be true or false"));
      }
    }
    const Value* doctor = capabilities->find("doctor");
    spec.has_doctor = doctor != nullptr && doctor->as_bool();
  }
  if (const Value* limits = document.find("limits"); limits != nullptr) {
    OSIRIS_CHECKED(check_members(*limits, "limits", kLimits));
    for (const Member& member : limits->members()) {
      if (member.key == "rateLimit") {
        OSIRIS_CHECKED(check_members(member.value, "rateLimit", {"requests", "period"}));
      } else if (!member.value.is_number() || member.value.as_double() <= 0) {
        return fail(error(member.value.mark, quoted(member.key) + " must be a positive number"));
      }
    }
  }
  return {};
}

Result<JsonSchema> SectionReader::read_config_schema(const Value& document) const {
  const Value* schema = document.find("configSchema");
  if (schema == nullptr) {
    return fail(error(document.mark, "a spec needs `configSchema`"));
  }
  const Value* properties = schema->find("properties");
  if (schema->text_or("type", "") != "object" || properties == nullptr ||
      !properties->is_object()) {
    return fail(error(schema->mark, "configSchema needs `type: object` and `properties`"));
  }
  const Value* additional = schema->find("additionalProperties");
  if (additional == nullptr || !additional->is_bool() || additional->as_bool()) {
    return fail(error(schema->mark, "configSchema needs `additionalProperties: false`",
                      "else a misspelt option would pass"));
  }
  if (const Value* option = properties->find("connection"); option != nullptr) {
    return fail(error(option->mark, "`connection` is no option of a config",
                      "write `x-runtime: {connection: optional}` or `required`"));
  }
  return compile(*schema, "configSchema");
}

Status SectionReader::read_runtime(const Value& document, Spec& spec,
                                   const std::vector<std::string>& options) const {
  const Value* runtime = document.find("x-runtime");
  if (runtime == nullptr) {
    return {};
  }
  OSIRIS_CHECKED(check_members(*runtime, "x-runtime", {"reads", "writes", "connection"}));
  OSIRIS_TRY(spec.reads, read_texts(runtime->find("reads"), "reads"));
  OSIRIS_TRY(spec.writes, read_texts(runtime->find("writes"), "writes"));
  for (const auto* list : {&spec.reads, &spec.writes}) {
    for (const std::string& option : *list) {
      OSIRIS_CHECKED(check_option(runtime->mark, option, "x-runtime", options));
    }
  }
  const std::string use = runtime->text_or("connection", "none");
  if (use != "none" && use != "optional" && use != "required") {
    return fail(error(runtime->find("connection")->mark, quoted(use) + " is no use of connections",
                      "known: none, optional, required"));
  }
  spec.takes_connection = use != "none";
  spec.needs_connection = use == "required";
  return {};
}

Status SectionReader::read_secrets(const Value& document, Spec& spec,
                                   const std::vector<std::string>& options) const {
  const Value* secrets = document.find("secrets");
  OSIRIS_TRY(spec.secrets, read_pointers(secrets, "secrets"));
  for (const std::string& pointer : spec.secrets) {
    OSIRIS_CHECKED(
        check_option(secrets->mark, pointer_segments(pointer)->front(), "secrets", options));
  }
  return {};
}

Status SectionReader::read_connection_fields(const Value& document, Spec& spec) const {
  const Value* fields = document.find("x-connection-fields");
  if (fields == nullptr) {
    return {};
  }
  if (!fields->is_array()) {
    return fail(error(fields->mark, "x-connection-fields must be a list"));
  }
  for (const Value& entry : fields->items()) {
    ConnectionField field;
    if (entry.is_string()) {  // A plain name may be overridden.
      field.name = entry.as_string();
    } else {
      OSIRIS_CHECKED(check_members(entry, "x-connection-fields", {"name", "override"}));
      OSIRIS_TRY(field.name, read_text(entry, "name"));
      const std::string word = entry.text_or("override", "allowed");
      const auto policy = parse_policy(word);
      if (!policy.has_value()) {
        return fail(error(entry.mark, quoted(word) + " is no override policy",
                          "known: allowed, warning, forbidden"));
      }
      field.policy = *policy;
    }
    if (spec.is_connection_field(field.name)) {
      return fail(error(entry.mark, quoted(field.name) + " stands twice"));
    }
    spec.connection_fields.push_back(std::move(field));
  }
  return {};
}

Result<std::optional<JsonSchema>> SectionReader::read_connection_schema(const Value& document,
                                                                        Spec& spec) const {
  for (const char* key : {"x-connection-fields", "connectionSchema", "connectionSecrets"}) {
    if (document.find(key) != nullptr && !spec.takes_connection) {
      return fail(error(document.find(key)->mark, std::string(key) + " without a connection",
                        "write `x-runtime: {connection: optional}` or `required`"));
    }
  }
  const Value* secrets = document.find("connectionSecrets");
  OSIRIS_TRY(spec.connection_secrets, read_pointers(secrets, "connectionSecrets"));
  const Value* schema = document.find("connectionSchema");
  if (schema == nullptr) {
    return std::optional<JsonSchema>();
  }
  OSIRIS_TRY(JsonSchema compiled, compile(*schema, "connectionSchema"));
  const Value* properties = schema->find("properties");
  for (const std::string& pointer : spec.connection_secrets) {
    if (properties != nullptr && properties->find(pointer_segments(pointer)->front()) == nullptr) {
      return fail(error(secrets->mark, quoted(pointer) + " leads to no field of the connection"));
    }
  }
  return std::optional<JsonSchema>(std::move(compiled));
}

Result<std::vector<Rule>> SectionReader::read_constraints(
    const Value& document, Spec& spec, const std::vector<std::string>& options) const {
  std::vector<Rule> rules;
  const Value* constraints = document.find("constraints");
  if (constraints == nullptr) {
    return rules;
  }
  OSIRIS_CHECKED(check_members(*constraints, "constraints", {"required"}));
  const Value* list = constraints->find("required");
  if (list == nullptr || !list->is_array()) {
    return fail(error(constraints->mark, "constraints needs a list `required`"));
  }
  for (const Value& entry : list->items()) {
    OSIRIS_CHECKED(check_members(entry, "a constraint", {"when", "must", "error"}));
    const Value* when = entry.find("when");
    const Value* must = entry.find("must");
    if (when == nullptr || must == nullptr) {
      return fail(error(entry.mark, "a constraint needs `when`, `must` and `error`"));
    }
    Rule rule;
    OSIRIS_TRY(rule.when, compile_tests(*when, "when", options));
    OSIRIS_TRY(rule.must, compile_tests(*must, "must", options));
    OSIRIS_TRY(rule.error, read_text(entry, "error"));
    spec.constraints.push_back({.when = *when, .must = *must, .error = rule.error});
    rules.push_back(std::move(rule));
  }
  return rules;
}

Status SectionReader::read_hints(const Value& document, Spec& spec,
                                 const std::vector<std::string>& options) const {
  const Value* hints = document.find("llmHints");
  if (hints == nullptr) {
    return {};
  }
  OSIRIS_CHECKED(check_members(*hints, "llmHints", {"inputAliases", "promptGuidance"}));
  const Value* aliases = hints->find("inputAliases");
  if (aliases == nullptr) {
    return {};
  }
  OSIRIS_CHECKED(check_members(*aliases, "inputAliases", options));
  Words seen = options;
  for (const Member& member : aliases->members()) {
    OSIRIS_TRY(std::vector<std::string> names, read_texts(&member.value, member.key));
    for (const std::string& name : names) {
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        return fail(error(member.value.mark,
                          "alias " + quoted(name) + " is an option, or an alias of another one"));
      }
      seen.push_back(name);
    }
    spec.aliases.emplace_back(member.key, std::move(names));
  }
  return {};
}

Status SectionReader::read_examples(const Value& document, Spec& spec) const {
  const Value* examples = document.find("examples");
  if (examples == nullptr) {
    return {};
  }
  if (!examples->is_array()) {
    return fail(error(examples->mark, "examples must be a list"));
  }
  for (const Value& entry : examples->items()) {
    OSIRIS_CHECKED(check_members(entry, "an example", {"title", "config", "omlSnippet", "notes"}));
    Example example;
    OSIRIS_TRY(example.title, read_text(entry, "title"));
    const Value* config = entry.find("config");
    if (config == nullptr || !config->is_object()) {
      return fail(error(entry.mark, "an example needs a mapping `config`"));
    }
    example.config = *config;
    spec.examples.push_back(std::move(example));
  }
  return {};
}

Status SectionReader::check_members(const Value& value, std::string_view what,
                                    const Words& known) const {
  if (!value.is_object()) {
    return fail(error(value.mark, std::string(what) + " must be a mapping"));
  }
  for (const Member& member : value.members()) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      return fail(error(member.key_mark,
                        "unknown key " + quoted(member.key) + " in " + std::string(what),
                        nearest_hint(member.key, known)));
    }
  }
  return {};
}

Result<std::string> SectionReader::read_text(const Value& parent, std::string_view key) const {
  const Value* value = parent.find(key);
  if (value == nullptr) {
    return fail(error(parent.mark, "missing key " + quoted(key)));
  }
  if (!value->is_string() || trim(value->as_string()).empty()) {
    return fail(error(value->mark, quoted(key) + " must be a text that is not empty"));
  }
  return value->as_string();
}

Result<std::vector<std::string>> SectionReader::read_texts(const Value* value,
                                                           std::string_view what) const {
  std::vector<std::string> texts;
  if (value == nullptr) {
    return texts;
  }
  if (!value->is_array()) {
    return fail(error(value->mark, quoted(what) + " must be a list of texts"));
  }
  for (const Value& item : value->items()) {
    if (!item.is_string()) {
      return fail(error(item.mark, quoted(what) + " must be a list of texts"));
    }
    texts.push_back(item.as_string());
  }
  return texts;
}

Result<std::vector<std::string>> SectionReader::read_pointers(const Value* value,
                                                              std::string_view what) const {
  OSIRIS_TRY(std::vector<std::string> pointers, read_texts(value, what));
  for (const std::string& pointer : pointers) {
    if (!pointer_segments(pointer).has_value()) {
      return fail(error(value->mark, quoted(pointer) + " is no JSON pointer", "e.g. /password"));
    }
  }
  return pointers;
}

Result<JsonSchema> SectionReader::compile(const Value& schema, std::string_view what) const {
  auto compiled = JsonSchema::compile(schema);
  if (!compiled.has_value()) {
    return fail(error(schema.mark, std::string(what) + ": " + compiled.error().message,
                      compiled.error().hint));
  }
  return compiled;
}

Result<std::vector<OptionTest>> SectionReader::compile_tests(const Value& tests,
                                                             std::string_view what,
                                                             const Words& options) const {
  OSIRIS_CHECKED(check_members(tests, what, options));
  std::vector<OptionTest> compiled;
  for (const Member& member : tests.members()) {
    OptionTest& test = compiled.emplace_back();
    test.option = member.key;
    if (member.value.is_null()) {
      continue;
    }
    Value schema = member.value;
    if (!schema.is_object()) {
      schema = Value(Value::Object{{.key = "const", .value = member.value, .key_mark = {}}});
    }
    OSIRIS_TRY(test.schema, compile(schema, what));
  }
  return compiled;
}

Status SectionReader::check_option(const Mark& mark, const std::string& option,
                                   std::string_view what, const Words& options) const {
  if (std::find(options.begin(), options.end(), option) != options.end()) {
    return {};
  }
  return fail(error(mark, std::string(what) + " names " + quoted(option) + ", which is no option",
                    nearest_hint(option, options)));
}

}  // namespace osiris::sdk
