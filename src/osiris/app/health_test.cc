#include "osiris/app/test_health.h"

namespace osiris::app {
namespace {

using testing::HasSubstr;

TEST_F(HealthTest, AllIsWellWithAMachineLikeMost) {
  make_project();
  const HealthResult result = check();
  EXPECT_TRUE(result.is_project);
  EXPECT_EQ(result.exit_code, ExitCode::kSuccess);
  for (const HealthCheck& check : result.checks) {
    EXPECT_EQ(check.state, HealthState::kOk) << check.name << ": " << check.message;
    EXPECT_NE(check.message, "") << check.name;
  }
}

TEST_F(HealthTest, LeavesNothingBehind) {
  make_project();
  check();
  const auto left = files.list(folder.path());
  ASSERT_TRUE(left.has_value());
  ASSERT_EQ(left->size(), 1U);
  EXPECT_EQ(left->front().name, "pipelines");
}

TEST_F(HealthTest, OutsideAProjectOnlyTheInstallationIsChecked) {
  const HealthCheck project = checked("project");
  EXPECT_EQ(project.state, HealthState::kSkipped);
  EXPECT_THAT(project.hint, HasSubstr("osiris init"));
  EXPECT_EQ(exit_code, ExitCode::kSuccess);
  EXPECT_FALSE(check().is_project);
}

TEST_F(HealthTest, StopsWhenItIsTold) {
  write("osiris_connections.yaml", "connections: {fake: {main: {}}}");
  std::stop_source stop;
  stop.request_stop();
  const auto result = check_health(world, context, stop.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_TRUE(result.error().is(kCancelled));
}

}  // namespace
}  // namespace osiris::app
