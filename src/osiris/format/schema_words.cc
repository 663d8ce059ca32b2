#include "osiris/format/schema_words.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

#include <fmt/format.h>
#include <cmath>

namespace osiris {
namespace {

constexpr std::size_t kShownMax = 60;    // Code points of one value.
constexpr std::size_t kChoicesMax = 12;  // Values of an enum.

std::string join_with_or(const std::vector<std::string>& parts) { return join(parts, " or "); }

std::string describe_range(const SchemaNode& node) {
  if (node.minimum != nullptr && node.maximum != nullptr) {
    return fmt::format(" from {} to {}", to_json(*node.minimum), to_json(*node.maximum));
  }
  std::vector<std::string> ends;
  if (node.minimum != nullptr) {
    ends.push_back("of at least " + to_json(*node.minimum));
  }
  if (node.exclusive_minimum != nullptr) {
    ends.push_back("above " + to_json(*node.exclusive_minimum));
  }
  if (node.maximum != nullptr) {
    ends.push_back("of at most " + to_json(*node.maximum));
  }
  if (node.exclusive_maximum != nullptr) {
    ends.push_back("below " + to_json(*node.exclusive_maximum));
  }
  return ends.empty() ? "" : " " + join(ends, " and ");
}

std::string describe_number(const SchemaNode& node, std::string_view noun) {
  std::string text = std::string(noun) + describe_range(node);
  if (node.multiple_of != nullptr) {
    text += " that is a multiple of " + to_json(*node.multiple_of);
  }
  return text;
}

std::string with_bounds(std::string_view noun, const SchemaBounds& bounds, std::string_view part) {
  const std::string inside = describe_bounds(bounds, part);
  return inside.empty() ? std::string(noun) : fmt::format("{} of {}", noun, inside);
}

std::string describe_type(const SchemaNode& node, SchemaType type) {
  switch (type) {
    case SchemaType::kNull:
      return "null";
    case SchemaType::kBoolean:
      return "true or false";
    case SchemaType::kInteger:
      return describe_number(node, "an integer");
    case SchemaType::kNumber:
      return describe_number(node, "a number");
    case SchemaType::kString:
      return node.is_uri ? "a URI" : with_bounds("a string", node.length, "character");
    case SchemaType::kArray:
      return with_bounds("a list", node.item_count, "item");
    case SchemaType::kObject:
      return with_bounds("a mapping", node.member_count, "key");
  }
  return "";
}

std::string describe_choices(const Value::Array& choices) {
  std::vector<std::string> shown;
  for (const Value& choice : choices) {
    if (shown.size() == kChoicesMax) {
      shown.push_back(fmt::format("{} more", choices.size() - kChoicesMax));
      break;
    }
    shown.push_back(describe_found(choice));
  }
  return shown.size() == 1 ? shown.front() : "one of " + join(shown, ", ");
}

/// Says what a node without "type" and "enum" accepts, from whatever else it names.
std::string describe_untyped(const SchemaNode& node) {
  std::vector<std::string> parts;
  for (const SchemaNode& branch : node.any_of) {
    parts.push_back(describe_accepted(branch));
  }
  for (const SchemaNode& branch : node.one_of) {
    parts.push_back(describe_accepted(branch));
  }
  if (!parts.empty()) {
    return join_with_or(parts);
  }
  const auto is_bounded = [](const SchemaBounds& bounds) {
    return bounds.min.has_value() || bounds.max.has_value();
  };
  if (node.minimum != nullptr || node.maximum != nullptr || node.multiple_of != nullptr ||
      node.exclusive_minimum != nullptr || node.exclusive_maximum != nullptr) {
    return describe_type(node, SchemaType::kNumber);
  }
  if (node.pattern.has_value() || node.is_uri || is_bounded(node.length)) {
    return describe_type(node, SchemaType::kString);
  }
  if (node.items != nullptr || is_bounded(node.item_count) || node.has_unique_items) {
    return describe_type(node, SchemaType::kArray);
  }
  if (!node.properties.empty() || !node.required.empty() || is_bounded(node.member_count)) {
    return describe_type(node, SchemaType::kObject);
  }
  return "another value";
}

}  // namespace

std::string describe_accepted(const SchemaNode& node) {
  if (node.allowed != nullptr) {
    return describe_choices(node.allowed->items());
  }
  if (node.constant != nullptr) {
    return describe_found(*node.constant);
  }
  std::vector<std::string> parts;
  for (const SchemaType type : node.types) {
    parts.push_back(describe_type(node, type));
  }
  return parts.empty() ? describe_untyped(node) : join_with_or(parts);
}

std::string describe_bounds(const SchemaBounds& bounds, std::string_view noun) {
  if (!bounds.min.has_value() && !bounds.max.has_value()) {
    return "";
  }
  const std::size_t last = bounds.max.value_or(bounds.min.value_or(0));
  const std::string nouns = std::string(noun) + (last == 1 ? "" : "s");
  if (bounds.min == bounds.max) {
    return fmt::format("{} {}", last, nouns);
  }
  if (!bounds.max.has_value()) {
    return fmt::format("at least {} {}", last, nouns);
  }
  return bounds.min.value_or(0) == 0 ? fmt::format("at most {} {}", last, nouns)
                                     : fmt::format("{} to {} {}", *bounds.min, last, nouns);
}

std::string describe_found(const Value& value) {
  if (value.is_array()) {
    return value.items().empty() ? "an empty list" : "a list";
  }
  if (value.is_object()) {
    return value.members().empty() ? "an empty mapping" : "a mapping";
  }
  if (value.kind() == Value::Kind::kDouble && !std::isfinite(value.as_double())) {
    return std::string(trim(to_yaml(value)));  // As people write it; to JSON it would be null.
  }
  return value.is_string() ? "'" + printable(value.as_string(), kShownMax) + "'" : to_json(value);
}

}  // namespace osiris
