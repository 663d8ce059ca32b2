#include "osiris/sdk/spec.h"

#include "osiris/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kSpec = R"(name: shop.reader
version: 1.2.0
title: Read a shop
description: Reads what a shop sold.
modes: [extract, write]
capabilities: {discover: true, doctor: true}
limits: {maxRows: 1000, rateLimit: {requests: 10, period: second}}
configSchema:
  type: object
  additionalProperties: false
  required: [table]
  properties:
    table: {type: string, minLength: 1}
    host: {type: string, default: localhost}
    key: {type: string}
    headers: {type: object}
    out: {type: string}
secrets: [/key, /headers/Authorization]
x-connection-fields:
  - host
  - {name: key, override: forbidden}
  - {name: out, override: warning}
connectionSchema:
  type: object
  properties: {host: {type: string}, key: {type: string}}
connectionSecrets: [/key]
constraints:
  required:
    - when: {host: localhost, out: null}
      must: {table: {pattern: "^local_"}}
      error: local tables begin with local_
llmHints:
  inputAliases: {table: [table_name]}
  promptGuidance: Ask for the table.
x-runtime:
  {reads: [table], writes: [out], splits: [key], connection: optional, state: true,
   state_option: key}
examples:
  - title: One table
    config: {table: local_orders}
    notes: Small.
    omlSnippet: "table: local_orders"
)";

/// Parses the spec above after replacing one piece of it.
Result<Spec> parse_with(const std::string& from, const std::string& to) {
  EXPECT_NE(kSpec.find(from), std::string_view::npos) << from;
  return Spec::parse(replace_all(std::string(kSpec), from, to), "spec.yaml");
}

TEST(Spec, KnowsEverythingThatItsFileSays) {
  const auto spec = Spec::parse(kSpec, "spec.yaml");
  ASSERT_TRUE(spec.has_value()) << spec.error().message;
  EXPECT_EQ(spec->name, "shop.reader");
  EXPECT_EQ(spec->family(), "shop");
  EXPECT_EQ(spec->version, "1.2.0");
  EXPECT_EQ(spec->title, "Read a shop");
  EXPECT_TRUE(spec->supports(Mode::kRead));
  EXPECT_TRUE(spec->supports(Mode::kWrite));
  EXPECT_FALSE(spec->supports(Mode::kTransform));
  EXPECT_THAT(spec->option_names(), ElementsAre("table", "host", "key", "headers", "out"));
  EXPECT_TRUE(spec->is_secret("key"));
  EXPECT_TRUE(spec->is_secret("headers"));
  EXPECT_FALSE(spec->is_secret("table"));
  EXPECT_TRUE(spec->is_connection_field("host"));
  EXPECT_FALSE(spec->is_connection_field("table"));
  ASSERT_EQ(spec->connection_fields.size(), 3U);
  EXPECT_EQ(spec->connection_fields[0].policy, OverridePolicy::kAllowed);
  EXPECT_EQ(spec->connection_fields[1].policy, OverridePolicy::kForbidden);
  EXPECT_EQ(spec->connection_fields[2].policy, OverridePolicy::kWarning);
  EXPECT_THAT(spec->connection_secrets, ElementsAre("/key"));
  EXPECT_NE(spec->connection_schema(), nullptr);
  EXPECT_THAT(spec->reads, ElementsAre("table"));
  EXPECT_THAT(spec->writes, ElementsAre("out"));
  EXPECT_THAT(spec->splits, ElementsAre("key"));
  EXPECT_TRUE(spec->takes_connection);
  EXPECT_FALSE(spec->needs_connection);
  EXPECT_TRUE(spec->keeps_state);
  EXPECT_EQ(spec->state_option, "key");
  ASSERT_EQ(spec->rules().size(), 1U);
  EXPECT_EQ(spec->rules()[0].error, "local tables begin with local_");
  ASSERT_EQ(spec->aliases.size(), 1U);
  EXPECT_EQ(spec->aliases[0].first, "table");
  ASSERT_EQ(spec->examples.size(), 1U);
  EXPECT_EQ(spec->examples[0].title, "One table");
  EXPECT_NE(spec->source.find("limits"), nullptr);
}

TEST(Spec, NeedsLittle) {
  const auto spec = Spec::parse(
      "name: a.b\nversion: 1.0.0\nmodes: [transform]\n"
      "configSchema: {type: object, additionalProperties: false, properties: {}}\n",
      "spec.yaml");
  ASSERT_TRUE(spec.has_value()) << spec.error().message;
  EXPECT_EQ(spec->title, "a.b");
  EXPECT_EQ(spec->connection_schema(), nullptr);
  EXPECT_FALSE(spec->takes_connection);
  EXPECT_FALSE(spec->keeps_state);
}

/// A mistake in a spec and a piece of the message it must cause.
struct Mistake {
  const char* from;
  const char* to;
  const char* message;
};

class SpecMistake : public testing::TestWithParam<Mistake> {};

TEST_P(SpecMistake, IsRefusedWithItsPlace) {
  const auto spec = parse_with(GetParam().from, GetParam().to);
  ASSERT_FALSE(spec.has_value());
  EXPECT_TRUE(spec.error().is(kSpecInvalid));
  EXPECT_THAT(spec.error().message, testing::StartsWith("spec.yaml:"));
  EXPECT_THAT(spec.error().message + " / " + spec.error().hint, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, SpecMistake,
    testing::Values(
        Mistake{"name: shop.reader", "- a", "spec.yaml:"},
        Mistake{"title: Read", "titel: Read", "did you mean 'title'?"},
        Mistake{"name: shop.reader", "name: Shop", "e.g. mysql.extractor"},
        Mistake{"name: shop.reader", "name: 5", "'name' must be a string"},
        Mistake{"version: 1.2.0", "version: 1.2", "'version' must be a string"},
        Mistake{"version: 1.2.0", "version: v1.2.0", "write a semantic version"},
        Mistake{"title: Read a shop", "title: ''", "'title' must not be empty"},
        Mistake{"[extract, write]", "[]", "'modes' must not be empty"},
        Mistake{"[extract, write]", "[extract, discover]", "capabilities: {discover: true}"},
        Mistake{"[extract, write]", "[extract, stream]", "'modes[1]' must be one of"},
        Mistake{"[extract, write]", "[extract, read]", "stands twice"},
        Mistake{"[extract, write]", "extract", "'modes' must be a list"},
        Mistake{"discover: true", "discover: 1", "must be true or false"},
        Mistake{"discover: true", "discovery: true", "did you mean 'discover'?"},
        Mistake{"maxRows: 1000", "maxRows: 0", "must be a number above 0"},
        Mistake{"maxRows: 1000", "maxRow: 1", "did you mean 'maxRows'?"},
        Mistake{"requests: 10", "request: 10", "did you mean 'requests'?"},
        Mistake{"configSchema:", "config_schema:", "did you mean 'configSchema'?"},
        Mistake{"additionalProperties: false", "additionalProperties: true", "misspelt option"},
        Mistake{"minLength: 1", "minLenght: 1", "configSchema"},
        Mistake{"    out: {type: string}", "    connection: {type: string}",
                "`connection` is no option"},
        Mistake{"default: localhost", "default: 5", "default of 'host'"},
        Mistake{"secrets: [/key,", "secrets: [/kez,", "did you mean 'key'?"},
        Mistake{"secrets: [/key,", "secrets: [key,", "write JSON pointers"},
        Mistake{"override: forbidden", "override: never", "must be one of 'allowed'"},
        Mistake{"  - host\n", "  - key\n", "stands twice"},
        Mistake{"  - host\n", "  - {nam: host}\n", "did you mean 'name'?"},
        Mistake{"connectionSecrets: [/key]", "connectionSecrets: [/pin]",
                "no field of the connection"},
        Mistake{"connection: optional", "connection: none", "without a connection"},
        Mistake{"connection: optional", "connection: maybe", "must be one of 'none'"},
        Mistake{"state: true", "state: sure", "must be true or false"},
        Mistake{"state_option: key", "state_option: keg", "did you mean 'key'?"},
        Mistake{"reads: [table]", "reads: [tabel]", "did you mean 'table'?"},
        Mistake{"reads: [table]", "driver: a.b", "unknown key 'x-runtime.driver'"},
        Mistake{"reads: [table]",
                "outputs: {bad: {description: d, when: {hots: a}, columns: {a: b}}}",
                "did you mean 'host'?"},
        Mistake{"reads: [table]",
                "outputs: {a.b: {description: d, when: {host: a}, columns: {a: b}}}",
                "'a.b' cannot name an output"},
        Mistake{"reads: [table]", "outputs: {bad: {description: d, columns: {a: b}}}", "when"},
        Mistake{"when: {host", "when: {hots", "did you mean 'host'?"},
        Mistake{"error: local", "eror: local", "did you mean 'error'?"},
        Mistake{"{pattern: \"^local_\"}", "{patern: a}", "must"},
        Mistake{"table: [table_name]", "table: [host]", "is an option, or an alias"},
        Mistake{"promptGuidance", "yamlSnippets", "unknown key 'llmHints.yamlSnippets'"},
        Mistake{"{table: local_orders}", "{table: orders}", "local tables begin"},
        Mistake{"{table: local_orders}", "{tabel: local_orders}", "example 'One table'"},
        Mistake{"{table: local_orders}", "{table: local_a, key: abc}", "is secret"},
        Mistake{"notes: Small.", "note: Small.", "did you mean 'notes'?"},
        Mistake{"limits:", "redaction: {}\nlimits:", "`secrets` and `connectionSecrets`"},
        Mistake{"limits:", "x-secret: [/key]\nlimits:", "`connectionSecrets`"},
        Mistake{"limits:", "compatibility: {}\nlimits:", "nothing reads 'compatibility'"},
        Mistake{"limits:", "loggingPolicy: {}\nlimits:", "nothing reads 'loggingPolicy'"},
        Mistake{"limits:", "limits: {}\nlimits:", "stands twice"}));

TEST(Spec, RefusesAnExampleThatNamesAConnectionNobodyReads) {
  const auto spec = Spec::parse(
      "name: a.b\nversion: 1.0.0\nmodes: [transform]\n"
      "configSchema: {type: object, additionalProperties: false, properties: {}}\n"
      "examples: [{title: One, config: {connection: '@a.b'}}]\n",
      "spec.yaml");
  ASSERT_FALSE(spec.has_value());
  EXPECT_THAT(spec.error().message, HasSubstr("names a connection"));
}

TEST(Mode, AcceptsTheWordsOfOldSpecs) {
  EXPECT_EQ(parse_mode("extract"), Mode::kRead);
  EXPECT_EQ(parse_mode("load"), Mode::kWrite);
  EXPECT_EQ(parse_mode("discover"), std::nullopt);
  for (const Mode mode : {Mode::kRead, Mode::kWrite, Mode::kTransform}) {
    EXPECT_EQ(parse_mode(to_string(mode)), mode);
  }
}

}  // namespace
}  // namespace osiris::sdk
