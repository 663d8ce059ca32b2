#pragma once
// The part of JSON Schema that component specs use, with findings that can be placed.

#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <memory>
#include <string>
#include <vector>

namespace osiris {

inline constexpr ErrorCode kSchemaInvalid{"schema.invalid", Fault::kBug,
                                          "A component's schema is malformed or uses a keyword "
                                          "that osiris does not know."};

/// One violation. `path` leads from the checked value to the offending part: "columns[2].name".
struct SchemaFinding {
  std::string path;
  std::string keyword;  ///< "type", "enum", "minimum", "required", "additionalProperties", ...
  std::string message;  ///< Reads behind the name of what was checked: "must be an integer from 0
                        ///< to 10, got 11". "required" and "additionalProperties" name the key.
  std::string subject;  ///< The missing or unknown key, if the keyword is about one.
  std::string hint;     ///< Nearest name, allowed values.
  const Value* where = nullptr;  ///< Offending value (the parent for "required"); points into the
                                 ///< checked value.
  Mark mark;                     ///< What to point at: an unknown key itself, else `where`.
};

struct CompiledSchema;

/// A compiled schema. Knows type (one or a list), enum, const, minimum, maximum, exclusiveMinimum,
/// exclusiveMaximum, multipleOf, minLength, maxLength, pattern, format (uri), items, minItems,
/// maxItems, uniqueItems, properties, required, additionalProperties, patternProperties,
/// minProperties, maxProperties, anyOf, oneOf, allOf, not, and the annotations title, description,
/// default, examples, deprecated, $schema, $id, $comment and any `x-*`. Any other keyword is an
/// error at compile, never silently ignored. With `x-secret: true` messages hide the value; they
/// say `x-pattern-words` for a pattern. Threads: safe to share. Source: JSON Schema draft 2020-12.
class JsonSchema {
 public:
  /// Errors: schema.invalid.
  static Result<JsonSchema> compile(const Value& schema);

  /// Lists every violation, in document order.
  std::vector<SchemaFinding> check(const Value& value) const;

  const Value& source() const;

 private:
  explicit JsonSchema(std::shared_ptr<const CompiledSchema> compiled);

  /// Shared because it never changes and its parts point at each other: a copy costs nothing.
  std::shared_ptr<const CompiledSchema> compiled_;
};

/// Returns a copy of `value` with the `default` of every property that is absent, nested objects
/// and objects in lists too. Defaults come after the members that are there, without marks.
Value apply_defaults(const Value& schema, const Value& value);

}  // namespace osiris
