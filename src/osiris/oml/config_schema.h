#pragma once
// The options of one component as a JSON Schema of a step's `config`.

#include "osiris/sdk/spec.h"

namespace osiris::oml {

/// A component's options as a schema of a step's `config`.
struct ConfigSchema {
  Value schema;
  bool is_required = false;  ///< A step without `config` lacks an option.
};

/// Derives it from the spec: options, secrets that must not be written, fields that a connection
/// sets, rules over several options.
ConfigSchema config_schema_of(const sdk::Spec& spec);

}  // namespace osiris::oml
