#pragma once
// How much memory this process holds, by the kernel's books.

#include "osiris/base/filesystem.h"

#include <cstdint>
#include <optional>

namespace osiris::run {

/// Resident memory of this process, in bytes. Absent where the kernel does not tell.
/// Source: proc(5), VmRSS and VmHWM of /proc/self/status.
struct ProcessMemory {
  std::optional<std::int64_t> now;
  std::optional<std::int64_t> peak;  ///< The most it ever held.
};
ProcessMemory process_memory(const FileSystem& files);

}  // namespace osiris::run
