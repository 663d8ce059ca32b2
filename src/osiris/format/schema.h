#pragma once
// The part of JSON Schema that component specs use, with findings that can be placed.

#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <string>
#include <vector>

namespace osiris {

inline constexpr ErrorCode kSchemaInvalid{"schema.invalid", Fault::kBug,
                                          "A component's schema is malformed or uses a keyword that osiris "
                                          "does not know."};

/// One violation. `path` leads from the checked value to the offending part: "columns[2].name".
struct SchemaFinding {
  std::string path;
  std::string keyword;      ///< "type", "enum", "minimum", "required", "additionalProperties", ...
  std::string message;      ///< "must be an integer from 0 to 10, got 11"
  std::string subject;      ///< The missing or unknown key, if the keyword is about one.
  std::string hint;         ///< Nearest name, allowed values.
  const Value* where = nullptr;  ///< Offending value (the parent for "required"); points into the checked value.
};

/// A compiled schema. Knows type (one or a list), enum, const, minimum, maximum, exclusiveMinimum,
/// exclusiveMaximum, multipleOf, minLength, maxLength, pattern, format (uri), items, minItems, maxItems,
/// uniqueItems, properties, required, additionalProperties, patternProperties, minProperties, maxProperties,
/// anyOf, oneOf, allOf, not, and the annotations title, description, default, examples, deprecated, $schema, $id,
/// $comment and any `x-*`. Any other keyword is an error at compile, never silently ignored.
/// Source: JSON Schema draft 2020-12.
class JsonSchema {
 public:
  /// Errors: schema.invalid.
  static Result<JsonSchema> compile(const Value& schema);

  /// Lists every violation, in document order.
  std::vector<SchemaFinding> check(const Value& value) const;

  const Value& source() const { return source_; }

 private:
  explicit JsonSchema(Value source) : source_(std::move(source)) {}
  Value source_;
};

/// Returns a copy of `value` with the `default` of every property that is absent, nested objects too.
Value apply_defaults(const Value& schema, const Value& value);

}  // namespace osiris
