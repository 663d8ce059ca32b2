#include "osiris/format/value.h"

#include "osiris/base/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace osiris {
namespace {

/// Objects up to this size are compared by looking each key up; larger ones by sorting first.
constexpr std::size_t kScanMembersMax = 16;

/// Content has no NaN that differs from another, so that a tree always equals its copy.
bool equal_doubles(double left, double right) {
  return left == right || (std::isnan(left) && std::isnan(right));
}

std::vector<const Member*> sort_by_key(const Value::Object& members) {
  std::vector<const Member*> sorted;
  sorted.reserve(members.size());
  for (const Member& member : members) {
    sorted.push_back(&member);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Member* left, const Member* right) { return left->key < right->key; });
  return sorted;
}

bool equal_objects(const Value& left, const Value& right) {
  if (left.members().size() != right.members().size()) {
    return false;
  }
  if (left.members().size() <= kScanMembersMax) {
    return std::all_of(left.members().begin(), left.members().end(), [&](const Member& member) {
      const Value* other = right.find(member.key);
      return other != nullptr && member.value == *other;
    });
  }
  const auto left_sorted = sort_by_key(left.members());
  const auto right_sorted = sort_by_key(right.members());
  return std::equal(left_sorted.begin(), left_sorted.end(), right_sorted.begin(),
                    [](const Member* first, const Member* second) {
                      return first->key == second->key && first->value == second->value;
                    });
}

}  // namespace

Value::Value() = default;
Value::Value(bool value) : data_(value) {}
Value::Value(int value) : data_(std::int64_t{value}) {}
Value::Value(std::int64_t value) : data_(value) {}
Value::Value(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    data_ = static_cast<std::int64_t>(value);
  } else {
    data_ = value;
  }
}
Value::Value(double value) : data_(value) {}
Value::Value(const char* value) : data_(std::string(value)) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(std::string_view value) : data_(std::string(value)) {}
Value::Value(Array value) : data_(std::move(value)) {}
Value::Value(Object value) : data_(std::move(value)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value Value::object() { return {Object{}}; }
Value Value::array() { return {Array{}}; }

Value::Kind Value::kind() const {
  static_assert(std::variant_size_v<decltype(data_)> == static_cast<int>(Kind::kObject) + 1,
                "one kind for each alternative, in the same order");
  return static_cast<Kind>(data_.index());
}

bool Value::as_bool() const {
  OSIRIS_CHECK(is_bool(), "the value is no boolean");
  return std::get<bool>(data_);
}

std::int64_t Value::as_int() const {
  OSIRIS_CHECK(kind() == Kind::kInt, "the value is no integer of 63 bits and a sign");
  return std::get<std::int64_t>(data_);
}

std::uint64_t Value::as_uint() const {
  if (kind() == Kind::kUint) {
    return std::get<std::uint64_t>(data_);
  }
  OSIRIS_CHECK(as_int() >= 0, "the integer is negative");
  return static_cast<std::uint64_t>(as_int());
}

double Value::as_double() const {
  OSIRIS_CHECK(is_number(), "the value is no number");
  if (kind() == Kind::kInt) {
    return static_cast<double>(std::get<std::int64_t>(data_));
  }
  if (kind() == Kind::kUint) {
    return static_cast<double>(std::get<std::uint64_t>(data_));
  }
  return std::get<double>(data_);
}

const std::string& Value::as_string() const {
  OSIRIS_CHECK(is_string(), "the value is no string");
  return std::get<std::string>(data_);
}

const Value::Array& Value::items() const {
  OSIRIS_CHECK(is_array(), "the value is no list");
  return std::get<Array>(data_);
}

Value::Array& Value::items() {
  OSIRIS_CHECK(is_array(), "the value is no list");
  return std::get<Array>(data_);
}

const Value::Object& Value::members() const {
  OSIRIS_CHECK(is_object(), "the value is no mapping");
  return std::get<Object>(data_);
}

Value::Object& Value::members() {
  OSIRIS_CHECK(is_object(), "the value is no mapping");
  return std::get<Object>(data_);
}

const Value* Value::find(std::string_view key) const {
  const Object* members = std::get_if<Object>(&data_);
  if (members == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(members->begin(), members->end(),
                                  [key](const Member& member) { return member.key == key; });
  return found == members->end() ? nullptr : &found->value;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

std::string Value::text_or(std::string_view key, std::string_view fallback) const {
  const Value* value = find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string(fallback);
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) {
    data_ = Object{};
  }
  if (Value* present = find(key)) {
    *present = std::move(value);
    return *present;
  }
  return members().emplace_back(Member{std::string(key), std::move(value), {}}).value;
}

bool Value::erase(std::string_view key) {
  Object* members = std::get_if<Object>(&data_);
  return members != nullptr &&
         std::erase_if(*members, [key](const Member& member) { return member.key == key; }) > 0;
}

Value& Value::push_back(Value value) {
  if (is_null()) {
    data_ = Array{};
  }
  return items().emplace_back(std::move(value));
}

bool Value::operator==(const Value& other) const {
  if (kind() != other.kind()) {
    return false;
  }
  switch (kind()) {
    case Kind::kDouble:
      return equal_doubles(std::get<double>(data_), std::get<double>(other.data_));
    case Kind::kArray:
      return items() == other.items();
    case Kind::kObject:
      return equal_objects(*this, other);
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return as_bool() == other.as_bool();
    case Kind::kInt:
      return as_int() == other.as_int();
    case Kind::kUint:
      return as_uint() == other.as_uint();
    case Kind::kString:
      return as_string() == other.as_string();
  }
  return false;
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBool:
      return "boolean";
    case Value::Kind::kInt:
    case Value::Kind::kUint:
      return "integer";
    case Value::Kind::kDouble:
      return "number";
    case Value::Kind::kString:
      return "string";
    case Value::Kind::kArray:
      return "list";
    case Value::Kind::kObject:
      return "mapping";
  }
  return "";
}

std::string_view python_kind_name(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return "NoneType";
    case Value::Kind::kBool:
      return "bool";
    case Value::Kind::kInt:
    case Value::Kind::kUint:
      return "int";
    case Value::Kind::kDouble:
      return "float";
    case Value::Kind::kString:
      return "str";
    case Value::Kind::kArray:
      return "list";
    case Value::Kind::kObject:
      return "dict";
  }
  return "";
}

}  // namespace osiris
