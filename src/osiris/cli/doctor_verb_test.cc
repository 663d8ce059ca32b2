#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

using DoctorVerbTest = VerbTest;

TEST_F(DoctorVerbTest, ShowsEveryCheck) {
  write("osiris_connections.yaml", "connections: {fake: {main: {}}}");
  EXPECT_EQ(call(run_doctor), ExitCode::kSuccess) << err();
  EXPECT_THAT(out(), HasSubstr("engine"));
  EXPECT_THAT(out(), HasSubstr("connection @fake.main  ok      it answers"));
}

TEST_F(DoctorVerbTest, SaysWhatFailedAndWhatToDo) {
  write("osiris_connections.yaml", "connections: {fake: {main: {password: '${PW}'}, well: {}}}");
  options.quiet = true;
  EXPECT_EQ(call(run_doctor), ExitCode::kStepFailed);
  EXPECT_THAT(out(), HasSubstr("'PW' is not set"));
  EXPECT_THAT(out(), Not(HasSubstr("@fake.well")));  // Only what is not well.
  EXPECT_THAT(err(), HasSubstr("hint for connection @fake.main: export it"));
  EXPECT_THAT(err(), HasSubstr("doctor.failed: 1 of "));
}

TEST_F(DoctorVerbTest, HasADocument) {
  options.json = true;
  EXPECT_EQ(call(run_doctor), ExitCode::kSuccess);
  const Value well = document();
  EXPECT_FALSE(well.find("is_project")->as_bool());
  const Value& first = well.find("checks")->items().front();
  EXPECT_EQ(first.find("name")->as_string(), "program");
  EXPECT_EQ(first.find("status")->as_string(), "ok");

  write("osiris_connections.yaml", "connections: {fake: {main: {is: busy}}}");
  EXPECT_EQ(call(run_doctor), ExitCode::kTransient);
  const Value ill = document();
  EXPECT_EQ(ill.find("error")->find("code")->as_string(), "doctor.failed");
  EXPECT_THAT(out(), HasSubstr("\"name\": \"connection @fake.main\""));
}

}  // namespace
}  // namespace osiris::cli
