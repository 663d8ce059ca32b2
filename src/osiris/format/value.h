#pragma once
// One tree for YAML and JSON, which remembers where each part stood in its document.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace osiris {

/// A place in a document; line and column count from 1, columns in code points; 0 = made by code.
struct Mark {
  int line = 0;
  int column = 0;
  int end_column = 0;  ///< One past the scalar's last column when it ends on `line`, else 0.
};

class Value;

/// One `key: value` of an object. Keys keep the order of their document.
struct Member;

/// A JSON-like value. Integers are exact in 64 bits: int64 where they fit, else uint64.
/// Threads: like any value type.
class Value {
 public:
  using Array = std::vector<Value>;
  using Object = std::vector<Member>;
  enum class Kind { kNull, kBool, kInt, kUint, kDouble, kString, kArray, kObject };

  Value();
  Value(bool value);           // NOLINT(google-explicit-constructor): literals read as themselves.
  Value(int value);            // NOLINT(google-explicit-constructor)
  Value(std::int64_t value);   // NOLINT(google-explicit-constructor)
  Value(std::uint64_t value);  // NOLINT(google-explicit-constructor)
  Value(double value);         // NOLINT(google-explicit-constructor)
  Value(const char* value);    // NOLINT(google-explicit-constructor)
  Value(std::string value);    // NOLINT(google-explicit-constructor)
  Value(std::string_view value);  // NOLINT(google-explicit-constructor)
  Value(Array value);             // NOLINT(google-explicit-constructor)
  Value(Object value);            // NOLINT(google-explicit-constructor)
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  static Value object();
  static Value array();

  Kind kind() const;
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_integer() const { return kind() == Kind::kInt || kind() == Kind::kUint; }
  bool is_number() const { return is_integer() || kind() == Kind::kDouble; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_object() const { return kind() == Kind::kObject; }

  /// Return the content; calling one for another kind is a bug (stops the program).
  bool as_bool() const;
  std::int64_t as_int() const;    ///< Kind kInt only.
  std::uint64_t as_uint() const;  ///< Kind kUint, or a kInt that is not negative.
  double as_double() const;       ///< Any number.
  const std::string& as_string() const;
  const Array& items() const;
  Array& items();
  const Object& members() const;
  Object& members();

  /// Finds a member of an object; null if absent or if this is no object.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// Returns a member's text, or `fallback` if absent or no string.
  std::string text_or(std::string_view key, std::string_view fallback) const;
  /// Sets or replaces a member, keeping its place; makes an object of a null.
  Value& set(std::string_view key, Value value);
  /// Removes a member; true if it was there.
  bool erase(std::string_view key);
  /// Appends to an array; makes an array of a null.
  Value& push_back(Value value);

  /// Compares content; member order and marks do not matter, 1 and 1.0 differ.
  bool operator==(const Value& other) const;

  Mark mark;          ///< Where the value begins.
  bool plain = true;  ///< False for a quoted or block scalar of YAML.

 private:
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array,
               Object>
      data_;
};

struct Member {
  std::string key;
  Value value;
  Mark key_mark;
};

/// Returns the word that messages use: "null", "boolean", "integer", "number", "string", "list",
/// "mapping".
std::string_view kind_name(const Value& value);

/// Returns the word the Python osiris uses: "NoneType", "bool", "int", "float", "str", "list",
/// "dict".
std::string_view python_kind_name(const Value& value);

}  // namespace osiris
