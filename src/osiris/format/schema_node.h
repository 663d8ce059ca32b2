#pragma once
// A schema in the shape that checking wants: keywords as fields, patterns compiled.

#include "osiris/format/schema_pattern.h"
#include "osiris/format/value.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace osiris {

/// The types that the keyword "type" may name.
enum class SchemaType { kNull, kBoolean, kInteger, kNumber, kString, kArray, kObject };

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
  std::string pattern_words;  ///< What the pattern lets through, in words; empty: none are given.
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

}  // namespace osiris
