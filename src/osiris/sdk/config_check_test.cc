#include "osiris/sdk/config_check.h"

#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSpec = R"(
name: shop.writer
version: 1.0.0
modes: [write]
configSchema:
  type: object
  additionalProperties: false
  required: [table, host, key]
  properties:
    table: {type: string}
    host: {type: string, default: localhost}
    port: {type: integer, maximum: 10, default: 5}
    key: {type: string, minLength: 20}
    write_mode: {type: string, enum: [append, upsert], default: append}
    primary_key: {type: array, items: {type: string}}
    columns: {type: array, items: {type: object, additionalProperties: false,
                                   properties: {name: {type: string}}, required: [name]}}
secrets: [/key]
x-connection-fields:
  - {name: host, override: warning}
  - {name: key, override: forbidden}
  - {name: port, override: forbidden}
constraints:
  required:
    - {when: {write_mode: upsert}, must: {primary_key: {minItems: 1}}, error: upsert needs a key}
    - {when: {write_mode: append}, must: {primary_key: null}, error: append takes no key}
    - {when: {host: {pattern: "^local"}}, must: {port: 5}, error: local is on port 5}
connectionSchema: {type: object, properties: {timeout_ms: {type: integer}}}
llmHints: {inputAliases: {table: [table_name]}}
x-runtime: {connection: optional}
)";

class ConfigCheckTest : public testing::Test {
 protected:
  /// Returns the findings on a config, as "line:column problem path: message".
  std::vector<std::string> check(const char* yaml, bool has_connection = false) {
    config_ = *parse_yaml(yaml, "config").value;
    std::vector<std::string> lines;
    for (const ConfigFinding& finding : check_config(spec_, config_, has_connection)) {
      lines.push_back(std::to_string(finding.mark.line) + ":" +
                      std::to_string(finding.mark.column) + " " + finding.path + ": " +
                      finding.message + "; " + finding.hint);
    }
    return lines;
  }

  Spec spec_ = *Spec::parse(kSpec, "spec.yaml");
  Value config_;
};

TEST_F(ConfigCheckTest, AcceptsWhatAConnectionCompletes) {
  EXPECT_THAT(check("{table: a}", true), ElementsAre());
  EXPECT_THAT(check("{table: a}"),
              ElementsAre(HasSubstr("1:1 host: missing 'host'; set it, or name a connection"),
                          HasSubstr("1:1 key: missing 'key'; name a connection")));
}

TEST_F(ConfigCheckTest, LeavesTheKeyConnectionToItsCaller) {
  EXPECT_THAT(check("{table: a, connection: '@shop.main'}", true), ElementsAre());
}

TEST_F(ConfigCheckTest, FindsTheOptionThatWasMeant) {
  EXPECT_THAT(check("{table_name: a}", true),
              ElementsAre(HasSubstr("1:2 table_name: shop.writer has no option 'table_name'; "
                                    "did you mean 'table'?")));
  EXPECT_THAT(check("{tabel: a}", true), ElementsAre(HasSubstr("did you mean 'table'?")));
  EXPECT_THAT(check("{table: a, qqq: 1}", true),
              ElementsAre(HasSubstr("options: table, host, port, ")));
}

TEST_F(ConfigCheckTest, SendsSettingsToTheirConnection) {
  EXPECT_THAT(check("{table: a, timeout_ms: 5}", true),
              ElementsAre(HasSubstr("has no option 'timeout_ms'; it belongs to the connection")));
}

TEST_F(ConfigCheckTest, PointsIntoListsAndMappings) {
  EXPECT_THAT(check("{table: a, columns: [{name: a}, {nmae: b}]}", true),
              ElementsAre(HasSubstr("1:33 columns[1].name: missing 'columns[1].name'"),
                          HasSubstr("1:34 columns[1].nmae: unknown key")));
}

TEST_F(ConfigCheckTest, NeverShowsASecret) {
  for (const char* yaml : {"{table: a, key: hunter2}", "{table: a, key: [hunter2]}",
                           "{table: a, key: {hunter2: hunter2}}"}) {
    const auto lines = check(yaml, true);
    EXPECT_THAT(lines, ElementsAre(HasSubstr("key: 'key' is secret")));
    EXPECT_THAT(lines, testing::Each(Not(HasSubstr("hunter2"))));
  }
  EXPECT_THAT(check("{table: a, key: null}", true), ElementsAre()) << "null says nothing";
}

TEST_F(ConfigCheckTest, HoldsOverridesAgainstTheirPolicy) {
  config_ = *parse_yaml("{table: a, host: b, port: 5}", "config").value;
  const auto findings = check_config(spec_, config_, true);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].problem, ConfigProblem::kDiscouragedOverride);
  EXPECT_EQ(findings[0].path, "host");
  EXPECT_EQ(findings[1].problem, ConfigProblem::kForbiddenOverride);
  EXPECT_EQ(findings[1].path, "port");
}

TEST_F(ConfigCheckTest, EvaluatesConstraintsOnWhatWillHold) {
  EXPECT_THAT(check("{table: a, write_mode: upsert}", true),
              ElementsAre(HasSubstr("1:12 primary_key: upsert needs a key")));
  EXPECT_THAT(check("{table: a, write_mode: upsert, primary_key: []}", true),
              ElementsAre(HasSubstr("1:32 primary_key: upsert needs a key")));
  EXPECT_THAT(check("{table: a, write_mode: upsert, primary_key: [id]}", true), ElementsAre());
  EXPECT_THAT(check("{table: a, primary_key: [id]}", true),
              ElementsAre(HasSubstr("append takes no key")))
      << "the default of write_mode counts";
}

TEST_F(ConfigCheckTest, ReportsOneSlipOnce) {
  EXPECT_THAT(check("{table: a, write_mode: upsert, primary_keys: [id]}", true),
              ElementsAre(HasSubstr("did you mean 'primary_key'?")));
}

TEST_F(ConfigCheckTest, DoesNotGuessWhatAConnectionSets) {
  EXPECT_THAT(check("{table: a}", true), ElementsAre()) << "host is the connection's";
  EXPECT_THAT(check("{table: a, host: local1, port: 6, key: null}"),
              testing::Contains(HasSubstr("local is on port 5")));
}

TEST_F(ConfigCheckTest, CompletesWithDefaultsButNotOverTheConnection) {
  const Value config = *parse_yaml("{table: a}", "config").value;
  const Value alone = complete_config(spec_, config, false);
  EXPECT_EQ(alone.text_or("host", ""), "localhost");
  EXPECT_EQ(alone.text_or("write_mode", ""), "append");
  const Value connected = complete_config(spec_, config, true);
  EXPECT_EQ(connected.find("host"), nullptr);
  EXPECT_EQ(connected.find("port"), nullptr);
  EXPECT_EQ(connected.text_or("write_mode", ""), "append");
}

}  // namespace
}  // namespace osiris::sdk
