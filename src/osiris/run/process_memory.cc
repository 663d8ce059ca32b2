#include "osiris/run/process_memory.h"

#include "osiris/base/text.h"

#include <string>
#include <string_view>

namespace osiris::run {
namespace {

/// Returns the value of a line such as `VmHWM:     1234 kB`, in bytes.
std::optional<std::int64_t> bytes_of(std::string_view status, std::string_view key) {
  const std::size_t at = status.find(key);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rest = trim(status.substr(at + key.size()));
  const auto kilobytes = parse_integer(rest.substr(0, rest.find(' ')));
  return kilobytes.has_value() ? std::optional<std::int64_t>(*kilobytes * 1024) : std::nullopt;
}

}  // namespace

ProcessMemory process_memory(const FileSystem& files) {
  const auto status = files.read_text("/proc/self/status");
  if (!status.has_value()) {
    return {};
  }
  return {.now = bytes_of(*status, "\nVmRSS:"), .peak = bytes_of(*status, "\nVmHWM:")};
}

}  // namespace osiris::run
