#include "osiris/app/test_health.h"

namespace osiris::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using InstallationChecks = HealthTest;

TEST_F(InstallationChecks, AnEngineThatDoesNotLoadFails) {
  context.engine = []() -> Facts {
    return fail(exchange::kDatabaseUnavailable, "cannot load libduckdb.so", "install it");
  };
  const HealthCheck engine = checked("engine");
  EXPECT_EQ(engine.state, HealthState::kFailed);
  EXPECT_EQ(engine.message, "cannot load libduckdb.so");
  EXPECT_EQ(engine.hint, "install it");
  EXPECT_EQ(exit_code, ExitCode::kStepFailed);
}

TEST_F(InstallationChecks, AnEngineWithoutItsExtensionsFails) {
  context.engine = []() -> Facts {
    exchange::EngineFacts facts = good_engine();
    facts.extensions = {"json"};
    return facts;
  };
  const HealthCheck extensions = checked("extensions");
  EXPECT_EQ(extensions.state, HealthState::kFailed);
  EXPECT_THAT(extensions.message, HasSubstr("lacks icu, parquet"));
}

TEST_F(InstallationChecks, MemoryThatTheEngineWouldFillIsAWarning) {
  machine.machine_limits.group_memory_bytes = 2LL << 30;
  const HealthCheck memory = checked("memory");
  EXPECT_EQ(memory.state, HealthState::kWarning);
  EXPECT_THAT(memory.message, AllOf(HasSubstr("2 GiB, as a control group limits it"),
                                    HasSubstr("takes at most 6 GiB"), HasSubstr("may kill")));
  EXPECT_EQ(memory.hint, "run with --memory-limit 1638MiB");
  EXPECT_EQ(exit_code, ExitCode::kSuccess);
}

TEST_F(InstallationChecks, LittleMemoryIsAWarning) {
  context.engine = []() -> Facts {
    exchange::EngineFacts facts = good_engine();
    facts.memory_limit_bytes = 200LL << 20;
    return facts;
  };
  machine.machine_limits.memory_bytes = 256LL << 20;
  EXPECT_THAT(checked("memory").message, HasSubstr("256 MiB in the machine"));
  EXPECT_EQ(state_of("memory"), HealthState::kWarning);
  machine.machine_limits.memory_bytes = 0;
  EXPECT_EQ(state_of("memory"), HealthState::kOk);
}

TEST_F(InstallationChecks, FewOpenFilesAreAWarningAndTooFewAFailure) {
  machine.machine_limits.open_files = 256;
  EXPECT_EQ(state_of("open files"), HealthState::kWarning);
  EXPECT_EQ(checked("open files").hint, "raise it: ulimit -n 1024");
  machine.machine_limits.open_files = 20;
  EXPECT_EQ(state_of("open files"), HealthState::kFailed);
  EXPECT_EQ(exit_code, ExitCode::kStepFailed);
  machine.machine_limits.open_files = -1;
  EXPECT_EQ(checked("open files").message, "any number");
}

TEST_F(InstallationChecks, AClockThatWasNeverSetFails) {
  const FakeClock at_start(UtcTime{});
  World past{files, at_start, registry, Environment(), folder.path()};
  const auto checks = check_installation(past, context);
  const HealthCheck& clock_check = checks.back();
  EXPECT_EQ(clock_check.name, "clock");
  EXPECT_EQ(clock_check.state, HealthState::kFailed);
  EXPECT_THAT(clock_check.message, HasSubstr("1970-01-01T00:00:00 UTC"));
}

}  // namespace
}  // namespace osiris::app
