#pragma once
// Compares a value with a compiled schema and says, for people, what is wrong where.

#include "osiris/format/schema.h"
#include "osiris/format/schema_node.h"

#include <vector>

namespace osiris {

/// Lists every violation, in document order; findings point into `value`.
std::vector<SchemaFinding> check_schema(const SchemaNode& node, const Value& value);

}  // namespace osiris
