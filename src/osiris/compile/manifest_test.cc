#include "osiris/compile/manifest_fixture.h"

#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

TEST(Manifest, SurvivesItsFile) {
  const std::string yaml = to_yaml(sample_manifest().to_value());
  const auto manifest = read_back(yaml);
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  EXPECT_EQ(to_yaml(manifest->to_value()), yaml);
  EXPECT_EQ(manifest->steps[0].retry, sample_manifest().steps[0].retry);
  EXPECT_EQ(manifest->steps[1].inputs[0].step_id, "extract");
  EXPECT_TRUE(manifest->steps[0].keeps_state);
  EXPECT_FALSE(manifest->steps[1].keeps_state);
}

TEST(Manifest, LeavesOutWhatSaysNothing) {
  Manifest plain = sample_manifest();
  plain.profile.clear();
  plain.metadata = Value();
  plain.steps[0].retry = {};
  plain.steps[0].timeout_ms = 0;
  plain.steps[0].keeps_state = false;
  plain.steps[0].connection.clear();
  plain.steps[1].inputs.clear();
  plain.hash = manifest_hash(plain);
  const std::string yaml = to_yaml(plain.to_value());
  for (const char* key :
       {"profile", "metadata", "retry", "timeout", "keeps_state", "connection:", "inputs"}) {
    EXPECT_EQ(yaml.find(key), std::string::npos) << key;
  }
  EXPECT_TRUE(read_back(yaml).has_value());
}

TEST(Manifest, HashCoversEverythingButItself) {
  Manifest manifest = sample_manifest();
  const std::string hash = manifest.hash;
  manifest.hash = "other";
  EXPECT_EQ(manifest_hash(manifest), hash);
  manifest.fingerprints.engine = "e";
  EXPECT_NE(manifest_hash(manifest), hash);
}

TEST(Manifest, IsToldFromAPipeline) {
  EXPECT_TRUE(looks_like_manifest(sample_manifest().to_value()));
  EXPECT_FALSE(looks_like_manifest(Value()));
  EXPECT_FALSE(looks_like_manifest(*parse_yaml("oml_version: 0.1.0\nsteps: []", "p").value));
}

}  // namespace
}  // namespace osiris::compile
