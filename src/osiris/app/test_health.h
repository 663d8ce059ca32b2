#pragma once
// A project on a machine of a test's choice, for the tests of `doctor`.

#include "osiris/app/health.h"
#include "osiris/app/test_project.h"

#include <string>
#include <vector>

namespace osiris::app {

using Facts = Result<exchange::EngineFacts>;

class FakeMachine final : public Machine {
 public:
  Result<DiskFacts> disk(const Path&) const override { return disk_facts; }
  MachineLimits limits() const override { return machine_limits; }

  DiskFacts disk_facts{.kind = "ext4", .free_bytes = 8LL << 30};
  MachineLimits machine_limits{
      .open_files = 1024, .memory_bytes = 8LL << 30, .group_memory_bytes = {}};
};

inline exchange::EngineFacts good_engine() {
  return {.library = "/lib/libduckdb.so",
          .version = "v1.5.6",
          .memory_limit_bytes = 6LL << 30,
          .extensions = {"icu", "json", "parquet"}};
}

class HealthTest : public ProjectTest {
 protected:
  HealthResult check() {
    auto result = check_health(world, context, {});
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return result.value_or(HealthResult());
  }
  /// Makes all checks and returns the one of a name.
  HealthCheck checked(const std::string& name) {
    const HealthResult result = check();
    exit_code = result.exit_code;
    for (const HealthCheck& check : result.checks) {
      if (check.name == name) {
        return check;
      }
    }
    ADD_FAILURE() << "no check '" << name << "'";
    return {};
  }
  HealthState state_of(const std::string& name) { return checked(name).state; }
  /// Says that the folder is a project.
  void make_project() { ASSERT_TRUE(files.create_directories(folder / "pipelines").has_value()); }

  FakeMachine machine;
  HealthContext context{.machine = machine, .engine = []() -> Facts { return good_engine(); }};
  ExitCode exit_code = ExitCode::kSuccess;
};

}  // namespace osiris::app
