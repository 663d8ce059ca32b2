#pragma once
// The JSON Schema of OML 0.1.0 with every component's options, for editors.

#include "osiris/sdk/component.h"

namespace osiris::oml {

/// Makes a JSON Schema (draft 2020-12) of pipeline documents out of the tables of the language and
/// the specs of the components. The same specs give the same bytes. It accepts what read_pipeline
/// accepts, except for what a JSON Schema cannot express: steps that know of each other, names that
/// have to be known, parameters' values. Errors: spec.invalid.
Result<Value> language_schema(const sdk::Registry& registry);

}  // namespace osiris::oml
