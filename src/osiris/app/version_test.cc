#include "osiris/app/verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::app {
namespace {

TEST(Version, NamesEveryVersionThatMatters) {
  const VersionInfo info = version();
  EXPECT_THAT(info.osiris, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(info.oml, "0.1.0");
  EXPECT_EQ(info.manifest, compile::kManifestVersion);
  EXPECT_THAT(info.duckdb, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace osiris::app
