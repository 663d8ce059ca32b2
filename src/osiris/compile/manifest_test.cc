#include "osiris/compile/manifest.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::HasSubstr;

Manifest sample() {
  ManifestStep extract;
  extract.id = "extract";
  extract.component = "files.reader";
  extract.component_version = "1.0.0";
  extract.mode = sdk::Mode::kRead;
  extract.config.set("path", "a.csv");
  extract.connection = "@files.main";
  extract.retry = {.max_attempts = 3, .delay_ms = 500, .backoff = 2.0, .max_delay_ms = 1000};
  extract.timeout_ms = 1500;
  extract.config_fingerprint = "sha256:0";
  ManifestStep shape;
  shape.id = "shape";
  shape.component = "sql.transform";
  shape.component_version = "1.0.0";
  shape.needs = {"extract"};
  shape.inputs = {{.name = "users", .step_id = "extract", .mark = {}}};
  shape.config.set("query", "SELECT *\nFROM users\n");
  shape.config_fingerprint = "sha256:1";
  Manifest manifest;
  manifest.pipeline_id = "copy-users";
  manifest.pipeline_name = "Copy Users";
  manifest.profile = "prod";
  manifest.steps = {extract, shape};
  manifest.connections = {"@files.main"};
  manifest.params.set("limit", 10);
  manifest.metadata.set("owner", "data");
  manifest.fingerprints = {.oml = "a", .params = "b", .specs = "c", .engine = "d"};
  manifest.hash = manifest_hash(manifest);
  return manifest;
}

Result<Manifest> read_back(const std::string& yaml) {
  return Manifest::from_value(parse_yaml(yaml, "manifest.yaml").value.value_or(Value()));
}

TEST(Manifest, SurvivesItsFile) {
  const std::string yaml = to_yaml(sample().to_value());
  const auto manifest = read_back(yaml);
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  EXPECT_EQ(to_yaml(manifest->to_value()), yaml);
  EXPECT_EQ(manifest->steps[0].retry, sample().steps[0].retry);
  EXPECT_EQ(manifest->steps[1].inputs[0].step_id, "extract");
}

TEST(Manifest, LeavesOutWhatSaysNothing) {
  Manifest plain = sample();
  plain.profile.clear();
  plain.metadata = Value();
  plain.steps[0].retry = {};
  plain.steps[0].timeout_ms = 0;
  plain.steps[0].connection.clear();
  plain.steps[1].inputs.clear();
  plain.hash = manifest_hash(plain);
  const std::string yaml = to_yaml(plain.to_value());
  for (const char* key : {"profile", "metadata", "retry", "timeout", "connection:", "inputs"}) {
    EXPECT_EQ(yaml.find(key), std::string::npos) << key;
  }
  EXPECT_TRUE(read_back(yaml).has_value());
}

TEST(Manifest, HashCoversEverythingButItself) {
  Manifest manifest = sample();
  const std::string hash = manifest.hash;
  manifest.hash = "other";
  EXPECT_EQ(manifest_hash(manifest), hash);
  manifest.fingerprints.engine = "e";
  EXPECT_NE(manifest_hash(manifest), hash);
}

/// A change to the file and a piece of the message it must cause.
struct Change {
  const char* from;
  const char* to;
  const char* message;
};

class ChangedManifest : public testing::TestWithParam<Change> {};

TEST_P(ChangedManifest, IsRefused) {
  const std::string yaml = to_yaml(sample().to_value());
  ASSERT_NE(yaml.find(GetParam().from), std::string::npos) << GetParam().from << "\n" << yaml;
  const auto manifest = read_back(replace_all(yaml, GetParam().from, GetParam().to));
  ASSERT_FALSE(manifest.has_value());
  EXPECT_TRUE(manifest.error().is(kManifestInvalid));
  EXPECT_THAT(manifest.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    All, ChangedManifest,
    testing::Values(Change{"a.csv", "b.csv", "changed after it was compiled"},
                    Change{"owner: data", "owner: me", "changed after it was compiled"},
                    Change{"manifest_version: '1'", "manifest_version: '2'", "its version is '2'"},
                    Change{"manifest_version: '1'", "version: '1'", "no 'manifest_version'"},
                    Change{"\nparams:", "\nextra: 1\nparams:", "does not read"},
                    Change{"mode: read", "mode: read\n    extra: 1", "does not read"},
                    Change{"mode: read", "mode: extract", "does not read"},
                    Change{"mode: read", "mode: sleep", "'sleep' is no mode"},
                    Change{"id: copy-users", "id: ../copy-users", "cannot be a pipeline's id"},
                    Change{"id: extract", "id: ../extract", "cannot be a step's id"},
                    Change{"id: shape", "id: Extract", "two steps are called"},
                    Change{"id: extract", "id: other", "comes before 'extract'"},
                    Change{"users: extract", "users: shape", "does not need"},
                    Change{"users: extract", "users: [extract]", "must map names"},
                    Change{"users: extract", "'us ers': extract", "must map names"},
                    Change{"- extract", "- 5", "texts only"},
                    Change{"connection: '@files.main'", "connection: main", "no reference"},
                    Change{"connections:", "connection:", "'connections' is missing"},
                    Change{"max_attempts: 3", "max_attempts: 0", "'retry' is out of bounds"},
                    Change{"max_attempts: 3", "max_attempts: x", "'max_attempts' is missing"},
                    Change{"backoff: 2.0", "backoff: .nan", "'retry' is out of bounds"},
                    Change{"timeout_ms: 1500", "timeout_ms: -5", "negative"},
                    Change{"component_version: 1.0.0", "component_version: 1",
                           "'component_version'"},
                    Change{"engine: d", "motor: d", "'engine' is missing"},
                    Change{"name: Copy Users", "name: [a]", "'name'"},
                    Change{"steps:", "stages:", "'steps'"},
                    Change{"hash: ", "hash: 5 #", "'hash'"}));

TEST(Manifest, RefusesWhatIsNoManifest) {
  for (const Value& value : {Value(), Value(1), Value::array(), Value::object(), Value("text")}) {
    EXPECT_TRUE(Manifest::from_value(value).error().is(kManifestInvalid));
  }
}

TEST(Manifest, IsToldFromAPipeline) {
  EXPECT_TRUE(looks_like_manifest(sample().to_value()));
  EXPECT_FALSE(looks_like_manifest(Value()));
  EXPECT_FALSE(looks_like_manifest(*parse_yaml("oml_version: 0.1.0\nsteps: []", "p").value));
}

}  // namespace
}  // namespace osiris::compile
