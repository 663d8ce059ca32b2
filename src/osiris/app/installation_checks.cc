#include "osiris/app/health.h"
#include "osiris/app/verbs.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <array>

namespace osiris::app {
namespace {

/// A pipeline of the usual size needs a few dozen; a service's 1024 is what nobody has to think of.
constexpr std::int64_t kOpenFilesUsual = 1024;
constexpr std::int64_t kOpenFilesMin = 64;

/// DuckDB works in less, and is slow there.
constexpr std::int64_t kMemoryUsual = 512LL << 20;
/// What the process needs besides what DuckDB counts: its own code, buffers of readers and writers.
constexpr double kEngineShareMax = 0.9;

constexpr std::array kExtensions{"icu", "json", "parquet"};

/// Osiris did not exist before.
constexpr const char* kClockMin = "2025-01-01T00:00:00";

HealthCheck program_check() {
  const VersionInfo info = version();
  return {.name = "program",
          .message = "osiris " + info.osiris + ", OML " + info.oml + ", manifest " + info.manifest,
          .hint = {}};
}

HealthCheck engine_check(const exchange::EngineFacts& facts) {
  return {
      .name = "engine",
      .message = "DuckDB " + facts.version + " of '" + facts.library.string() + "' answers queries",
      .hint = {}};
}

HealthCheck extensions_check(const exchange::EngineFacts& facts) {
  std::vector<std::string> missing;
  for (const char* const name : kExtensions) {
    if (std::find(facts.extensions.begin(), facts.extensions.end(), name) ==
        facts.extensions.end()) {
      missing.emplace_back(name);
    }
  }
  if (missing.empty()) {
    return {.name = "extensions",
            .message = join(facts.extensions, ", ") + " are built into DuckDB",
            .hint = {}};
  }
  return {.name = "extensions",
          .state = HealthState::kFailed,
          .message = "DuckDB of '" + facts.library.string() + "' lacks " + join(missing, ", ") +
                     ", and osiris loads no extension from outside",
          .hint = "install the libduckdb that ships with osiris"};
}

/// Returns the memory that the process may use: the machine's, or less if its group says so.
std::int64_t usable_memory(const MachineLimits& limits) {
  const std::int64_t machine = limits.memory_bytes;
  const std::int64_t group = limits.group_memory_bytes.value_or(machine);
  return machine == 0 ? group : std::min(machine, group);
}

HealthCheck memory_check(const MachineLimits& limits, std::int64_t engine_limit) {
  const std::int64_t usable = usable_memory(limits);
  HealthCheck check{.name = "memory", .message = format_bytes(usable), .hint = {}};
  check.message +=
      limits.group_memory_bytes.has_value() && *limits.group_memory_bytes < limits.memory_bytes
          ? ", as a control group limits it"
          : " in the machine";
  if (usable == 0) {
    check.message = "the system does not say how much memory there is";
    return check;
  }
  if (engine_limit > 0) {
    check.message += "; DuckDB takes at most " + format_bytes(engine_limit) + " of it";
  }
  if (static_cast<double>(engine_limit) > static_cast<double>(usable) * kEngineShareMax) {
    check.state = HealthState::kWarning;
    check.message += ", so that the system may kill a large run";
    check.hint = "run with --memory-limit " + std::to_string((usable >> 20) * 8 / 10) + "MiB";
  } else if (usable < kMemoryUsual) {
    check.state = HealthState::kWarning;
    check.message += ", which makes large queries slow";
    check.hint = "give it " + format_bytes(kMemoryUsual) + " or more";
  }
  return check;
}

HealthCheck open_files_check(const MachineLimits& limits) {
  HealthCheck check{.name = "open files", .message = {}, .hint = {}};
  if (limits.open_files < 0) {
    check.message = "any number";
    return check;
  }
  check.message = "at most " + group_thousands(limits.open_files) + " at once";
  if (limits.open_files < kOpenFilesUsual) {
    const bool too_few = limits.open_files < kOpenFilesMin;
    check.state = too_few ? HealthState::kFailed : HealthState::kWarning;
    check.message += too_few ? ", which is too few for a run"
                             : ", which is few for many steps at once or many files";
    check.hint = "raise it: ulimit -n " + std::to_string(kOpenFilesUsual);
  }
  return check;
}

HealthCheck clock_check(const Clock& clock) {
  const std::string now = to_iso8601(clock.now());
  HealthCheck check{.name = "clock", .message = now.substr(0, 19) + " UTC", .hint = {}};
  if (now < kClockMin) {
    check.state = HealthState::kFailed;
    check.message += ", which is long ago; sessions are named and sorted by time";
    check.hint = "set the clock of the machine, or have it synchronised: timedatectl set-ntp true";
  }
  return check;
}

}  // namespace

std::vector<HealthCheck> check_installation(const World& world, const HealthContext& context) {
  std::vector<HealthCheck> checks{program_check()};
  const auto facts = context.engine();
  if (facts.has_value()) {
    checks.push_back(engine_check(*facts));
    checks.push_back(extensions_check(*facts));
  } else {
    checks.push_back({.name = "engine",
                      .state = HealthState::kFailed,
                      .message = facts.error().message,
                      .hint = facts.error().hint});
  }
  const MachineLimits limits = context.machine.limits();
  checks.push_back(memory_check(limits, facts.has_value() ? facts->memory_limit_bytes : 0));
  checks.push_back(open_files_check(limits));
  checks.push_back(clock_check(world.clock));
  return checks;
}

}  // namespace osiris::app
