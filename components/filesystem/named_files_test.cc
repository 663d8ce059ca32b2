#include "components/filesystem/named_files.h"

#include "osiris/base/temporary_folder.h"
#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace osiris::components {
namespace {

using testing::ElementsAre;

constexpr ErrorCode kMispacked{"test.mispacked", Fault::kUser, "Unpack it."};

class NamedFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "data" / "old");
    for (const char* name : {"data/b.json", "data/a.JSONL", "data/notes.txt", "data/old/c.json"}) {
      ASSERT_TRUE(files_.write_text(folder_ / name, "x").has_value());
    }
  }

  Result<std::vector<NamedFile>> find(const std::string& path_yaml,
                                      std::optional<Packing> packing = {}) const {
    const sdk::StepConfig config(
        parse_yaml("path: " + path_yaml, "config").value.value_or(Value()));
    return find_named_files(
        config, {{".json", ".jsonl", ".json.gz"}, PackingRule{packing, kMispacked}},
        [this](std::string_view text) { return folder_.path() / text; }, files_);
  }

  std::vector<std::string> names_of(const std::string& path_yaml) const {
    const auto found = find(path_yaml);
    if (!found.has_value()) {
      return {found.error().code};
    }
    std::vector<std::string> names;
    for (const NamedFile& file : *found) {
      EXPECT_TRUE(files_.exists(file.path));
      names.push_back(file.name);
    }
    return names;
  }

  TemporaryFolder folder_;
  RealFileSystem files_;
};

TEST_F(NamedFilesTest, AFolderMeansFilesOfItsEndings) {
  EXPECT_THAT(names_of("data"), ElementsAre("data/a.JSONL", "data/b.json", "data/old/c.json"));
  EXPECT_THAT(names_of("data/"), ElementsAre("data/a.JSONL", "data/b.json", "data/old/c.json"));
}

TEST_F(NamedFilesTest, AListKeepsItsOrderAndHasEachFileOnce) {
  EXPECT_THAT(names_of("[data/old, 'data/*.json', data/b.json, ./data/notes.txt]"),
              ElementsAre("data/old/c.json", "data/b.json", "data/notes.txt"));
}

TEST_F(NamedFilesTest, AbsolutePathsStayAbsolute) {
  const std::string path = (folder_ / "data" / "b.json").string();
  EXPECT_THAT(names_of("'" + path + "'"), ElementsAre(path));
}

TEST_F(NamedFilesTest, AreCalledAsTheOptionBeginsTheirPaths) {
  EXPECT_THAT(names_of("[./data/b.json, 'data//*.JSONL']"),
              ElementsAre("data/b.json", "data/a.JSONL"));
  EXPECT_THAT(names_of("data/../../" + folder_.path().filename().string() + "/data/b.json"),
              ElementsAre("../" + folder_.path().filename().string() + "/data/b.json"));
}

TEST_F(NamedFilesTest, AnExistingNameWinsOverThePattern) {
  ASSERT_TRUE(files_.write_text(folder_ / "data/[ab].json", "x").has_value());
  EXPECT_THAT(names_of("'data/[ab].json'"), ElementsAre("data/[ab].json"));
}

TEST_F(NamedFilesTest, ArePackedAsCanBeRead) {
  ASSERT_TRUE(files_.write_text(folder_ / "data/old/d.json.gz", "x").has_value());
  EXPECT_THAT(names_of("data/old"), ElementsAre("data/old/c.json", "data/old/d.json.gz"));
  ASSERT_TRUE(files_.write_text(folder_ / "data/old/e.json.XZ", "x").has_value());
  for (const char* path : {"data", "'data/old/*'", "'data/**/e*'", "data/old/e.json.XZ"}) {
    const auto found = find(path);
    ASSERT_FALSE(found.has_value()) << path;
    EXPECT_EQ(found.error().code, "test.mispacked");
    EXPECT_EQ(found.error().message, "data/old/e.json.XZ: .xz files cannot be read");
  }
  EXPECT_THAT(names_of("'data/old/*.json'"), ElementsAre("data/old/c.json"));
  EXPECT_TRUE(find("'data/old/*'", Packing::kNone).has_value()) << "names do not matter then";
  EXPECT_EQ(find("data/old", Packing::kGzip)->size(), 2) << "of a folder, endings always do";
}

TEST_F(NamedFilesTest, KnowWhetherTheyAreWhatTheyWere) {
  const auto found = find("data");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(bytes_of(*found), 3);
  EXPECT_EQ(find_change(*found, files_), std::nullopt);
  ASSERT_TRUE(files_.write_text(folder_ / "data/b.json", "xx").has_value());
  EXPECT_EQ(find_change(*found, files_),
            "data/b.json changed while it was read: it was written to");
  ASSERT_TRUE(files_.remove_all(folder_ / "data/a.JSONL").has_value());
  EXPECT_EQ(find_change(*found, files_), "data/a.JSONL changed while it was read: it is gone");
}

TEST_F(NamedFilesTest, WhatIsNotThereIsToldAsByAReader) {
  const auto found = find("none.json");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().message,
            "cannot read '" + (folder_ / "none.json").string() + "': it does not exist");
  EXPECT_THAT(names_of("data/b.json/none.json"), ElementsAre("file.wrong_kind"));
}

TEST_F(NamedFilesTest, EveryEntryHasToMeanAFile) {
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_TRUE(find("empty").error().message.ends_with(
      "has no file whose name ends in .json, .jsonl or .json.gz"));
  EXPECT_THAT(names_of("[data/b.json, empty]"), ElementsAre("file.not_found"));
  EXPECT_THAT(names_of("[data/b.json, '*.csv']"), ElementsAre("file.not_found"));
  EXPECT_THAT(names_of("none.json"), ElementsAre("file.not_found"));
}

}  // namespace
}  // namespace osiris::components
