#pragma once
// A schema in the shape that checking wants: keywords as fields, patterns compiled.

#include "osiris/base/result.h"
#include "osiris/format/schema.h"
#include "osiris/format/value.h"

#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris {

/// The types that the keyword "type" may name.
enum class SchemaType { kNull, kBoolean, kInteger, kNumber, kString, kArray, kObject };

/// A regular expression of ECMAScript, which matches anywhere in a text unless anchored.
class Pattern {
 public:
  /// Longer text is not searched: the standard library needs stack and time for each byte.
  static constexpr std::size_t kTextBytesMax = 4096;

  /// Errors: schema.invalid.
  static Result<Pattern> compile(const std::string& text);

  const std::string& text() const { return text_; }

  /// Tells whether `text`, of at most kTextBytesMax bytes, has a match.
  bool matches(const std::string& text) const;

 private:
  Pattern(std::string text, std::regex regex) : text_(std::move(text)), regex_(std::move(regex)) {}

  std::string text_;
  std::regex regex_;
};

/// Bounds on a length or a count.
struct SchemaBounds {
  std::optional<std::size_t> min;
  std::optional<std::size_t> max;
};

struct NamedSchema;
struct PatternSchema;

/// One schema. Absent keywords are empty. Values are pointers into CompiledSchema::source.
struct SchemaNode {
  SchemaNode();
  SchemaNode(SchemaNode&&) noexcept;
  SchemaNode& operator=(SchemaNode&&) noexcept;
  SchemaNode(const SchemaNode&) = delete;
  SchemaNode& operator=(const SchemaNode&) = delete;
  ~SchemaNode();

  std::optional<bool> verdict;  ///< A schema that is just true or false.
  std::vector<SchemaType> types;
  const Value* allowed = nullptr;  ///< The list of "enum".
  const Value* constant = nullptr;
  const Value* minimum = nullptr;
  const Value* maximum = nullptr;
  const Value* exclusive_minimum = nullptr;
  const Value* exclusive_maximum = nullptr;
  const Value* multiple_of = nullptr;
  SchemaBounds length;
  SchemaBounds item_count;
  SchemaBounds member_count;
  std::optional<Pattern> pattern;
  bool is_uri = false;
  bool has_unique_items = false;
  bool is_secret = false;
  std::unique_ptr<SchemaNode> items;
  std::unique_ptr<SchemaNode> additional;
  std::unique_ptr<SchemaNode> negated;
  std::vector<NamedSchema> properties;
  std::vector<PatternSchema> pattern_properties;
  std::vector<std::string> required;
  std::vector<SchemaNode> any_of;
  std::vector<SchemaNode> one_of;
  std::vector<SchemaNode> all_of;
};

/// The schema of the member with one name.
struct NamedSchema {
  std::string name;
  SchemaNode schema;
};

/// The schema of all members whose names match.
struct PatternSchema {
  Pattern pattern;
  SchemaNode schema;
};

/// A schema and the document that its nodes point into.
struct CompiledSchema {
  Value source;
  SchemaNode root;
};

/// Fills `node` from a schema that outlives it. Errors: schema.invalid.
Status compile_schema(const Value& schema, SchemaNode& node);

/// Tells whether a value is of one of the node's types (any, if it names none).
bool has_accepted_type(const SchemaNode& node, const Value& value);

/// Compares two numbers exactly: below 0, 0 or above 0; nothing if one is NaN.
std::optional<int> compare_numbers(const Value& left, const Value& right);

/// Says what a node accepts, as a noun: "an integer from 0 to 10", "one of 'a', 'b'".
std::string describe_accepted(const SchemaNode& node);

/// Says what bounds ask for: "1 to 10 characters"; `noun` is the singular.
std::string describe_bounds(const SchemaBounds& bounds, std::string_view noun);

/// Says what a value is: "11", "'text'", "null", "a list".
std::string describe_found(const Value& value);

}  // namespace osiris
