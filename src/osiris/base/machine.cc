#include "osiris/base/machine.h"

#include "osiris/base/text.h"

#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace osiris {
namespace {

/// Source: statfs(2) and linux/magic.h.
struct DiskKind {
  unsigned long magic;
  const char* name;
  bool is_network;
  bool is_memory;
};
constexpr std::array kDiskKinds{
    DiskKind{0xEF53, "ext4", false, false},      DiskKind{0x58465342, "xfs", false, false},
    DiskKind{0x9123683E, "btrfs", false, false}, DiskKind{0x2FC12FC1, "zfs", false, false},
    DiskKind{0xF2F52010, "f2fs", false, false},  DiskKind{0x794C7630, "overlay", false, false},
    DiskKind{0x01021994, "tmpfs", false, true},  DiskKind{0x858458F6, "ramfs", false, true},
    DiskKind{0x6969, "nfs", true, false},        DiskKind{0x517B, "smb", true, false},
    DiskKind{0xFF534D42, "cifs", true, false},   DiskKind{0xFE534D42, "smb2", true, false},
    DiskKind{0x01021997, "9p", true, false},     DiskKind{0x65735546, "fuse", true, false},
    DiskKind{0x00C36400, "ceph", true, false},   DiskKind{0x5346414F, "afs", true, false},
    DiskKind{0x0BD00BD0, "lustre", true, false}, DiskKind{0x47504653, "gpfs", true, false},
    DiskKind{0x01161970, "gfs2", true, false},   DiskKind{0x7461636F, "ocfs2", true, false},
    DiskKind{0x786F4256, "vboxsf", true, false},
};

/// Limits above are the kernel's way to say that there is none.
constexpr std::int64_t kNoLimit = std::int64_t{1} << 60;

/// Reads a file with one number in it; "max" and what is no limit give nothing.
std::optional<std::int64_t> read_limit(const FileSystem& files, const Path& path) {
  const auto text = files.read_text(path, 64);
  std::int64_t limit = 0;
  if (!text.has_value() ||
      std::from_chars(text->data(), text->data() + text->size(), limit).ec != std::errc()) {
    return std::nullopt;
  }
  return limit < kNoLimit ? std::optional(limit) : std::nullopt;
}

/// Looks into a group's folder and all above it, down to where the groups are mounted.
void take_least(const FileSystem& files, const Path& mount, const Path& group, const char* name,
                std::optional<std::int64_t>& least) {
  for (Path inner = group.relative_path();; inner = inner.parent_path()) {
    if (const auto limit = read_limit(files, mount / inner / name); limit.has_value()) {
      least = std::min(least.value_or(*limit), *limit);
    }
    if (inner.empty()) {
      return;
    }
  }
}

bool has_controller(std::string_view controllers, std::string_view name) {
  const std::vector<std::string> all = split(controllers, ',');
  return std::find(all.begin(), all.end(), name) != all.end();
}

}  // namespace

Path program_folder() {
  std::error_code problem;
  return std::filesystem::read_symlink("/proc/self/exe", problem).parent_path();
}

std::optional<std::int64_t> group_memory_limit(const FileSystem& files) {
  std::optional<std::int64_t> least;
  const auto groups = files.read_text("/proc/self/cgroup", 64U << 10);
  if (!groups.has_value()) {
    return least;
  }
  for (const std::string& line : split(*groups, '\n')) {
    // hierarchy:controllers:path; the path may hold colons.
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const Path group = line.substr(second + 1);
    if (controllers.empty()) {
      take_least(files, "/sys/fs/cgroup", group, "memory.max", least);
    } else if (has_controller(controllers, "memory")) {
      take_least(files, "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes", least);
    }
  }
  return least;
}

Result<DiskFacts> RealMachine::disk(const Path& path) const {
  struct statfs info{};
  if (::statfs(path.c_str(), &info) != 0) {
    return fail(file_error(errno, "look at", path));
  }
  const auto magic = static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL;
  DiskFacts facts;
  facts.free_bytes =
      static_cast<std::int64_t>(info.f_bavail) * static_cast<std::int64_t>(info.f_bsize);
  const auto* const kind = std::find_if(kDiskKinds.begin(), kDiskKinds.end(),
                                        [&](const DiskKind& one) { return one.magic == magic; });
  if (kind == kDiskKinds.end()) {
    std::array<char, 20> number{};
    std::snprintf(number.data(), number.size(), "0x%lx", magic);
    facts.kind = number.data();
    return facts;
  }
  facts.kind = kind->name;
  facts.is_network = kind->is_network;
  facts.is_memory = kind->is_memory;
  return facts;
}

MachineLimits RealMachine::limits() const {
  MachineLimits limits;
  struct rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    limits.open_files =
        files.rlim_cur == RLIM_INFINITY ? -1 : static_cast<std::int64_t>(files.rlim_cur);
  }
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page_bytes = ::sysconf(_SC_PAGESIZE);
  limits.memory_bytes = pages > 0 && page_bytes > 0 ? std::int64_t{pages} * page_bytes : 0;
  limits.group_memory_bytes = group_memory_limit(RealFileSystem());
  return limits;
}

}  // namespace osiris
