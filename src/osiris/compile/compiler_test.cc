// What must change a manifest, and what must not. Whole manifests stand in tests/golden/compile.

#include "osiris/compile/compiler.h"

#include "osiris/base/text.h"
#include "osiris/compile/engine.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"
#include "osiris/oml/fixture_components.h"

#include <algorithm>
#include <locale>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::ElementsAre;

constexpr std::string_view kPipeline = R"(oml_version: "0.1.0"
name: Copy Users
metadata:
  owner: data
  sla: {hours: 4, days: [1, 2]}
params:
  limit: 10
  file: users
profiles:
  prod:
    params: {limit: 1000}
steps:
  - id: extract
    component: files.reader
    mode: read
    retry: {max_attempts: 3, backoff: 1.5}
    config:
      path: data/${params.file}.csv
      limit: ${params.limit}
      ratio: 0.5
      types: {id: integer, zip: text}
  - id: shape
    component: sql.transform
    mode: transform
    config:
      query: |
        SELECT id, zip
        FROM input_df
  - id: load
    component: db.table
    mode: write
    timeout: 15m
    config:
      connection: "@db.main"
      table: users
)";

/// The document above with all keys in another order, other quotes and other white space.
constexpr std::string_view kShuffled = R"(# The same pipeline.
steps:
- mode: read     # reads
  config: {ratio: 5e-1, types: {zip: text, id: integer}, limit: "${params.limit}",
           path: 'data/${params.file}.csv'}
  retry:
      backoff: 1.50
      max_attempts: 3
  component: "files.reader"
  id: extract

- config:
    query: "SELECT id, zip\nFROM input_df\n"
  mode: transform
  id: shape
  component: sql.transform
- {component: db.table, config: {table: users, connection: '@db.main'}, timeout: "15m", id: load, mode: write}
profiles: {prod: {params: {limit: 1000}}}
params: {file: users, limit: 10}
metadata: {sla: {days: [1, 2], hours: 4}, owner: data}
name: "Copy Users"
oml_version: 0.1.0
)";

class CompilerTest : public testing::Test {
 protected:
  std::optional<Manifest> compile(std::string_view text,
                                  std::vector<sdk::Component> components) const {
    const sdk::Registry registry(std::move(components));
    auto outcome = compile_pipeline(
        text, registry, {.file = file_, .parameters = parameters_, .connections = &catalog_});
    for (const Diagnostic& diagnostic : outcome.diagnostics) {
      EXPECT_NE(diagnostic.severity, Severity::kError) << to_line(diagnostic);
    }
    return std::move(outcome.manifest);
  }

  Manifest compile(std::string_view text = kPipeline) const {
    return compile(text, oml::fixture_components()).value_or(Manifest());
  }

  std::string bytes(std::string_view text = kPipeline) const {
    return to_yaml(compile(text).to_value());
  }

  /// Compiles the pipeline above after replacing one piece of it.
  Manifest compile_with(const std::string& from, const std::string& to) const {
    EXPECT_NE(kPipeline.find(from), std::string_view::npos) << from;
    return compile(replace_all(std::string(kPipeline), from, to));
  }

  std::string file_ = "pipeline.yaml";
  oml::ParameterSources parameters_;
  sdk::ConnectionCatalog catalog_ =
      sdk::ConnectionCatalog::parse(oml::kFixtureConnections, "c.yaml").first;
};

TEST_F(CompilerTest, GivesTheSameBytesForTheSameInput) {
  const std::string first = bytes();
  EXPECT_EQ(bytes(), first);
  EXPECT_EQ(bytes(kShuffled), first) << "order of keys, quotes and comments are no content";
  EXPECT_EQ(bytes(replace_all(std::string(kPipeline), "\n", "\r\n")), first) << "CRLF";
  EXPECT_EQ(bytes("# comment\n\n" + std::string(kPipeline) + "\n# end\n"), first);
  file_ = "/elsewhere/other.yaml";
  EXPECT_EQ(bytes(), first) << "the file's place is no content";
}

TEST_F(CompilerTest, DependsOnNoLocale) {
  struct CommaAndGroups : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::string first = bytes();
  const std::locale before =
      std::locale::global(std::locale(std::locale::classic(), new CommaAndGroups));
  const std::string second = bytes();
  std::locale::global(before);
  EXPECT_EQ(second, first);
}

TEST_F(CompilerTest, IgnoresVariablesThatThePipelineDoesNotUse) {
  const std::string first = bytes();
  parameters_.environment =
      Environment(std::map<std::string, std::string>{{"OSIRIS_PARAM_OTHER", "1"}, {"PATH", "/"}});
  EXPECT_EQ(bytes(), first);
}

TEST_F(CompilerTest, IgnoresWhatConnectionsHold) {
  const std::string first = bytes();
  catalog_ = sdk::ConnectionCatalog::parse(
                 "connections: {db: {main: {host: elsewhere, database: other}}}", "c.yaml")
                 .first;
  EXPECT_EQ(bytes(), first);
}

TEST_F(CompilerTest, ChangesTheHashWithAnyContent) {
  const Manifest first = compile();
  const std::vector<std::pair<std::string, std::string>> changes{
      {"Copy Users", "Copy User"},
      {"owner: data", "owner: me"},
      {"ratio: 0.5", "ratio: 0.25"},
      {"limit: 10\n", "limit: 11\n"},
      {"FROM input_df", "FROM df_extract"},
      {"table: users", "table: user"},
      {"max_attempts: 3", "max_attempts: 4"},
      {"15m", "16m"},
      {"@db.main", "@db.staging"},
      {"id: shape", "id: form"},
      {"limit: 1000", "limit: 1001"}};
  std::vector<std::string> hashes{first.hash};
  for (const auto& [from, to] : changes) {
    hashes.push_back(compile_with(from, to).hash);
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

TEST_F(CompilerTest, ChangesOnlyTheFingerprintsThatSayWhatChanged) {
  const Manifest first = compile();
  const Manifest config = compile_with("ratio: 0.5", "ratio: 0.25");
  EXPECT_NE(config.fingerprints.oml, first.fingerprints.oml);
  EXPECT_EQ(config.fingerprints.params, first.fingerprints.params);
  EXPECT_EQ(config.fingerprints.specs, first.fingerprints.specs);
  EXPECT_NE(config.steps[0].config_fingerprint, first.steps[0].config_fingerprint);
  EXPECT_EQ(config.steps[1].config_fingerprint, first.steps[1].config_fingerprint);

  parameters_.command_line = {{"limit", "5"}};
  const Manifest parameter = compile();
  EXPECT_NE(parameter.fingerprints.params, first.fingerprints.params);
  EXPECT_NE(parameter.fingerprints.oml, first.fingerprints.oml);
  EXPECT_EQ(parameter.params.find("limit")->as_int(), 5);
  EXPECT_NE(parameter.hash, first.hash);
}

TEST_F(CompilerTest, ChangesTheHashWithTheProfile) {
  const Manifest first = compile();
  parameters_.profile = "prod";
  const Manifest prod = compile();
  EXPECT_EQ(prod.profile, "prod");
  EXPECT_EQ(prod.steps[0].config.find("limit")->as_int(), 1000);
  EXPECT_NE(prod.hash, first.hash);
}

TEST_F(CompilerTest, ChangesTheHashWithASpecThatIsUsed) {
  const Manifest first = compile();
  const auto with_spec = [this](std::size_t index, const char* from, const char* to) {
    std::vector<sdk::Component> components = oml::fixture_components();
    const std::string spec = replace_all(std::string(components[index].spec_yaml), from, to);
    EXPECT_NE(spec, components[index].spec_yaml);
    components[index].spec_yaml = spec;
    return *compile(kPipeline, components);
  };
  const Manifest title = with_spec(0, "Read a file", "Read one file");
  EXPECT_NE(title.fingerprints.specs, first.fingerprints.specs);
  EXPECT_NE(title.hash, first.hash);
  const Manifest default_value = with_spec(0, "default: utf-8", "default: latin-1");
  EXPECT_NE(default_value.steps[0].config_fingerprint, first.steps[0].config_fingerprint);
  const Manifest unused = with_spec(1, "Write a file", "Write one file");
  EXPECT_EQ(unused.hash, first.hash) << "files.writer is not used";
}

TEST_F(CompilerTest, SaysWhichStepsKeepState) {
  std::vector<sdk::Component> components = oml::fixture_components();
  const std::string spec =
      replace_all(std::string(components[0].spec_yaml), "  connection: optional",
                  "  connection: optional\n  state: true");
  components[0].spec_yaml = spec;
  const auto manifest = compile(kPipeline, components);
  ASSERT_TRUE(manifest.has_value());
  EXPECT_TRUE(manifest->steps[0].keeps_state);
  EXPECT_FALSE(manifest->steps[1].keeps_state);
  EXPECT_FALSE(compile().steps[0].keeps_state);
}

TEST_F(CompilerTest, KnowsTheOptionWithoutWhichAStepKeepsNoState) {
  const auto keeps_state = [this](const std::string& option) {
    std::vector<sdk::Component> components = oml::fixture_components();
    const std::string spec =
        replace_all(std::string(components[0].spec_yaml), "  connection: optional",
                    "  connection: optional\n  state: true\n  state_option: " + option);
    components[0].spec_yaml = spec;
    const auto manifest = compile(kPipeline, components);
    EXPECT_TRUE(manifest.has_value());
    return manifest.has_value() && manifest->steps[0].keeps_state;
  };
  EXPECT_TRUE(keeps_state("path"));
  EXPECT_FALSE(keeps_state("columns"));
}

TEST_F(CompilerTest, WritesReferencesAndNoSettings) {
  const Manifest manifest = compile();
  EXPECT_THAT(manifest.connections, ElementsAre("@db.main"));
  EXPECT_EQ(manifest.steps[2].connection, "@db.main");
  EXPECT_EQ(manifest.steps[2].config.find("connection"), nullptr);
  EXPECT_EQ(manifest.steps[2].config.find("host"), nullptr) << "the connection has the say";
  const std::string text = bytes();
  for (const char* setting : {"db.local", "DB_USER", "DB_PW", "shop"}) {
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(setting)));
  }
}

TEST_F(CompilerTest, FillsInWhatTheDocumentLeavesOut) {
  const Manifest manifest = compile();
  EXPECT_EQ(manifest.pipeline_id, "copy-users");
  EXPECT_EQ(manifest.pipeline_name, "Copy Users");
  ASSERT_EQ(manifest.steps.size(), 3U);
  EXPECT_EQ(manifest.steps[0].component_version, "1.2.0");
  EXPECT_EQ(manifest.steps[0].config.text_or("delimiter", ""), ",");
  EXPECT_EQ(manifest.steps[0].config.find("limit")->as_int(), 10) << "not the text \"10\"";
  EXPECT_EQ(manifest.steps[0].retry.max_attempts, 3);
  EXPECT_THAT(manifest.steps[0].needs, ElementsAre());
  EXPECT_THAT(manifest.steps[2].needs, ElementsAre("shape"));
  EXPECT_EQ(manifest.steps[2].mode, sdk::Mode::kWrite);
  EXPECT_EQ(manifest.steps[2].timeout_ms, 900'000);
  EXPECT_EQ(manifest.hash.size(), 64U);
  EXPECT_EQ(manifest.short_hash(), manifest.hash.substr(0, 7));
}

TEST_F(CompilerTest, GivesNoManifestWithAnErrorButAllFindings) {
  const sdk::Registry registry(oml::fixture_components());
  const auto outcome = compile_pipeline("name: 1\n", registry, {});
  EXPECT_FALSE(outcome.manifest.has_value());
  EXPECT_EQ(outcome.diagnostics.size(), 3U);
}

TEST(Engine, NamesEveryVersionThatDecides) {
  const Value identity = engine_identity();
  EXPECT_EQ(identity.text_or("manifest_version", ""), kManifestVersion);
  EXPECT_EQ(identity.text_or("osiris", ""), osiris_version());
  EXPECT_EQ(identity.text_or("duckdb", ""), "1.5.6");
}

}  // namespace
}  // namespace osiris::compile
