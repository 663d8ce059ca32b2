#include "osiris/sdk/spec_sections.h"

#include "osiris/base/text.h"
#include "osiris/sdk/json_pointer.h"
#include "osiris/sdk/spec_schema.h"

#include <algorithm>

namespace osiris::sdk {
namespace {

/// A dot would make `@step.output` ambiguous.
constexpr const char* kOutputNameBytes = "abcdefghijklmnopqrstuvwxyz0123456789_";

std::string quoted(std::string_view text) { return "'" + printable(text) + "'"; }

std::string nearest_hint(std::string_view word, const std::vector<std::string>& words) {
  const auto nearest = find_nearest(word, words);
  return nearest.has_value() ? "did you mean '" + *nearest + "'?" : "known: " + join(words, ", ");
}

OverridePolicy policy_of(std::string_view word) {
  return word == "warning"     ? OverridePolicy::kWarning
         : word == "forbidden" ? OverridePolicy::kForbidden
                               : OverridePolicy::kAllowed;
}

/// Returns a list of texts; empty if there is none.
std::vector<std::string> texts_of(const Value* list) {
  std::vector<std::string> texts;
  if (list != nullptr) {
    for (const Value& item : list->items()) {
      texts.push_back(item.as_string());
    }
  }
  return texts;
}

}  // namespace

Error SectionReader::error(const Mark& mark, std::string_view message, std::string hint) const {
  return make_error(kSpecInvalid,
                    origin_ + ":" + std::to_string(mark.line) + ": " + std::string(message),
                    std::move(hint));
}

Status SectionReader::check_shape(const Value& document) const {
  const std::vector<SchemaFinding> findings = spec_schema().check(document);
  if (findings.empty()) {
    return {};
  }
  // A misspelt key is missing too under its right name; that it is unknown says more.
  const auto unknown = std::find_if(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.keyword == "additionalProperties";
  });
  const SchemaFinding& told = unknown != findings.end() ? *unknown : findings.front();
  return fail(error(told.mark, spec_message(told), spec_remedy(told)));
}

Status SectionReader::read_identity(const Value& document, Spec& spec) const {
  spec.name = document.text_or("name", "");
  spec.version = document.text_or("version", "");
  spec.title = document.text_or("title", spec.name);
  spec.description = document.text_or("description", "");
  for (const std::string& word : texts_of(document.find("modes"))) {
    const Mode mode = *parse_mode(word);
    if (spec.supports(mode)) {  // Two words of one meaning are no duplicates to the schema.
      return fail(error(document.find("modes")->mark, "mode " + quoted(word) + " stands twice"));
    }
    spec.modes.push_back(mode);
  }
  const Value* capabilities = document.find("capabilities");
  const auto says = [capabilities](std::string_view name) {
    const Value* flag = capabilities == nullptr ? nullptr : capabilities->find(name);
    return flag != nullptr && flag->as_bool();
  };
  spec.has_doctor = says("doctor");
  spec.has_discover = says("discover");
  return {};
}

Result<JsonSchema> SectionReader::read_config_schema(const Value& document) const {
  const Value* schema = document.find("configSchema");
  const Value* properties = schema->find("properties");
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
  spec.reads = texts_of(runtime->find("reads"));
  spec.sources = texts_of(runtime->find("sources"));
  spec.writes = texts_of(runtime->find("writes"));
  spec.splits = texts_of(runtime->find("splits"));
  for (const auto* list : {&spec.reads, &spec.sources, &spec.writes, &spec.splits}) {
    for (const std::string& option : *list) {
      OSIRIS_CHECKED(check_option(runtime->mark, option, "x-runtime", options));
    }
  }
  OSIRIS_CHECKED(read_outputs(*runtime, spec, options));
  const std::string use = runtime->text_or("connection", "none");
  spec.takes_connection = use != "none";
  spec.needs_connection = use == "required";
  const Value* state = runtime->find("state");
  spec.keeps_state = state != nullptr && state->as_bool();
  spec.state_option = runtime->text_or("state_option", "");
  if (!spec.state_option.empty()) {
    OSIRIS_CHECKED(check_option(runtime->mark, spec.state_option, "x-runtime", options));
  }
  return {};
}

Status SectionReader::read_outputs(const Value& runtime, Spec& spec, const Words& options) const {
  const Value* outputs = runtime.find("outputs");
  if (outputs == nullptr) {
    return {};
  }
  for (const Member& member : outputs->members()) {
    Output output{.name = member.key,
                  .description = member.value.text_or("description", ""),
                  .when = *member.value.find("when"),
                  .columns = {}};
    if (output.name.find_first_not_of(kOutputNameBytes) != std::string::npos) {
      return fail(error(member.key_mark, quoted(output.name) + " cannot name an output",
                        "use small letters, digits and _"));
    }
    OSIRIS_CHECKED(check_options(output.when, "when", options));
    for (const Member& column : member.value.find("columns")->members()) {
      output.columns.emplace_back(column.key, column.value.as_string());
    }
    spec.outputs.push_back(std::move(output));
  }
  return {};
}

Status SectionReader::read_secrets(const Value& document, Spec& spec,
                                   const std::vector<std::string>& options) const {
  const Value* secrets = document.find("secrets");
  spec.secrets = texts_of(secrets);
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
  for (const Value& entry : fields->items()) {
    ConnectionField field;
    if (entry.is_string()) {  // A plain name may be overridden.
      field.name = entry.as_string();
    } else {
      field.name = entry.text_or("name", "");
      field.policy = policy_of(entry.text_or("override", "allowed"));
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
  spec.connection_secrets = texts_of(secrets);
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
  for (const Value& entry : constraints->find("required")->items()) {
    const Value* when = entry.find("when");
    const Value* must = entry.find("must");
    Rule rule;
    OSIRIS_TRY(rule.when, compile_tests(*when, "when", options));
    OSIRIS_TRY(rule.must, compile_tests(*must, "must", options));
    rule.error = entry.text_or("error", "");
    spec.constraints.push_back({.when = *when, .must = *must, .error = rule.error});
    rules.push_back(std::move(rule));
  }
  return rules;
}

Status SectionReader::read_hints(const Value& document, Spec& spec,
                                 const std::vector<std::string>& options) const {
  const Value* hints = document.find("llmHints");
  const Value* aliases = hints == nullptr ? nullptr : hints->find("inputAliases");
  if (aliases == nullptr) {
    return {};
  }
  OSIRIS_CHECKED(check_options(*aliases, "inputAliases", options));
  Words seen = options;
  for (const Member& member : aliases->members()) {
    std::vector<std::string> names = texts_of(&member.value);
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

void SectionReader::read_examples(const Value& document, Spec& spec) {
  const Value* examples = document.find("examples");
  if (examples == nullptr) {
    return;
  }
  for (const Value& entry : examples->items()) {
    spec.examples.push_back({.title = entry.text_or("title", ""), .config = *entry.find("config")});
  }
}

Status SectionReader::check_options(const Value& mapping, std::string_view what,
                                    const Words& options) const {
  for (const Member& member : mapping.members()) {
    OSIRIS_CHECKED(check_option(member.key_mark, member.key, what, options));
  }
  return {};
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
  OSIRIS_CHECKED(check_options(tests, what, options));
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
