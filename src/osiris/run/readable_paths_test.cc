#include "osiris/run/readable_paths.h"

#include "osiris/run/test_session.h"

#include <filesystem>

namespace osiris::run {
namespace {

using testing::ElementsAre;

using ReadablePathsTest = SessionTest;

TEST_F(ReadablePathsTest, NamesTheFilesThatStepsRead) {
  start("connections: {fake: {disk: {base_dir: incoming}}}", {});
  compile::Manifest manifest;
  manifest.steps = {step("a", "fake.source", {}, config({{"path", "data/../orders.csv"}})),
                    step("b", "fake.source", {}, config({{"path", "/srv/movies.csv"}})),
                    step("c", "fake.source", {}, config({{"path", "prices.csv"}})),
                    step("d", "fake.transform", {"a"})};
  manifest.steps[2].connection = "@fake.disk";

  const auto paths = readable_paths(manifest, folder.path(), services());

  ASSERT_TRUE(paths.has_value());
  EXPECT_THAT(*paths, ElementsAre(folder / "orders.csv", Path("/srv/movies.csv"),
                                  folder / "incoming" / "prices.csv"));
}

TEST_F(ReadablePathsTest, APatternIsTheFilesThatMatchAndNotTheirFolder) {
  for (const char* name : {"data/b.parquet", "data/a.parquet", "data/secret.txt"}) {
    std::filesystem::create_directories((folder / name).parent_path());
    ASSERT_TRUE(files.write_text(folder / name, "x").has_value());
  }
  start("connections: {}", {});
  compile::Manifest manifest;
  manifest.steps = {step("a", "fake.source", {}, config({{"path", "data/*.parquet"}})),
                    step("b", "fake.source", {}, config({{"path", "none/*"}}))};
  const auto paths = readable_paths(manifest, folder.path(), services());
  ASSERT_TRUE(paths.has_value());
  EXPECT_THAT(*paths, ElementsAre(folder / "data/a.parquet", folder / "data/b.parquet"));
}

TEST_F(ReadablePathsTest, FailsIfAConnectionIsUnknown) {
  compile::Manifest manifest;
  manifest.steps = {step("a", "fake.source")};
  manifest.steps[0].connection = "@fake.nowhere";
  const auto paths = readable_paths(manifest, folder.path(), services());
  ASSERT_FALSE(paths.has_value());
  EXPECT_EQ(paths.error().code, sdk::kConnectionUnknown.name);
}

}  // namespace
}  // namespace osiris::run
