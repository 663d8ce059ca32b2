#include "osiris/base/memory_filesystem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(MemoryFileSystem, ReplacesAtCommitOnly) {
  MemoryFileSystem disk;
  disk.files["out/rows.csv"] = "old";
  {
    auto discarded = disk.create_atomic("out/rows.csv");
    ASSERT_TRUE((*discarded)->write("lost").has_value());
  }
  EXPECT_EQ(disk.files["out/rows.csv"], "old");
  ASSERT_TRUE(disk.write_text("out/rows.csv", "new").has_value());
  EXPECT_THAT(disk.files, UnorderedElementsAre(Pair("out/rows.csv", "new")));
}

TEST(MemoryFileSystem, NeedsTheFolderOfAFile) {
  MemoryFileSystem disk;
  EXPECT_EQ(disk.write_text("out/x", "1").error().code, kFileNotFound.name);
  EXPECT_EQ(disk.open_append("out/x").error().code, kFileNotFound.name);
  ASSERT_TRUE(disk.create_directories("out").has_value());
  EXPECT_TRUE(disk.write_text("out/x", "1").has_value());
  EXPECT_TRUE(disk.write_text("top", "1").has_value());
  EXPECT_TRUE(disk.write_text("/top", "1").has_value());
  EXPECT_EQ(disk.write_text("out", "1").error().code, kFileKind.name);
  EXPECT_EQ(disk.create_directories("out/x/y").error().code, kFileKind.name);
}

TEST(MemoryFileSystem, AppendsAndStartsANewLineAfterATornOne) {
  MemoryFileSystem disk;
  disk.files["log"] = "{\"half";
  auto log = disk.open_append("log");
  ASSERT_TRUE((*log)->append("one\n").has_value());
  ASSERT_TRUE((*log)->append("two\n").has_value());
  EXPECT_EQ(disk.files["log"], "{\"half\none\ntwo\n");
}

TEST(MemoryFileSystem, ReadsPartsOfAFile) {
  MemoryFileSystem disk;
  disk.files["x"] = "abcdef";
  EXPECT_EQ(disk.read_part("x", 2, 3), "cde");
  EXPECT_EQ(disk.read_part("x", 6, 3), "");
  EXPECT_EQ(disk.read_part("y", 0, 3).error().code, kFileNotFound.name);
}

TEST(MemoryFileSystem, RewritesAndGoesOn) {
  MemoryFileSystem disk;
  auto log = disk.open_append("log");
  ASSERT_TRUE((*log)->append("one\n").has_value());
  ASSERT_TRUE((*log)->rewrite([](const std::string& text) { return "0\n" + text; }).has_value());
  ASSERT_TRUE((*log)->append("two\n").has_value());
  EXPECT_EQ(disk.files["log"], "0\none\ntwo\n");
}

TEST(MemoryFileSystem, FailsWhereItIsTold) {
  MemoryFileSystem disk;
  auto log = disk.open_append("events.jsonl");
  auto file = disk.create_atomic("events.csv");
  disk.full_path_part = "events";
  EXPECT_EQ((*log)->append("x\n").error().code, kDiskFull.name);
  EXPECT_EQ((*file)->write("x").error().code, kDiskFull.name);
  EXPECT_EQ(disk.write_text("events.txt", "").error().code, kDiskFull.name);
  EXPECT_EQ(disk.open_append("events.txt").error().code, kDiskFull.name);
  EXPECT_EQ(disk.create_directories("a/events").error().code, kDiskFull.name);
  EXPECT_TRUE(disk.write_text("other", "x").has_value());
  disk.full_path_part.clear();
  EXPECT_EQ((*file)->commit().error().code, kDiskFull.name);  // A failed write is not forgotten.
  EXPECT_TRUE((*log)->append("x\n").has_value());
}

TEST(MemoryFileSystem, ListsWhatLiesDirectlyInAFolder) {
  MemoryFileSystem disk;
  disk.files["/s/b.txt"] = "12345";
  disk.files["/s/a/deep/x"] = "1";
  disk.files["/sibling"] = "1";
  disk.directories.insert("/s/empty");
  const auto entries = disk.list("/s/");
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "a");
  EXPECT_TRUE((*entries)[0].is_directory);
  EXPECT_EQ((*entries)[1].name, "b.txt");
  EXPECT_EQ((*entries)[1].size_bytes, 5U);
  EXPECT_EQ((*entries)[2].name, "empty");
  EXPECT_TRUE(disk.is_directory("/s/a/deep"));
  EXPECT_EQ(disk.list("/").value().size(), 2U);
  EXPECT_EQ(disk.list("/absent").error().code, kFileNotFound.name);
  EXPECT_EQ(disk.list("/s/b.txt").error().code, kFileKind.name);
}

TEST(MemoryFileSystem, RemovesAFolderWithAllInIt) {
  MemoryFileSystem disk;
  disk.files["s/x"] = "1";
  disk.files["s2/x"] = "1";
  disk.directories = {"s", "s/d"};
  ASSERT_TRUE(disk.remove_all("s").has_value());
  EXPECT_FALSE(disk.exists("s"));
  EXPECT_TRUE(disk.exists("s2/x"));
  EXPECT_TRUE(disk.directories.empty());
}

TEST(MemoryFileSystem, GuardsItsReaders) {
  MemoryFileSystem disk;
  disk.files["d/x"] = "12345";
  const FileSystem& files = disk;
  EXPECT_EQ(files.read_text("d/x").value(), "12345");
  EXPECT_EQ(files.read_text("d/x", 4).error().code, kFileTooLarge.name);
  EXPECT_EQ(files.read_text("d").error().code, kFileKind.name);
  EXPECT_EQ(files.read_text("d/y").error().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris
