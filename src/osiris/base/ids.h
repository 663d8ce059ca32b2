#pragma once
// Names that osiris makes up.

#include "osiris/base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace osiris {

/// Returns 64 bits from the operating system's random source.
std::uint64_t random_bits();

/// Makes a session id that sorts by time and is a safe folder name:
/// `20261122T170630123Z-3f9a1c` (UTC milliseconds, then six hex digits of `random`).
std::string make_session_id(UtcTime time, std::uint64_t random);

/// Tells whether text has the shape of a session id.
bool is_session_id(std::string_view text);

/// Makes an SQL name of a step id: every byte outside [0-9A-Za-z_] becomes `_`, a leading digit
/// gets `_` in front. Source: the Python osiris' step naming, so that its SQL keeps working.
std::string sanitize_step_id(std::string_view step_id);

}  // namespace osiris
