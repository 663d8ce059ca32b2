#pragma once
// The JSON Schema of spec.yaml: the one list of the keys that a spec may have.

#include "osiris/format/schema.h"

#include <string>
#include <string_view>

namespace osiris::sdk {

/// Returns the text of spec.schema.json, as embedded.
std::string_view spec_schema_text();

/// Returns the schema, compiled on first use. Threads: safe.
const JsonSchema& spec_schema();

/// Says in one sentence what a finding of the schema means for a spec.
std::string spec_message(const SchemaFinding& finding);

/// Says what to do about it; empty if the message says it all.
std::string spec_remedy(const SchemaFinding& finding);

}  // namespace osiris::sdk
