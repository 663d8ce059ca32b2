#include "osiris/oml/config_schema.h"

#include "osiris/oml/schema_parts.h"
#include "osiris/sdk/json_pointer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osiris::oml {
namespace {

Value only(const std::string& option, Value schema) {
  Value properties = Value::object();
  properties.set(option, std::move(schema));
  return object_of({{"properties", std::move(properties)}});
}

Value is_null() { return object_of({{"type", "null"}}); }

Value not_null() { return object_of({{"not", is_null()}}); }

Value both(Value first, Value second) {
  return object_of({{"allOf", Value(Value::Array{std::move(first), std::move(second)})}});
}

/// Builds the schema of one component's config.
class ConfigSchemaBuilder {
 public:
  explicit ConfigSchemaBuilder(const sdk::Spec& spec)
      : spec_(spec), schema_(with_references_inside(spec.config_schema().source())) {}

  ConfigSchema build() {
    for (const std::string& pointer : spec_.secrets) {
      forbid_secret(pointer);
    }
    if (spec_.takes_connection) {
      schema_.find("properties")->set("connection", connection_schema());
    }
    ConfigSchema built;
    built.is_required = split_required();
    for (const sdk::Constraint& constraint : spec_.constraints) {
      add_rule(constraint);
    }
    if (!rules_.empty()) {
      schema_.set("allOf", Value(std::move(rules_)));
    }
    built.schema = std::move(schema_);
    return built;
  }

 private:
  Value connection_schema() const {
    Value name = object_of({{"type", "string"},
                            {"pattern", "^@" + spec_.family() + "(\\.[A-Za-z0-9_-]+)?$"},
                            {"description", "A connection of osiris_connections.yaml: \"@" +
                                                spec_.family() + ".<alias>\"."}});
    return or_reference(name);
  }

  /// Secrets stand in connections; null is as good as nothing.
  void forbid_secret(const std::string& pointer) {
    const auto segments = sdk::pointer_segments(pointer);
    Value* schema = &schema_;
    for (const std::string& segment : *segments) {
      if (Value* const branches = schema->find("anyOf"); branches != nullptr) {
        schema = &branches->items().front();
      }
      Value* const properties = schema->find("properties");
      Value& known =
          properties != nullptr ? *properties : schema->set("properties", Value::object());
      Value* const part = known.find(segment);
      schema = part != nullptr ? part : &known.set(segment, Value::object());
    }
    *schema =
        object_of({{"type", "null"},
                   {"description", "Secret; put it into a connection, not into a pipeline."}});
  }

  /// Options that a connection may set are required only where none is used, and some of them are
  /// refused where one is. Returns whether something is required of a step without a connection.
  bool split_required() {
    std::vector<std::string> always;
    std::vector<std::string> unconnected;
    if (const Value* required = schema_.find("required"); required != nullptr) {
      for (const Value& name : required->items()) {
        const std::string& option = name.as_string();
        const bool elsewhere = spec_.takes_connection && spec_.is_connection_field(option);
        (elsewhere ? unconnected : always).push_back(option);
      }
    }
    schema_.set("required", texts_of(always));
    Value refused = Value::object();
    for (const sdk::ConnectionField& field : spec_.connection_fields) {
      if (field.policy == sdk::OverridePolicy::kForbidden && !spec_.is_secret(field.name)) {
        refused.set(field.name, Value(false));
      }
    }
    const Value connected = object_of({{"properties", std::move(refused)}});
    if (spec_.needs_connection) {
      rules_.push_back(connected);
      return !always.empty();
    }
    if (spec_.takes_connection) {
      rules_.push_back(object_of({{"if", object_of({{"required", texts_of({"connection"})}})},
                                  {"then", connected},
                                  {"else", object_of({{"required", texts_of(unconnected)}})}}));
    }
    return !always.empty() || !unconnected.empty();
  }

  void add_rule(const sdk::Constraint& constraint) {
    Value::Array when;
    for (const Member& test : constraint.when.members()) {
      when.push_back(satisfies(test.key, test.value));
    }
    Value::Array must;
    for (const Member& test : constraint.must.members()) {
      Value demanded = satisfies(test.key, or_reference_of(test.value));
      if (may_be_elsewhere(test.key)) {
        demanded.erase("required");
      }
      must.push_back(std::move(demanded));
    }
    rules_.push_back(object_of({{"$comment", constraint.error},
                                {"if", object_of({{"allOf", Value(std::move(when))}})},
                                {"then", object_of({{"allOf", Value(std::move(must))}})}}));
  }

  bool may_be_elsewhere(const std::string& option) const {
    return spec_.takes_connection && spec_.is_connection_field(option);
  }

  /// A line of a constraint as a schema: an object is one, any other value is what it equals.
  static Value test_schema(const Value& test) {
    return test.is_object() ? test : object_of({{"const", test}});
  }

  static Value or_reference_of(const Value& test) {
    return test.is_null() ? test : or_reference(test_schema(test));
  }

  /// Makes one line of a constraint a schema of the whole config. A default counts as given.
  Value satisfies(const std::string& option, const Value& test) const {
    const Value* fallback =
        spec_.config_schema().source().find("properties")->find(option)->find("default");
    const bool has_default = fallback != nullptr && !fallback->is_null();
    bool absent_will_do = !has_default;
    Value demanded = is_null();
    if (!test.is_null()) {
      const Value schema = test_schema(test);
      demanded = both(not_null(), schema);
      absent_will_do = has_default && accepts(schema, *fallback);
    }
    Value line = only(option, std::move(demanded));
    if (!absent_will_do) {
      line.set("required", texts_of({option}));
    }
    return line;
  }

  /// `schema` may be one that or_reference has widened; a default is no reference.
  static bool accepts(const Value& schema, const Value& value) {
    const Value* branches = schema.find("anyOf");
    const bool widened = branches != nullptr && branches->items().size() == 2 &&
                         branches->items()[1].find("$ref") != nullptr;
    const auto compiled = JsonSchema::compile(widened ? branches->items()[0] : schema);
    return compiled.has_value() && compiled->check(value).empty();
  }

  const sdk::Spec& spec_;
  Value schema_;
  Value::Array rules_;
};

}  // namespace

ConfigSchema config_schema_of(const sdk::Spec& spec) { return ConfigSchemaBuilder(spec).build(); }

}  // namespace osiris::oml
