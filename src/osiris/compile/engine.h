#pragma once
// Which osiris this is: the part of a manifest's fingerprint that no pipeline can change.

#include "osiris/format/value.h"

#include <string_view>

namespace osiris::compile {

/// Returns the version of osiris, e.g. "0.1.0".
std::string_view osiris_version();

/// Returns {manifest_version, osiris, duckdb}: the versions that decide what a manifest means.
Value engine_identity();

}  // namespace osiris::compile
