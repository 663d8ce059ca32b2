#pragma once
// What the machine lets this process use, behind a seam, so that tests choose it.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace osiris {

/// The file system that a path lies on.
struct DiskFacts {
  std::string kind;             ///< "ext4", "nfs"; a number in hexadecimal if it has no name here.
  bool is_network = false;      ///< Other machines may have it open; locks may not reach them.
  bool is_memory = false;       ///< Gone when the machine stops.
  std::int64_t free_bytes = 0;  ///< For this user.
};

struct MachineLimits {
  std::int64_t open_files = 0;    ///< That the process may have at once; negative: any number.
  std::int64_t memory_bytes = 0;  ///< Of the machine; 0: unknown.
  /// The least that a control group of the process sets; nothing if none does.
  std::optional<std::int64_t> group_memory_bytes;
};

/// Tells facts. Implementations are safe to call from several threads.
class Machine {
 public:
  virtual ~Machine() = default;
  /// Errors: file.*.
  virtual Result<DiskFacts> disk(const Path& path) const = 0;
  virtual MachineLimits limits() const = 0;
};

/// The machine this runs on.
class RealMachine final : public Machine {
 public:
  Result<DiskFacts> disk(const Path& path) const override;
  MachineLimits limits() const override;
};

/// Returns the folder that the running program lies in; empty if the system does not tell.
Path program_folder();

/// Returns the least limit of memory that the control groups of this process set, of version 1 or
/// 2, nothing if none does. Source: cgroups(7), /proc/self/cgroup and what is mounted at
/// /sys/fs/cgroup.
std::optional<std::int64_t> group_memory_limit(const FileSystem& files);

}  // namespace osiris
