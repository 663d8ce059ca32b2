#include "components/filesystem.json_extractor/shape.h"

#include "components/filesystem.json_extractor/json_number.h"
#include "osiris/base/text.h"

#include <optional>
#include <set>
#include <utility>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

}  // namespace

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
