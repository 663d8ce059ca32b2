#include "osiris/app/connections.h"

#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kFile = "osiris_connections.yaml";

/// What a user stops while a check is under way.
std::stop_source& interrupted_check() {
  static std::stop_source source;
  return source;
}

sdk::DoctorReport check_until_stopped(const sdk::ConnectionSettings& /*settings*/,
                                      const sdk::DoctorContext& context) {
  interrupted_check().request_stop();
  return {sdk::DoctorCategory::kUnknown,
          context.stop.stop_requested() ? "was stopped" : "was not stopped", "try again", false};
}

class ConnectionsTest : public ProjectTest {
 protected:
  DoctorResult check(const DoctorRequest& request = {}) {
    auto result = check_connections(world, request, {});
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return result.value_or(DoctorResult());
  }
  /// Checks a file with one connection @fake.main.
  ConnectionCheckup check_main(const std::string& settings) {
    write(kFile, "connections: {fake: {main: " + settings + "}}");
    const DoctorResult result = check();
    EXPECT_EQ(result.checkups.size(), 1U);
    exit_code = result.exit_code;
    return result.checkups.empty() ? ConnectionCheckup() : result.checkups.front();
  }

  ExitCode exit_code = ExitCode::kSuccess;
};

TEST_F(ConnectionsTest, ListShowsSettingsWithoutSecrets) {
  write(
      kFile,
      "connections:\n"
      "  fake:\n"
      "    main: {default: true, host: '${HOST:-here}', password: '${PW}', api_key: literal-key}\n"
      "    other: {}\n"
      "  zoo: {only: {pin: 1}}\n");
  write(".env", "PW=hunter2\n");
  const auto list = list_connections(world, "");
  ASSERT_TRUE(list.has_value()) << list.error().message;
  EXPECT_EQ(list->file, kFile);
  ASSERT_EQ(list->connections.size(), 3U);
  const ConnectionSummary& main = list->connections[0];
  EXPECT_EQ(main.ref.to_text(), "@fake.main");
  EXPECT_TRUE(main.is_default);
  EXPECT_EQ(to_json(main.config), R"({"host":"${HOST:-here}","password":"${PW}","api_key":"***"})");
  ASSERT_EQ(main.variables.size(), 2U);
  EXPECT_FALSE(main.variables[0].set);
  EXPECT_TRUE(main.variables[0].has_fallback);
  EXPECT_TRUE(main.variables[1].set);
  EXPECT_FALSE(list->connections[1].is_default);
  EXPECT_TRUE(list->connections[2].is_default);  // The only one of its family.
}

TEST_F(ConnectionsTest, ListSaysWhatNoComponentTakes) {
  write(kFile, "connections:\n  fake:\n    main: {port: many}\n    other: {port: '${PORT}'}\n");
  const auto list = list_connections(world, "");
  ASSERT_EQ(list->diagnostics.size(), 1U);
  EXPECT_THAT(list->diagnostics[0].message, HasSubstr("connection @fake.main: 'port' must be"));
  EXPECT_EQ(list->diagnostics[0].where.line, 3);
}

TEST_F(ConnectionsTest, ListTakesOneFamilyOrSaysThatItIsUnknown) {
  EXPECT_THAT(list_connections(world, "")->connections, IsEmpty());
  write(kFile, "connections: {fake: {main: {}}, zoo: {main: {}}}");
  EXPECT_EQ(list_connections(world, "zoo")->connections.size(), 1U);
  const auto unknown = list_connections(world, "fkae");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_TRUE(unknown.error().is(sdk::kConnectionUnknown));
  EXPECT_EQ(unknown.error().hint, "did you mean 'fake'?");
}

TEST_F(ConnectionsTest, DoctorAsksTheFamily) {
  const ConnectionCheckup healthy = check_main("{password: x}");
  EXPECT_EQ(healthy.health, ConnectionHealth::kHealthy);
  EXPECT_EQ(healthy.message, "it answers");
  EXPECT_EQ(healthy.category, "");
  EXPECT_TRUE(healthy.latency_ms.has_value());
  EXPECT_EQ(exit_code, ExitCode::kSuccess);

  const ConnectionCheckup busy = check_main("{is: busy}");
  EXPECT_EQ(busy.health, ConnectionHealth::kSick);
  EXPECT_EQ(busy.category, "network");
  EXPECT_EQ(busy.hint, "try later");
  EXPECT_EQ(exit_code, ExitCode::kTransient);
}

TEST_F(ConnectionsTest, DoctorShowsNoSecretThatAServiceRepeats) {
  EXPECT_EQ(check_main("{is: locked, password: hunter2}").message, "no login with ***");
  EXPECT_EQ(exit_code, ExitCode::kStepFailed);
  write(".env", "PW=from-environment\n");
  EXPECT_EQ(check_main("{is: locked, password: '${PW}'}").message, "no login with ***");
}

TEST_F(ConnectionsTest, DoctorNamesAllUnsetVariablesAndAsksNobody) {
  const ConnectionCheckup unset = check_main("{is: busy, user: '${U}', password: '${P}'}");
  EXPECT_EQ(unset.health, ConnectionHealth::kInvalid);
  EXPECT_EQ(unset.category, "config");
  EXPECT_THAT(unset.message, HasSubstr("'U' is not set, and 'user' needs it; "));
  EXPECT_THAT(unset.message, HasSubstr("'P' is not set, and 'password' needs it"));
  EXPECT_FALSE(unset.latency_ms.has_value());
  EXPECT_EQ(exit_code, ExitCode::kInvalidInput);
}

TEST_F(ConnectionsTest, DoctorChecksSettingsAfterTheEnvironmentIsFilledIn) {
  write(".env", "PORT=not-a-port\n");
  const ConnectionCheckup wrong = check_main("{is: busy, port: '${PORT}'}");
  EXPECT_EQ(wrong.health, ConnectionHealth::kInvalid);
  EXPECT_THAT(wrong.message, HasSubstr("'port'"));
  EXPECT_THAT(wrong.message, Not(HasSubstr("not-a-port")));
  EXPECT_EQ(exit_code, ExitCode::kInvalidInput);
}

TEST_F(ConnectionsTest, DoctorSkipsFamiliesThatNobodyKnows) {
  write(kFile, "connections: {zoo: {main: {x: 1}}}");
  const DoctorResult result = check();
  EXPECT_EQ(result.checkups.at(0).health, ConnectionHealth::kSkipped);
  EXPECT_EQ(result.checkups.at(0).category, "unsupported");
  EXPECT_THAT(result.checkups.at(0).message, HasSubstr("'zoo'"));
  EXPECT_EQ(result.exit_code, ExitCode::kSuccess);
}

TEST_F(ConnectionsTest, DoctorChecksWhatItIsTold) {
  write(kFile,
        "connections: {fake: {main: {default: true}, eu: {}}, zoo: {main: {}, eu.west: {}}}");
  const auto checked = [&](const DoctorRequest& request) {
    std::vector<std::string> refs;
    for (const ConnectionCheckup& checkup : check(request).checkups) {
      refs.push_back(checkup.ref.to_text());
    }
    return refs;
  };
  EXPECT_EQ(checked({}).size(), 4U);
  EXPECT_THAT(checked({.reference = "@zoo.eu.west", .family = {}, .alias = {}}),
              ElementsAre("@zoo.eu.west"));
  EXPECT_THAT(checked({.reference = "fake.eu", .family = {}, .alias = {}}),
              ElementsAre("@fake.eu"));
  EXPECT_THAT(checked({.reference = "@fake", .family = {}, .alias = {}}),
              ElementsAre("@fake.main"));
  EXPECT_THAT(checked({.reference = {}, .family = "fake", .alias = {}}),
              ElementsAre("@fake.eu", "@fake.main"));
  EXPECT_THAT(checked({.reference = {}, .family = {}, .alias = "main"}),
              ElementsAre("@fake.main", "@zoo.main"));
  EXPECT_THAT(checked({.reference = {}, .family = "zoo", .alias = "main"}),
              ElementsAre("@zoo.main"));
}

TEST_F(ConnectionsTest, DoctorRefusesWhatIsNotThere) {
  write(kFile, "connections: {fake: {main: {}}}");
  for (const DoctorRequest& request :
       {DoctorRequest{"@fake.mian", {}, {}}, DoctorRequest{{}, "fkae", {}},
        DoctorRequest{{}, {}, "mian"}, DoctorRequest{{}, "fake", "mian"}}) {
    const auto result = check_connections(world, request, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_TRUE(result.error().is(sdk::kConnectionUnknown)) << result.error().message;
    EXPECT_THAT(result.error().hint, HasSubstr("did you mean")) << result.error().message;
  }
  EXPECT_TRUE(check_connections(world, {"@a b", {}, {}}, {}).error().is(sdk::kConnectionInvalid));
}

TEST_F(ConnectionsTest, WorstHealthDecidesTheExitCode) {
  write(kFile, "connections: {fake: {a: {is: busy}, b: {}}}");
  EXPECT_EQ(check().exit_code, ExitCode::kTransient);
  write(kFile, "connections: {fake: {a: {is: busy}, b: {is: locked}}}");
  EXPECT_EQ(check().exit_code, ExitCode::kStepFailed);
  write(kFile, "connections: {fake: {a: {is: busy}, b: {is: locked}, c: {port: x}}}");
  EXPECT_EQ(check().exit_code, ExitCode::kInvalidInput);
  write(kFile, "connections: {fake: {a: {}, b: 3}}");
  EXPECT_EQ(check().exit_code, ExitCode::kInvalidInput);
}

TEST_F(ConnectionsTest, DoctorStopsWhenAsked) {
  write(kFile, "connections: {fake: {main: {}}}");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(check_connections(world, {}, stop.get_token()).error().is(kCancelled));
}

TEST_F(ConnectionsTest, DoctorThatIsStoppedInTheLastCheckSaysSo) {
  write(kFile, "connections: {fake: {main: {}}}");
  const sdk::Registry waiting{{{.name = "fake.numbers",
                                .spec_yaml = kNumbersSpec,
                                .run = make_numbers,
                                .doctor = check_until_stopped}}};
  World other{files, clock, waiting, Environment(), folder.path()};
  const auto result = check_connections(other, {}, interrupted_check().get_token());
  ASSERT_FALSE(result.has_value()) << result->checkups.front().message;
  EXPECT_TRUE(result.error().is(kCancelled));
}

}  // namespace
}  // namespace osiris::app
