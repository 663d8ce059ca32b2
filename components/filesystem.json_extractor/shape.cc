#include "components/filesystem.json_extractor/shape.h"

#include "osiris/base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

/// A number's digits from the first to the last that is not 0, and the power of ten of the last.
struct Digits {
  std::string digits;
  long long exponent = 0;
  bool operator==(const Digits& other) const = default;
};

Digits digits_of(std::string_view text) {
  Digits parts;
  bool fraction = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') {
      fraction = true;
    } else if (text[i] >= '0' && text[i] <= '9') {
      parts.digits += text[i];
      parts.exponent -= fraction ? 1 : 0;
    }
  }
  if (i < text.size()) {
    std::string_view power = text.substr(i + 1);
    power.remove_prefix(power.starts_with('+') ? 1 : 0);
    parts.exponent += parse_integer(std::string(power)).value_or(0);
  }
  while (!parts.digits.empty() && parts.digits.back() == '0') {
    parts.digits.pop_back();
    ++parts.exponent;
  }
  parts.digits.erase(0, parts.digits.find_first_not_of('0'));
  if (parts.digits.empty()) {
    parts.exponent = 0;
  }
  return parts;
}

std::optional<double> as_double(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

/// Whole numbers of so many digits fit HUGEINT whatever they are.
constexpr std::size_t kHugeDigits = 38;

}  // namespace

NumberKind kind_of_number(std::string_view text) {
  if (text.find_first_of(".eE") != std::string_view::npos) {
    return as_double(text) ? NumberKind::kDouble : NumberKind::kText;
  }
  if (text == "-0") {
    return NumberKind::kDouble;  // Whole numbers have no negative zero.
  }
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc()) {
    return NumberKind::kBigint;
  }
  const std::size_t digits = text.size() - (text.starts_with('-') ? 1 : 0);
  return digits <= kHugeDigits ? NumberKind::kHugeint : NumberKind::kText;
}

bool double_rounds(std::string_view text) {
  // So many digits without an exponent are exact in every DOUBLE; nearly all numbers are such.
  constexpr std::size_t kExactDigits = 15;
  if (text.size() <= kExactDigits && text.find_first_of("eE") == std::string_view::npos) {
    return false;
  }
  const auto value = as_double(text);
  if (!value) {
    return true;
  }
  std::array<char, 64> shortest{};
  const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), *value,
                                 std::chars_format::scientific)
                       .ptr;
  return digits_of(text) !=
         digits_of({shortest.data(), static_cast<std::size_t>(end - shortest.data())});
}

JsonShape& JsonShape::field(const std::string& key) {
  const auto [found, is_new] = index_.emplace(key, fields_.size());
  if (is_new) {
    fields_.emplace_back(key, std::make_unique<JsonShape>());
  }
  return *fields_[found->second].second;
}

void JsonShape::learn(JsonCursor& cursor) {
  const auto kind = cursor.kind();
  if (!kind) {
    return;
  }
  std::string_view number;
  std::string text;
  switch (*kind) {
    case JsonKind::kNull:
      cursor.read_null();
      break;
    case JsonKind::kBoolean:
      cursor.skip();
      has_boolean_ = true;
      break;
    case JsonKind::kString:
      cursor.skip();
      has_string_ = true;
      break;
    case JsonKind::kNumber:
      if (cursor.read_number(number)) {
        const NumberKind found = kind_of_number(number);
        has_integer_ = has_integer_ || found == NumberKind::kBigint;
        has_huge_ = has_huge_ || found == NumberKind::kHugeint;
        has_double_ = has_double_ || found == NumberKind::kDouble;
        has_text_number_ = has_text_number_ || found == NumberKind::kText;
      }
      break;
    case JsonKind::kArray:
      has_array_ = true;
      element_ = element_ ? std::move(element_) : std::make_unique<JsonShape>();
      cursor.enter();
      while (cursor.next_element()) {
        element_->learn(cursor);
      }
      break;
    case JsonKind::kObject:
      has_object_ = true;
      cursor.enter();
      while (cursor.next_key(text)) {
        if (fields_.size() > kFieldsMax && !index_.contains(text)) {
          cursor.skip();  // It is JSON by now; what its keys hold plays no part.
        } else {
          field(text).learn(cursor);
        }
      }
      break;
  }
}

bool JsonShape::is_mixed() const {
  const bool number = has_integer_ || has_huge_ || has_double_ || has_text_number_;
  return int{has_boolean_} + int{has_string_} + int{has_array_} + int{has_object_} + int{number} >
         1;
}

exchange::ColumnType JsonShape::number_type() const {
  if (has_text_number_) {
    return TypeId::kVarchar;
  }
  if (has_double_) {
    return TypeId::kDouble;
  }
  return has_huge_ ? TypeId::kHugeint : TypeId::kBigint;
}

exchange::ColumnType JsonShape::object_type() const {
  std::vector<std::pair<std::string, ColumnType>> types;
  std::set<std::string> names;
  for (const auto& [name, shape] : fields_) {
    if (name.empty() || !names.insert(to_lower(name)).second) {
      return TypeId::kJson;
    }
    types.emplace_back(name, shape->type());
  }
  return types.empty() || types.size() > kFieldsMax ? ColumnType(TypeId::kJson)
                                                    : ColumnType::structure(std::move(types));
}

exchange::ColumnType JsonShape::type() const {
  if (is_mixed()) {
    return TypeId::kJson;
  }
  if (has_boolean_) {
    return TypeId::kBoolean;
  }
  if (has_array_) {
    return ColumnType::list(element_->type());
  }
  if (has_object_) {
    return object_type();
  }
  const bool number = has_integer_ || has_huge_ || has_double_ || has_text_number_;
  return number ? number_type() : ColumnType(TypeId::kVarchar);
}

}  // namespace osiris::components
