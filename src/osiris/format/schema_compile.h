#pragma once
// Turns a schema document into nodes. What a keyword may hold is checked here, once.

#include "osiris/base/result.h"
#include "osiris/format/schema_node.h"

namespace osiris {

/// Fills `node` from a schema that outlives it. Errors: schema.invalid.
Status compile_schema(const Value& schema, SchemaNode& node);

}  // namespace osiris
