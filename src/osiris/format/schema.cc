#include "osiris/format/schema.h"

#include "osiris/format/schema_check.h"
#include "osiris/format/schema_compile.h"

namespace osiris {
namespace {

/// A default was not written in the document that it is put into.
void forget_marks(Value& value) {
  value.mark = Mark{};
  if (value.is_array()) {
    for (Value& item : value.items()) {
      forget_marks(item);
    }
  } else if (value.is_object()) {
    for (Member& member : value.members()) {
      member.key_mark = Mark{};
      forget_marks(member.value);
    }
  }
}

void fill_in(const Value& schema, Value& value) {
  if (value.is_array()) {
    if (const Value* items = schema.find("items")) {
      for (Value& item : value.items()) {
        fill_in(*items, item);
      }
    }
    return;
  }
  const Value* properties = schema.find("properties");
  if (!value.is_object() || properties == nullptr || !properties->is_object()) {
    return;
  }
  for (const Member& property : properties->members()) {
    if (Value* present = value.find(property.key)) {
      fill_in(property.value, *present);
    } else if (const Value* standard = property.value.find("default")) {
      Value& added = value.set(property.key, *standard);
      forget_marks(added);
      fill_in(property.value, added);
    }
  }
}

}  // namespace

Result<JsonSchema> JsonSchema::compile(const Value& schema) {
  auto compiled = std::make_shared<CompiledSchema>();
  compiled->source = schema;
  OSIRIS_CHECKED(compile_schema(compiled->source, compiled->root));
  return JsonSchema(std::move(compiled));
}

JsonSchema::JsonSchema(std::shared_ptr<const CompiledSchema> compiled)
    : compiled_(std::move(compiled)) {}

std::vector<SchemaFinding> JsonSchema::check(const Value& value) const {
  return check_schema(compiled_->root, value);
}

const Value& JsonSchema::source() const { return compiled_->source; }

Value apply_defaults(const Value& schema, const Value& value) {
  Value filled = value;
  fill_in(schema, filled);
  return filled;
}

}  // namespace osiris
