#pragma once
// A component as `components show` explains it.

#include "osiris/sdk/spec.h"

#include <string>

namespace osiris::cli {

/// Writes everything that a user can set or rely on: options with type, limits, default, other
/// names and meaning; rules between them; the connection's fields and whether a step may set them
/// too; capabilities; examples.
std::string component_text(const sdk::Spec& spec);

}  // namespace osiris::cli
