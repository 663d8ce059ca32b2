#include "osiris/app/test_health.h"

namespace osiris::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using ProjectChecks = HealthTest;

TEST_F(ProjectChecks, ADiskThatIsFullOrFarAwayIsTold) {
  make_project();
  machine.disk_facts.free_bytes = 512LL << 20;
  EXPECT_EQ(state_of("disk"), HealthState::kWarning);
  machine.disk_facts.free_bytes = 1LL << 20;
  EXPECT_EQ(state_of("disk"), HealthState::kFailed);
  EXPECT_THAT(checked("disk").hint, HasSubstr("maintenance clean"));
  machine.disk_facts = {.kind = "nfs", .is_network = true, .free_bytes = 8LL << 30};
  const HealthCheck far = checked("disk");
  EXPECT_EQ(far.state, HealthState::kWarning);
  EXPECT_THAT(far.message, HasSubstr("free on nfs, a network file system"));
  machine.disk_facts = {.kind = "tmpfs", .is_memory = true, .free_bytes = 8LL << 30};
  EXPECT_EQ(state_of("disk"), HealthState::kOk);
}

TEST_F(ProjectChecks, APlaceForSessionsThatIsNoneFails) {
  make_project();
  write(".osiris_sessions", "a file\n");
  EXPECT_EQ(state_of("sessions"), HealthState::kFailed);
  EXPECT_THAT(checked("sessions").message, HasSubstr("is no folder"));
}

TEST_F(ProjectChecks, ALinkThatLeadsNowhereIsAPlaceForSessionsThatIsNone) {
  std::filesystem::create_symlink("/nowhere/at/all", folder / ".osiris_sessions");
  EXPECT_TRUE(check().is_project);
  EXPECT_EQ(state_of("sessions"), HealthState::kFailed);
  EXPECT_THAT(checked("sessions").message, HasSubstr("is a link that leads to no folder"));
}

TEST_F(ProjectChecks, AConnectionsFileThatIsNoneFailsWithItsPlace) {
  write("osiris_connections.yaml", "connections:\n  fake: [\n");
  const HealthCheck file = checked("connections file");
  EXPECT_EQ(file.state, HealthState::kFailed);
  EXPECT_THAT(file.message, HasSubstr("osiris_connections.yaml:2:9:"));
}

TEST_F(ProjectChecks, VariablesThatCannotBeReadFailAndConnectionsAreNotTried) {
  write("osiris_connections.yaml", "connections: {fake: {main: {password: '${PW}'}}}");
  write(".env", "PW='open\n");
  const HealthResult result = check();
  EXPECT_EQ(result.exit_code, ExitCode::kStepFailed);
  std::vector<std::string> failed;
  for (const HealthCheck& check : result.checks) {
    EXPECT_NE(check.name, "connection @fake.main");
    if (check.state == HealthState::kFailed) {
      failed.push_back(check.name);
    }
  }
  EXPECT_THAT(failed, ElementsAre(".env"));
}

TEST_F(ProjectChecks, EveryConnectionIsAsked) {
  write("osiris_connections.yaml",
        "connections: {fake: {busy: {is: busy}, unset: {password: '${PW}'}, well: {}}, "
        "zoo: {any: {}}}");
  EXPECT_EQ(state_of("connection @fake.well"), HealthState::kOk);
  EXPECT_EQ(state_of("connection @zoo.any"), HealthState::kSkipped);
  const HealthCheck unset = checked("connection @fake.unset");
  EXPECT_EQ(unset.state, HealthState::kFailed);
  EXPECT_THAT(unset.message, HasSubstr("config: environment variable 'PW' is not set"));
  EXPECT_EQ(exit_code, ExitCode::kStepFailed);

  write("osiris_connections.yaml", "connections: {fake: {busy: {is: busy}}}");
  EXPECT_TRUE(checked("connection @fake.busy").transient);
  EXPECT_EQ(exit_code, ExitCode::kTransient);
}

TEST_F(ProjectChecks, ASecretThatAServiceRepeatsIsMasked) {
  write("osiris_connections.yaml", "connections: {fake: {main: {is: locked, password: hunter2}}}");
  EXPECT_EQ(checked("connection @fake.main").message, "auth: no login with ***");
}

TEST_F(ProjectChecks, DeadRunsAreTold) {
  ASSERT_TRUE(run(pipeline()).has_value());
  EXPECT_EQ(state_of("runs"), HealthState::kOk);
  EXPECT_THAT(checked("runs").message, HasSubstr("1 session, "));
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/manifest.yaml", "steps: []\n");
  const HealthCheck runs = checked("runs");
  EXPECT_EQ(runs.state, HealthState::kWarning);
  EXPECT_THAT(runs.message, AllOf(HasSubstr("2 sessions, "), HasSubstr("1 died without an end"),
                                  HasSubstr("20260101T000000000Z-aaaaaa")));
  EXPECT_THAT(runs.hint, HasSubstr("maintenance clean"));
  EXPECT_EQ(exit_code, ExitCode::kSuccess);
}

TEST_F(ProjectChecks, ADamagedIndexIsTold) {
  ASSERT_TRUE(run(pipeline()).has_value());
  const Path index = sessions_dir(world) / "runs.jsonl";
  ASSERT_TRUE(files.write_text(index, text_of(index) + "{half\n").has_value());
  EXPECT_EQ(state_of("runs"), HealthState::kWarning);
  EXPECT_THAT(checked("runs").message, HasSubstr("1 line that cannot be read"));
}

TEST_F(ProjectChecks, StatesThatCannotBeUsedFail) {
  make_project();
  for (const HealthCheck& check : check().checks) {
    EXPECT_NE(check.name, "states");  // No step has left any.
  }
  const session::StateRecord record{.key = {"orders", {}, "load"},
                                    .component = "fake.numbers",
                                    .connection = {},
                                    .session_id = "s",
                                    .committed_at = "t",
                                    .state = Value::object()};
  ASSERT_TRUE(session::write_state(files, state_dir(world), record).has_value());
  EXPECT_EQ(state_of("states"), HealthState::kOk);
  EXPECT_EQ(checked("states").message, "left by 1 step");
  write(".osiris_state/orders/bad.json", "{");
  write(".osiris_state/orders/worse.json", "");
  const HealthCheck states = checked("states");
  EXPECT_EQ(states.state, HealthState::kFailed);
  EXPECT_THAT(states.message, AllOf(HasSubstr("bad.json"), HasSubstr("; 1 more cannot be used")));
  EXPECT_THAT(states.hint, HasSubstr("osiris state reset orders --step bad"));
  EXPECT_EQ(exit_code, ExitCode::kStepFailed);
}

TEST_F(ProjectChecks, RunsFromTheFutureAreTold) {
  ASSERT_TRUE(run(pipeline()).has_value());
  const FakeClock yesterday(clock.now() - std::chrono::hours(24));
  World past{files, yesterday, registry, Environment(), folder.path()};
  const auto checks = check_project(past, context, {});
  ASSERT_TRUE(checks.has_value());
  EXPECT_EQ(checks->back().name, "clock of the runs");
  EXPECT_EQ(checks->back().state, HealthState::kWarning);
}

}  // namespace
}  // namespace osiris::app
