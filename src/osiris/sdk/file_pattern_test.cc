#include "osiris/sdk/file_pattern.h"

#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;

TEST(FilePattern, MatchesNames) {
  const auto yes = {std::pair{"*", ""},  {"*.csv", "a.csv"},
                    {"a*b*c", "aXbbYc"}, {"?", "x"},
                    {"[a-c]1", "b1"},    {"[!a-c]1", "d1"},
                    {"[]]", "]"},        {"a[", "a["},
                    {"**", "anything"},  {"2024-0[1-3]*", "2024-02.csv"},
                    {"[a-]", "-"}};
  for (const auto& [pattern, name] : yes) {
    EXPECT_TRUE(matches(pattern, name)) << pattern << " " << name;
  }
  const auto no = {std::pair{"", "a"}, {"*.csv", "a.csv2"}, {"?", ""},        {"?", "xy"},
                   {"[a-c]1", "d1"},   {"[!a-c]1", "a1"},   {"a*b*c", "acb"}, {"A", "a"},
                   {"a[", "a"},        {"x*", ""}};
  for (const auto& [pattern, name] : no) {
    EXPECT_FALSE(matches(pattern, name)) << pattern << " " << name;
  }
}

class FindFiles : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"b.parquet", "a.parquet", "notes.txt", ".hidden.parquet", "_SUCCESS", "2024/01/x.parquet",
          "2024/02/y.PARQUET", "2024/02/_temporary/z.parquet", "2025/x.parquet"}) {
      std::filesystem::create_directories((folder_ / name).parent_path());
      ASSERT_TRUE(files_.write_text(folder_ / name, "x").has_value());
    }
  }

  /// Returns the paths that were found, from the folder on, or the code of the failure.
  std::vector<std::string> found(const std::string& path) const {
    const auto paths = find_files(folder_ / path, {".parquet"}, files_);
    if (!paths.has_value()) {
      return {paths.error().code};
    }
    std::vector<std::string> names;
    for (const Path& file : *paths) {
      names.push_back(file.lexically_relative(folder_.path()).string());
    }
    return names;
  }

  TemporaryFolder folder_;
  RealFileSystem files_;
};

TEST_F(FindFiles, AFileIsItself) { EXPECT_THAT(found("notes.txt"), ElementsAre("notes.txt")); }

TEST_F(FindFiles, AFolderIsAllBelowItInOrder) {
  EXPECT_THAT(found(""), ElementsAre("2024/01/x.parquet", "2024/02/y.PARQUET", "2025/x.parquet",
                                     "a.parquet", "b.parquet"));
}

TEST_F(FindFiles, APatternIsWhatMatches) {
  EXPECT_THAT(found("*.parquet"), ElementsAre("a.parquet", "b.parquet"));
  EXPECT_THAT(found(".h*"), ElementsAre(".hidden.parquet"));
  EXPECT_THAT(found("*/*.parquet"), ElementsAre("2025/x.parquet"));
  EXPECT_THAT(found("202?/0[12]/x.parquet"), ElementsAre("2024/01/x.parquet"));
  EXPECT_THAT(found("**/x.parquet"), ElementsAre("2024/01/x.parquet", "2025/x.parquet"));
  EXPECT_THAT(found("2025/**"), ElementsAre("2025/x.parquet"));
  EXPECT_THAT(found("**/**/x.parquet"), ElementsAre("2024/01/x.parquet", "2025/x.parquet"));
}

TEST_F(FindFiles, AFileWithStarsInItsNameIsItself) {
  ASSERT_TRUE(files_.write_text(folder_ / "a*", "x").has_value());
  EXPECT_THAT(found("a*"), ElementsAre("a*"));
}

TEST_F(FindFiles, AFileThatIsNotThereHasANeighbour) {
  const auto near = find_files(folder_ / "a.parqet", {".parquet"}, files_);
  ASSERT_FALSE(near.has_value());
  EXPECT_THAT(near.error().message, testing::HasSubstr("did you mean 'a.parquet'?"));
  EXPECT_THAT(near.error().hint, testing::HasSubstr("base_dir"));
  const auto braces = find_files(folder_ / "{a,b}.parquet", {".parquet"}, files_);
  EXPECT_THAT(braces.error().hint, testing::StartsWith("braces are no pattern here"));
}

TEST_F(FindFiles, FindingNothingIsAnError) {
  EXPECT_THAT(found("none.parquet"), ElementsAre("file.not_found"));
  EXPECT_THAT(found("*.csv"), ElementsAre("file.not_found"));
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_THAT(found("empty"), ElementsAre("file.not_found"));
}

}  // namespace
}  // namespace osiris::sdk
