#include "osiris/oml/parameter_text.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml.h"
#include "osiris/format/yaml_scalar.h"

namespace osiris::oml {
namespace {

constexpr std::string_view kOpening = "${params.";

std::optional<Value> read_scalar_as(const std::string& text, std::string_view type) {
  Value value = resolve_plain_scalar(trim(text)).value;
  const bool fits = (type == "integer" && value.is_integer()) ||
                    (type == "number" && value.is_number()) ||
                    (type == "boolean" && value.is_bool());
  return fits ? std::optional<Value>(std::move(value)) : std::nullopt;
}

/// Reads a list or mapping written as YAML or JSON: `[a, b]`.
std::optional<Value> read_tree_like(const std::string& text, const Value& example) {
  YamlDocument document = parse_yaml(text, {});
  if (!document.value.has_value() || document.value->kind() != example.kind()) {
    return std::nullopt;
  }
  return std::move(document.value);
}

}  // namespace

std::vector<ParameterReference> find_parameter_references(std::string_view text) {
  std::vector<ParameterReference> references;
  std::size_t begin = text.find(kOpening);
  while (begin != std::string_view::npos) {
    const std::size_t name = begin + kOpening.size();
    const std::size_t close = text.find('}', name);
    if (close == std::string_view::npos) {
      break;
    }
    references.push_back({.name = std::string(trim(text.substr(name, close - name))),
                          .begin = begin,
                          .end = close + 1});
    begin = text.find(kOpening, close);
  }
  return references;
}

bool holds_parameter_reference(const Value& value) {
  return value.is_string() && !find_parameter_references(value.as_string()).empty();
}

std::optional<Value> read_parameter_text(const std::string& text, std::string_view type,
                                         const Value* example) {
  if (!type.empty()) {
    return type == "string" ? std::optional<Value>(text) : read_scalar_as(text, type);
  }
  if (example == nullptr || example->is_null()) {
    return text.empty() ? Value(text) : resolve_plain_scalar(text).value;
  }
  switch (example->kind()) {
    case Value::Kind::kBool:
      return read_scalar_as(text, "boolean");
    case Value::Kind::kInt:
    case Value::Kind::kUint:
      return read_scalar_as(text, "integer");
    case Value::Kind::kDouble:
      return read_scalar_as(text, "number");
    case Value::Kind::kArray:
    case Value::Kind::kObject:
      return read_tree_like(text, *example);
    case Value::Kind::kNull:
    case Value::Kind::kString:
      break;
  }
  return Value(text);
}

std::string parameter_variable(std::string_view name) {
  std::string variable = "OSIRIS_PARAM_";
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') {
      variable += static_cast<char>(c - 'a' + 'A');
    } else {
      variable += c == '-' || c == '.' ? '_' : c;
    }
  }
  return variable;
}

}  // namespace osiris::oml
