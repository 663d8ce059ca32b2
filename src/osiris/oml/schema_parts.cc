#include "osiris/oml/schema_parts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace osiris::oml {
namespace {

/// Keywords that say nothing about which values are right.
constexpr std::array<std::string_view, 6> kNotes{"title",      "description", "default",
                                                 "deprecated", "examples",    "$comment"};
constexpr std::array<std::string_view, 3> kBranches{"anyOf", "oneOf", "allOf"};

template <class Words>
bool is_among(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Tells whether a schema takes every text but the empty one anyway.
bool takes_any_text(const Value& schema) {
  return std::all_of(schema.members().begin(), schema.members().end(), [](const Member& member) {
    return is_among(member.key, kNotes) || member.key == "minLength" ||
           (member.key == "type" && member.value == Value("string"));
  });
}

}  // namespace

Value object_of(std::initializer_list<std::pair<const char*, Value>> members) {
  Value object = Value::object();
  for (const auto& [key, value] : members) {
    object.set(key, value);
  }
  return object;
}

Value texts_of(const std::vector<std::string>& texts) {
  return Value(Value::Array(texts.begin(), texts.end()));
}

Value one_of(const std::vector<std::string>& words) {
  return object_of({{"enum", texts_of(words)}});
}

Value or_reference(const Value& schema) {
  if (!schema.is_object() || takes_any_text(schema)) {
    return schema;
  }
  Value outside = Value::object();
  Value inside = Value::object();
  for (const Member& member : schema.members()) {
    (is_among(member.key, kNotes) ? outside : inside).set(member.key, member.value);
  }
  outside.set("anyOf",
              Value(Value::Array{std::move(inside), object_of({{"$ref", kReferencePointer}})}));
  return outside;
}

Value with_references_inside(const Value& schema) {
  if (!schema.is_object()) {
    return schema;
  }
  Value changed = schema;
  for (Member& member : changed.members()) {
    if (member.key == "properties" || member.key == "patternProperties") {
      for (Member& property : member.value.members()) {
        property.value = with_references(property.value);
      }
    } else if ((member.key == "items" || member.key == "additionalProperties") &&
               member.value.is_object()) {
      member.value = with_references(member.value);
    } else if (is_among(member.key, kBranches)) {
      for (Value& branch : member.value.items()) {
        branch = with_references_inside(branch);
      }
    }
  }
  return changed;
}

Value with_references(const Value& schema) { return or_reference(with_references_inside(schema)); }

}  // namespace osiris::oml
