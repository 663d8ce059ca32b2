#pragma once
// How the memory of a run is shared out.

#include <cstdint>

namespace osiris::run {

/// Returns how much of a run's memory limit the database may use, so that the whole process stays
/// within the limit. Limits below 256 MB are too small for that: the process itself takes some
/// 220 MB at most, and the database needs the rest to work at all. Unit: bytes.
std::int64_t database_share(std::int64_t limit_bytes);

}  // namespace osiris::run
