#pragma once
// The words of messages about schemas: what is accepted, and what was found.

#include "osiris/format/schema_node.h"

#include <string>
#include <string_view>

namespace osiris {

/// Says what a node accepts, as a noun: "an integer from 0 to 10", "one of 'a', 'b'".
std::string describe_accepted(const SchemaNode& node);

/// Says what bounds ask for: "1 to 10 characters"; `noun` is the singular.
std::string describe_bounds(const SchemaBounds& bounds, std::string_view noun);

/// Says what a value is: "11", "'text'", "null", "a list".
std::string describe_found(const Value& value);

}  // namespace osiris
