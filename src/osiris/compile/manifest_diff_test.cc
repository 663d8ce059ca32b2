#include "osiris/compile/manifest_diff.h"

#include "osiris/compile/manifest_fixture.h"
#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string shown(const std::optional<Value>& value) { return value ? to_json(*value) : "-"; }

/// Returns "path: before > after" for each change.
std::vector<std::string> changes(const Manifest& before, const Manifest& after) {
  std::vector<std::string> lines;
  for (const ManifestChange& change : diff_manifests(before, after).changes) {
    lines.push_back(change.path + ": " + shown(change.before) + " > " + shown(change.after));
  }
  return lines;
}

std::vector<std::string> inputs(const Manifest& before, const Manifest& after) {
  std::vector<std::string> names;
  for (const InputChange& change : diff_manifests(before, after).inputs) {
    names.push_back(change.input);
  }
  return names;
}

TEST(ManifestDiff, IsEmptyForEqualOnes) {
  EXPECT_THAT(changes(sample_manifest(), sample_manifest()), IsEmpty());
  EXPECT_THAT(inputs(sample_manifest(), sample_manifest()), IsEmpty());
}

TEST(ManifestDiff, NamesEachPartByItsPath) {
  Manifest after = sample_manifest();
  after.steps[0].config.set("path", "b.csv");
  after.steps[1].config.erase("query");
  after.steps[1].timeout_ms = 5;
  after.params.set("limit", 11);
  EXPECT_THAT(changes(sample_manifest(), after),
              ElementsAre("steps.extract.config.path: \"a.csv\" > \"b.csv\"",
                          "steps.shape.config.query: \"SELECT *\\nFROM users\\n\" > -",
                          "steps.shape.timeout_ms: - > 5", "params.limit: 10 > 11"));
}

TEST(ManifestDiff, TellsNewStepsFromMovedOnes) {
  Manifest fewer = sample_manifest();
  fewer.steps.pop_back();
  ASSERT_EQ(changes(fewer, sample_manifest()).size(), 1U);
  EXPECT_THAT(changes(fewer, sample_manifest())[0], testing::StartsWith("steps.shape: - > {"));

  Manifest moved = sample_manifest();
  std::swap(moved.steps[0], moved.steps[1]);
  EXPECT_THAT(changes(sample_manifest(), moved),
              ElementsAre("order of steps: [\"extract\",\"shape\"] > [\"shape\",\"extract\"]"));
}

TEST(ManifestDiff, SaysWhichInputChanged) {
  for (const auto& [print, input] :
       std::vector<std::pair<std::string Fingerprints::*, std::string>>{
           {&Fingerprints::oml, "document"},
           {&Fingerprints::params, "parameters"},
           {&Fingerprints::specs, "specs"},
           {&Fingerprints::engine, "engine"}}) {
    Manifest after = sample_manifest();
    after.fingerprints.*print = "other";
    EXPECT_THAT(inputs(sample_manifest(), after), ElementsAre(input));
  }
  Manifest after = sample_manifest();
  after.profile = "dev";
  EXPECT_THAT(inputs(sample_manifest(), after), ElementsAre("profile"));
}

TEST(ManifestDiff, SaysWhenADocumentDiffersWhereNoStepLooks) {
  Manifest after = sample_manifest();
  after.fingerprints.oml = "other";
  EXPECT_THAT(diff_manifests(sample_manifest(), after).inputs[0].meaning,
              testing::HasSubstr("where no step looks"));
  after.params.set("limit", 11);
  EXPECT_THAT(diff_manifests(sample_manifest(), after).inputs[0].meaning,
              testing::HasSubstr("says something else"));
}

}  // namespace
}  // namespace osiris::compile
