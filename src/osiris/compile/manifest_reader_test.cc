#include "osiris/base/text.h"
#include "osiris/compile/manifest_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::HasSubstr;

/// A change to the file and a piece of the message it must cause.
struct Change {
  const char* from;
  const char* to;
  const char* message;
};

class ChangedManifest : public testing::TestWithParam<Change> {};

TEST_P(ChangedManifest, IsRefused) {
  const std::string yaml = to_yaml(sample_manifest().to_value());
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
                    Change{"keeps_state: true", "keeps_state: 1", "'keeps_state'"},
                    Change{"keeps_state: true", "keeps_state: false", "does not read"},
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

}  // namespace
}  // namespace osiris::compile
