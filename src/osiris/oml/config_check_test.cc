// Configs and connections. What each mistake is told stands in tests/golden/validate.

#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class OmlConfigCheckTest : public ReadingTest {
 protected:
  ReadOutcome read_table(const std::string& config) const {
    return read_steps("  - {id: t, component: db.table, mode: read, config: {" + config + "}}\n");
  }

  std::string connection_of(const ReadOutcome& outcome) const {
    return outcome.pipeline.has_value()
               ? outcome.pipeline->steps[0].config.text_or("connection", "none")
               : testing::PrintToString(words_of(outcome));
  }
};

TEST_F(OmlConfigCheckTest, ResolvesTheAliasOfTheConnection) {
  EXPECT_EQ(connection_of(read_table("table: a")), "@db.main");
  EXPECT_EQ(connection_of(read_table("table: a, connection: '@db'")), "@db.main");
  EXPECT_EQ(connection_of(read_table("table: a, connection: '@db.staging'")), "@db.staging");
  EXPECT_EQ(connection_of(read_steps("  - {id: t, component: files.reader, config: {path: a}}\n")),
            "none");
}

TEST_F(OmlConfigCheckTest, ChecksOnlyTheShapeWhereConnectionsAreNotKnown) {
  const std::string text =
      "oml_version: 0.1.0\nname: a\nsteps:\n"
      "  - {id: t, component: db.table, mode: read, config: {table: a, connection: '@db.gone'}}\n"
      "  - {id: u, component: db.table, mode: read, config: {table: a}}\n";
  const auto outcome = read_pipeline(text, registry_, {.file = "p", .parameters = {}});
  ASSERT_TRUE(outcome.pipeline.has_value());
  EXPECT_EQ(outcome.pipeline->steps[0].config.text_or("connection", ""), "@db.gone");
  EXPECT_EQ(outcome.pipeline->steps[1].config.text_or("connection", ""), "@db");
}

TEST_F(OmlConfigCheckTest, SpeaksTheWordsOfThePythonOsiris) {
  EXPECT_THAT(words_of(read_table("table: a, connection: main")),
              ElementsAre("error invalid_connection_ref steps[0].config.connection"));
  EXPECT_THAT(words_of(read_table("table: a, user: me")),
              ElementsAre("error forbidden_override steps[0].config.user"));
  EXPECT_THAT(words_of(read_table("table: a, port: 1")),
              ElementsAre("warning override_warning steps[0].config.port"));
  EXPECT_THAT(words_of(read_table("table: a, frob: 1")),
              ElementsAre("error unknown_config_key steps[0].config.frob"));
  EXPECT_THAT(words_of(read_steps("  - {id: a, component: files.reader}\n")),
              ElementsAre("error missing_config_key steps[0].config.path"));
}

TEST_F(OmlConfigCheckTest, LetsNoSecretIntoAnyFinding) {
  const auto outcome = read_steps(
      "  - {id: t, component: db.table, mode: read, config: {table: a, password: s3cr3t-1,\n"
      "     headers: {Authorization: s3cr3t-2}, connection: '@db.main'}}\n"
      "  - {id: u, component: db.table, mode: read, config: {table: a, password: [s3cr3t-3]}}\n",
      {.command_line = {{"api_key", "s3cr3t-4"}}, .environment = {}, .profile = {}});
  EXPECT_THAT(words_of(outcome), Contains("error inline_secret steps[0].config.password"));
  EXPECT_THAT(words_of(outcome),
              Contains("error inline_secret steps[0].config.headers.Authorization"));
  EXPECT_THAT(words_of(outcome), Contains("error inline_secret steps[1].config.password"));
  for (const Diagnostic& diagnostic : outcome.diagnostics) {
    EXPECT_THAT(to_line(diagnostic), Not(HasSubstr("s3cr3t")));
  }
}

TEST_F(OmlConfigCheckTest, RefusesASecretThatComesFromAParameter) {
  const auto outcome = read(
      "oml_version: 0.1.0\nname: a\nparams: {pw: s3cr3t}\nsteps:\n"
      "  - {id: t, component: db.table, mode: read, config: {table: a, password: "
      "'${params.pw}'}}\n");
  EXPECT_THAT(words_of(outcome), ElementsAre("error inline_secret steps[0].config.password"));
  EXPECT_THAT(to_line(outcome.diagnostics[0]), Not(HasSubstr("s3cr3t")));
}

TEST_F(OmlConfigCheckTest, ReportsABrokenConnectionOnce) {
  const std::string step =
      "component: db.table, mode: read, config: {table: a, connection: "
      "'@db.broken'}}\n";
  const auto outcome = read_steps("  - {id: t, " + step + "  - {id: u, " + step);
  EXPECT_EQ(outcome.diagnostics.size(), 4U);
  EXPECT_THAT(words_of(outcome),
              testing::Each("error invalid_connection steps[0].config.connection"));
}

TEST_F(OmlConfigCheckTest, SaysNothingTwiceOfAValueThatIsNotKnown) {
  EXPECT_THAT(words_of(read_steps("  - {id: a, component: files.reader, config: {path: a, "
                                  "limit: '${params.limit}'}}\n")),
              ElementsAre("error unresolved_parameter steps[0].config.limit"));
  EXPECT_THAT(words_of(read_steps("  - {id: a, component: files.reader, config: {path: a, "
                                  "limit: '${LIMIT}'}}\n")),
              ElementsAre("error environment_reference steps[0].config.limit"));
}

TEST_F(OmlConfigCheckTest, LeavesTextThatIsNoReferenceAlone) {
  const auto outcome = read_steps(
      "  - {id: a, component: sql.transform, config: {query: 'select ''$1 ${ x } ${}'' as a'}}\n");
  EXPECT_TRUE(outcome.diagnostics.empty()) << testing::PrintToString(words_of(outcome));
}

}  // namespace
}  // namespace osiris::oml
