#include "osiris/oml/language_schema.h"

#include "osiris/oml/config_schema.h"
#include "osiris/oml/names.h"
#include "osiris/oml/pipeline.h"
#include "osiris/oml/schema_parts.h"
#include "osiris/oml/vocabulary.h"

#include <string>
#include <utility>
#include <vector>

namespace osiris::oml {
namespace {

constexpr const char* kDialect = "https://json-schema.org/draft/2020-12/schema";
constexpr const char* kStepIdPattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$";
constexpr const char* kFixedPointer = "#/$defs/fixed_value";

Value described(Value schema, const char* description) {
  schema.set("description", description);
  return schema;
}

Value step_id() {
  return object_of({{"type", "string"},
                    {"pattern", kStepIdPattern},
                    {"maxLength", static_cast<std::int64_t>(kNameBytesMax)}});
}

Value notes() {
  const std::string pattern = "^" + std::string(kNotePrefix);
  return object_of({{pattern.c_str(), Value(true)}});
}

/// An object with these keys and notes, no others.
Value closed_object(Value properties) {
  return object_of({{"type", "object"},
                    {"properties", std::move(properties)},
                    {"patternProperties", notes()},
                    {"additionalProperties", Value(false)}});
}

Value number_between(double least, double most) {
  return object_of({{"type", "number"}, {"minimum", least}, {"maximum", most}});
}

Value object_or_null(Value values) {
  return object_of(
      {{"type", texts_of({"object", "null"})}, {"additionalProperties", std::move(values)}});
}

Value reference_to(const char* pointer) { return object_of({{"$ref", pointer}}); }

Value any_of(Value::Array branches) { return object_of({{"anyOf", Value(std::move(branches))}}); }

Value retry_schema() {
  const Value delay = number_between(0, kDelaySecondsMax);
  Value properties =
      object_of({{"max_attempts",
                  object_of({{"type", "integer"}, {"minimum", 1}, {"maximum", kAttemptsMax}})},
                 {"delay_seconds", described(delay, "Seconds before the second attempt.")},
                 {"backoff", described(number_between(1, kBackoffMax),
                                       "Each further delay is this many times the one before.")},
                 {"max_delay_seconds", described(delay, "No delay is longer, in seconds.")}});
  return object_of({{"type", "object"},
                    {"required", texts_of({"max_attempts"})},
                    {"properties", std::move(properties)},
                    {"additionalProperties", Value(false)},
                    {"description", "Tries again after a failure that may pass."}});
}

Value timeout_schema() {
  const char* const pattern =
      "^\\s*([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*(ms|s|m|min|h)\\s*$";
  return described(any_of({number_between(kTimeoutSecondsMin, kTimeoutSecondsMax),
                           object_of({{"type", "string"}, {"pattern", pattern}})}),
                   "Seconds, or a text such as 90s, 15m or 2h.");
}

Value inputs_schema() {
  const Value source = object_of({{"type", "string"}, {"pattern", "^@|^\\$\\{.+\\..*\\}$"}});
  return object_of({{"type", "object"},
                    {"propertyNames", step_id()},
                    {"additionalProperties", source},
                    {"description", "Inputs by name: `movies: \"@extract-movies\"`."}});
}

Value needs_schema() {
  return object_of({{"type", "array"},
                    {"items", object_of({{"type", "string"}})},
                    {"description", "The steps to wait for; without it, the previous one."}});
}

/// Builds the schema of all that stands in one step.
class StepSchemaBuilder {
 public:
  explicit StepSchemaBuilder(const sdk::Registry& registry) : registry_(registry) {}

  /// Adds the components' configs to `definitions`.
  Result<Value> build(Value& definitions) {
    Value::Array rules{alternatives("uses", "component", true),
                       alternatives("with", "config", false), readers_take_no_inputs()};
    for (const std::string& name : registry_.names()) {
      OSIRIS_TRY(const sdk::Spec* const spec, registry_.spec(name));
      ConfigSchema config = config_schema_of(*spec);
      rules.push_back(rule_of(*spec, config.is_required));
      definitions.set(name, std::move(config.schema));
    }
    Value step = with_references(closed_object(properties()));
    Value& object = step.find("anyOf")->items().front();
    object.set("required", texts_of({"id"}));
    object.set("allOf", Value(std::move(rules)));
    return step;
  }

 private:
  Value properties() const {
    Value texts = object_of({{"type", "string"}});
    Value made =
        object_of({{"id", described(step_id(), "The step's name and that of its relation.")},
                   {"component", described(one_of(registry_.names()), "What the step does.")},
                   {"mode", one_of({"read", "write", "transform"})},
                   {"config", object_of({{"type", texts_of({"object", "null"})},
                                         {"description", "The component's options."}})},
                   {"needs", needs_schema()},
                   {"inputs", inputs_schema()},
                   {"retry", retry_schema()},
                   {"timeout", timeout_schema()},
                   {"description", texts}});
    for (const auto& [old_key, key] : old_step_keys()) {
      Value old = *made.find(key);
      old.set("description", "The old name of `" + key + "`.");
      old.set("deprecated", Value(true));
      made.set(old_key, std::move(old));
    }
    return made;
  }

  /// Of two names of one key there is at most one, or exactly one.
  static Value alternatives(const char* old_key, const char* key, bool is_required) {
    Value::Array ways{object_of({{"required", texts_of({key})}}),
                      object_of({{"required", texts_of({old_key})}})};
    if (is_required) {
      return object_of({{"oneOf", Value(std::move(ways))}});
    }
    return object_of({{"not", object_of({{"required", texts_of({key, old_key})}})}});
  }

  static Value has_constant(const char* key, const std::string& text) {
    Value properties = object_of({{key, object_of({{"const", text}})}});
    return object_of({{"required", texts_of({key})}, {"properties", std::move(properties)}});
  }

  static Value no_members() { return object_of({{"maxProperties", 0}}); }

  static Value readers_take_no_inputs() {
    return object_of(
        {{"if", has_constant("mode", "read")},
         {"then", object_of({{"properties", object_of({{"inputs", no_members()}})}})}});
  }

  /// What naming one component demands of the step.
  static Value rule_of(const sdk::Spec& spec, bool is_config_required) {
    std::vector<std::string> modes;
    for (const sdk::Mode mode : spec.modes) {
      modes.emplace_back(sdk::to_string(mode));
    }
    Value config = reference_to(("#/$defs/" + spec.name).c_str());
    if (!is_config_required) {
      config = any_of({object_of({{"type", "null"}}), std::move(config)});
    }
    config = any_of({std::move(config), reference_to(kReferencePointer)});
    Value demanded = object_of({{"properties", object_of({{"mode", or_reference(one_of(modes))},
                                                          {"config", config},
                                                          {"with", config}})}});
    if (modes.size() > 1) {
      demanded.set("required", texts_of({"mode"}));
    } else if (spec.supports(sdk::Mode::kRead)) {
      demanded.find("properties")->set("inputs", no_members());
    }
    if (is_config_required) {
      demanded.set("anyOf", Value(Value::Array{object_of({{"required", texts_of({"config"})}}),
                                               object_of({{"required", texts_of({"with"})}})}));
    }
    return object_of(
        {{"if", any_of({has_constant("component", spec.name), has_constant("uses", spec.name)})},
         {"then", std::move(demanded)}});
  }

  const sdk::Registry& registry_;
};

/// A parameter: its default, or a declaration.
Value parameter_schema() {
  const Value number = object_of({{"type", "number"}});
  Value properties = object_of({{"type", one_of(parameter_types())},
                                {"default", reference_to(kFixedPointer)},
                                {"enum", object_of({{"type", "array"}})},
                                {"minimum", number},
                                {"maximum", number},
                                {"pattern", object_of({{"type", "string"}})},
                                {"min", number},
                                {"max", number},
                                {"description", Value(true)}});
  return object_of({{"if", object_of({{"type", "object"}})},
                    {"then", object_of({{"properties", std::move(properties)},
                                        {"additionalProperties", Value(false)}})},
                    {"else", reference_to(kFixedPointer)}});
}

Value profile_schema() {
  return object_of(
      {{"type", texts_of({"object", "null"})},
       {"properties", object_of({{"params", object_or_null(reference_to(kFixedPointer))}})},
       {"patternProperties", notes()},
       {"additionalProperties", Value(false)}});
}

Value definitions() {
  const Value reference =
      object_of({{"type", "string"},
                 {"pattern", "\\$\\{params\\.[^}]*\\}"},
                 {"description", "The value of a parameter: `${params.name}`."}});
  const Value fixed = object_of({{"not", reference_to(kReferencePointer)},
                                 {"items", reference_to(kFixedPointer)},
                                 {"additionalProperties", reference_to(kFixedPointer)}});
  return object_of({{"parameter_reference", reference}, {"fixed_value", fixed}});
}

/// What stands at the top of a document.
Value top_level(Value step) {
  Value steps = object_of({{"type", "array"}, {"minItems", 1}, {"items", std::move(step)}});
  Value name = object_of({{"type", "string"},
                          {"pattern", "\\S"},
                          {"maxLength", static_cast<std::int64_t>(kNameBytesMax)}});
  return object_of(
      {{"oml_version", or_reference(object_of({{"const", Value(kOmlVersion)}}))},
       {"name", described(or_reference(name), "The pipeline's name, lower case with hyphens.")},
       {"description", object_of({{"type", "string"}})},
       {"metadata", or_reference(object_of({{"type", "object"},
                                            {"description", "Goes into the manifest as it is."}}))},
       {"schedule", object_of({{"description", "A note: osiris does not schedule runs."}})},
       {"params", described(object_or_null(parameter_schema()),
                            "Parameters by name, each a default or a declaration.")},
       {"profiles", described(object_or_null(profile_schema()),
                              "Sets of values for parameters, chosen with --profile.")},
       {"steps", or_reference(steps)}});
}

}  // namespace

Result<Value> language_schema(const sdk::Registry& registry) {
  Value parts = definitions();
  OSIRIS_TRY(Value step, StepSchemaBuilder(registry).build(parts));
  Value schema = object_of({{"$schema", kDialect},
                            {"title", "OML " + std::string(kOmlVersion)},
                            {"description", "A pipeline of osiris."}});
  const Value document = closed_object(top_level(std::move(step)));
  for (const Member& member : document.members()) {
    schema.set(member.key, member.value);
  }
  schema.set("required", texts_of(required_keys()));
  schema.set("$defs", std::move(parts));
  return schema;
}

}  // namespace osiris::oml
