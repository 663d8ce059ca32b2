#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kFile = "osiris_connections.yaml";

TEST_F(VerbTest, ConnectionsListShowsEachWithItsVariables) {
  EXPECT_EQ(call(run_connections_list), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("no connections"));
  write(
      kFile,
      "connections: {fake: {main: {default: true, host: '${H:-x}', password: '${NO_PW}'}, b: {}}}");
  EXPECT_EQ(call(run_connections_list), ExitCode::kSuccess);
  EXPECT_EQ(out(),
            "connections of osiris_connections.yaml\n"
            "\n"
            "@fake.b\n"
            "\n"
            "@fake.main  (default)\n"
            "  host      ${H:-x}   H is not set: fallback\n"
            "  password  ${NO_PW}  NO_PW is not set\n");
}

TEST_F(VerbTest, ConnectionsListAnswersInJson) {
  options.json = true;
  write(kFile, "connections: {fake: {main: {password: hunter2, host: '${H}'}}}");
  EXPECT_EQ(call(run_connections_list), ExitCode::kSuccess);
  const Value main = *document().find("connections")->find("fake")->find("main");
  EXPECT_EQ(to_json(*main.find("config")), R"({"password":"***","host":"${H}"})");
  EXPECT_EQ(to_json(*main.find("env_vars")), R"({"H":false})");
  EXPECT_TRUE(main.find("is_default")->as_bool());
  EXPECT_EQ(document().text_or("file", ""), kFile);
}

TEST_F(VerbTest, ConnectionsListSaysWhatIsWrongWithTheFile) {
  write(kFile, "connections: {fake: {main: 3, b: {}}}");
  EXPECT_EQ(call(run_connections_list), ExitCode::kInvalidInput);
  EXPECT_THAT(out(), HasSubstr("@fake.b"));
  EXPECT_THAT(err(), HasSubstr("connection.file_invalid"));
  options.json = true;
  EXPECT_EQ(call(run_connections_list), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("errors")->items().size(), 1U);
  EXPECT_EQ(document().find("error")->text_or("code", ""), "connection.file_invalid");
}

TEST_F(VerbTest, ConnectionsDoctorTellsHealthAndRemedy) {
  write(kFile,
        "connections: {fake: {good: {}, bad: {is: locked, password: hunter2}}, zoo: {a: {}}}");
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kStepFailed);
  EXPECT_THAT(out(), testing::MatchesRegex("connection  status +duration  what was found\n"
                                           "@fake.bad   failed .* auth: no login with \\*\\*\\*\n"
                                           "@fake.good  healthy .* it answers\n"
                                           "@zoo.a      skipped .* no component of .*\n"));
  EXPECT_EQ(err(),
            "hint for @fake.bad: ask\n"
            "error connection.unhealthy: 1 of 3 connections cannot be used\n"
            "  exit code 1 (step_failed)\n");
  options.connection = "@fake.good";
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kSuccess);
  EXPECT_EQ(err(), "");
}

TEST_F(VerbTest, ConnectionsDoctorAnswersInJson) {
  options.json = true;
  write(kFile, "connections: {fake: {a: {is: busy}, b: {}}, zoo: {c: {}}}");
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kTransient);
  const Value results = *document().find("results");
  const Value busy = *results.find("fake")->find("a");
  EXPECT_EQ(busy.text_or("status", ""), "failure");
  EXPECT_EQ(busy.text_or("category", ""), "network");
  EXPECT_TRUE(busy.find("latency_ms")->is_integer());
  EXPECT_EQ(results.find("fake")->find("b")->text_or("status", ""), "success");
  EXPECT_EQ(results.find("zoo")->find("c")->text_or("status", ""), "skipped");
  EXPECT_TRUE(document().find("error")->find("transient")->as_bool());
  EXPECT_EQ(document().text_or("exit_name", ""), "transient");

  write(kFile, "connections: {fake: {a: {port: x}}}");
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("results")->find("fake")->find("a")->text_or("status", ""), "error");
}

TEST_F(VerbTest, ConnectionsDoctorSaysIfThereIsNothingToCheck) {
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("no connections"));
  options.family = "mysql";
  EXPECT_EQ(call(run_connections_doctor), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("connection.unknown"));
}

}  // namespace
}  // namespace osiris::cli
