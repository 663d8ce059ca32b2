#include "osiris/base/filesystem.h"

#include "osiris/base/descriptor.h"
#include "osiris/base/temporary_folder.h"
#include "osiris/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace osiris {
namespace {

using ::testing::HasSubstr;

class RealFileSystemTest : public ::testing::Test {
 protected:
  std::string content_of(const char* name) const {
    return files_.read_text(folder_ / name).value_or("(unreadable)");
  }

  TemporaryFolder folder_;
  RealFileSystem real_;
  FileSystem& files_ = real_;
};

TEST_F(RealFileSystemTest, ReadsWhatItWrote) {
  const std::string text("a\0b\r\n\xFF", 6);
  ASSERT_TRUE(files_.write_text(folder_ / "x", text).has_value());
  EXPECT_EQ(content_of("x"), text);
  ASSERT_TRUE(files_.write_text(folder_ / "x", "").has_value());
  EXPECT_EQ(content_of("x"), "");
}

TEST_F(RealFileSystemTest, ReadsNoMoreThanAllowed) {
  ASSERT_TRUE(files_.write_text(folder_ / "x", "12345").has_value());
  EXPECT_EQ(files_.read_text(folder_ / "x", 5).value(), "12345");
  const auto refused = files_.read_text(folder_ / "x", 4);
  EXPECT_EQ(refused.error().code, kFileTooLarge.name);
  EXPECT_EQ(files_.read_text("/dev/zero", 100'000).error().code, kFileTooLarge.name);
}

TEST_F(RealFileSystemTest, ReadsFilesThatDoNotKnowTheirSize) {
  EXPECT_THAT(files_.read_text("/proc/self/status").value(), HasSubstr("Pid:"));
}

TEST_F(RealFileSystemTest, NamesTheLinkThatLeadsNowhereWhereAFolderIsToBe) {
  std::filesystem::create_symlink(folder_ / "gone", folder_ / "link");
  const auto refused = files_.create_directories(folder_ / "link/a/b");
  EXPECT_EQ(refused.error().code, kFileNotFound.name);
  EXPECT_THAT(refused.error().message, HasSubstr("/link': it is a link to '"));
  EXPECT_THAT(refused.error().hint, HasSubstr("Create the folder that it leads to"));
}

TEST_F(RealFileSystemTest, SaysWhyAFileCannotBeRead) {
  const auto missing = files_.read_text(folder_ / "missing.csv");
  EXPECT_EQ(missing.error().code, kFileNotFound.name);
  EXPECT_THAT(missing.error().message, HasSubstr("missing.csv"));
  EXPECT_EQ(files_.read_text(folder_.path()).error().code, kFileKind.name);
  ASSERT_TRUE(files_.write_text(folder_ / "x", "").has_value());
  EXPECT_EQ(files_.read_text(folder_ / "x/y").error().code, kFileKind.name);
}

TEST_F(RealFileSystemTest, AppendsLines) {
  {
    auto log = files_.open_append(folder_ / "log");
    ASSERT_TRUE(log.has_value());
    ASSERT_TRUE((*log)->append("one\n").has_value());
    ASSERT_TRUE((*log)->append("two\n").has_value());
  }
  auto log = files_.open_append(folder_ / "log");
  ASSERT_TRUE((*log)->append("three\n").has_value());
  EXPECT_EQ(content_of("log"), "one\ntwo\nthree\n");
}

TEST_F(RealFileSystemTest, StartsANewLineAfterATornOne) {
  ASSERT_TRUE(files_.write_text(folder_ / "log", "one\n{\"half").has_value());
  auto log = files_.open_append(folder_ / "log");
  ASSERT_TRUE((*log)->append("two\n").has_value());
  ASSERT_TRUE((*log)->append("three\n").has_value());
  EXPECT_EQ(content_of("log"), "one\n{\"half\ntwo\nthree\n");
}

TEST_F(RealFileSystemTest, DoesNotTakeALineBeingWrittenForATornOne) {
  const Descriptor other(::open((folder_ / "log").c_str(), O_WRONLY | O_APPEND | O_CREAT, 0666));
  ASSERT_EQ(try_lock(other.number()), 0);
  ASSERT_EQ(::write(other.number(), "ha", 2), 2);
  auto log = files_.open_append(folder_ / "log");
  std::thread writer([&] { EXPECT_TRUE((*log)->append("two\n").has_value()); });
  EXPECT_EQ(::write(other.number(), "lf\n", 3), 3);
  EXPECT_EQ(::flock(other.number(), LOCK_UN), 0);
  writer.join();
  EXPECT_EQ(content_of("log"), "half\ntwo\n");
}

TEST_F(RealFileSystemTest, LosesNoLineThatIsAppendedWhileTheFileIsRewritten) {
  constexpr int kLines = 500;
  std::thread writer([&] {
    auto log = files_.open_append(folder_ / "log");
    for (int i = 0; i < kLines; ++i) {
      ASSERT_TRUE((*log)->append("keep\n").has_value());
      ASSERT_TRUE((*log)->append("drop\n").has_value());
    }
  });
  const auto without_dropped = [](std::string text) {
    return replace_all(std::move(text), "drop\n", "");
  };
  auto log = files_.open_append(folder_ / "log");
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE((*log)->rewrite(without_dropped).has_value());
  }
  writer.join();
  ASSERT_TRUE((*log)->rewrite(without_dropped).has_value());
  ASSERT_TRUE((*log)->append("end\n").has_value());
  EXPECT_EQ(content_of("log").size(), kLines * 5U + 4U);
}

TEST_F(RealFileSystemTest, KeepsAFileThatCannotBeRewritten) {
  auto log = files_.open_append(folder_ / "log");
  ASSERT_TRUE((*log)->append("one\n").has_value());
  const auto same = [](std::string text) { return text; };
  EXPECT_TRUE((*log)->rewrite(same).has_value());
  EXPECT_EQ(content_of("log"), "one\n");
  ASSERT_TRUE(files_.remove_all(folder_ / "log").has_value());
  EXPECT_EQ((*log)->rewrite(same).error().code, kFileNotFound.name);
}

TEST_F(RealFileSystemTest, ReadsPartsOfAFile) {
  ASSERT_TRUE(files_.write_text(folder_ / "x", "abcdef").has_value());
  EXPECT_EQ(files_.read_part(folder_ / "x", 0, 100), "abcdef");
  EXPECT_EQ(files_.read_part(folder_ / "x", 2, 3), "cde");
  EXPECT_EQ(files_.read_part(folder_ / "x", 6, 3), "");
  EXPECT_EQ(files_.read_part(folder_ / "x", 9, 3), "");
  EXPECT_EQ(files_.read_part(folder_ / "missing", 0, 1).error().code, kFileNotFound.name);
  EXPECT_EQ(files_.read_part(folder_.path(), 0, 1).error().code, kFileKind.name);
}

TEST_F(RealFileSystemTest, SaysWhichEntriesAreLinks) {
  ASSERT_TRUE(files_.write_text(folder_ / "file", "1").has_value());
  std::filesystem::create_symlink(folder_ / "file", folder_ / "link");
  const auto entries = files_.list(folder_.path());
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_FALSE((*entries)[0].is_link);
  EXPECT_TRUE((*entries)[1].is_link);
}

TEST_F(RealFileSystemTest, KeepsLinesOfSeveralWritersApart) {
  constexpr int kLines = 500;
  const auto write_lines = [&](char letter) {
    auto log = files_.open_append(folder_ / "log");
    for (int i = 0; i < kLines; ++i) {
      ASSERT_TRUE((*log)->append(std::string(100, letter) + "\n").has_value());
    }
  };
  std::thread other(write_lines, 'a');
  write_lines('b');
  other.join();
  const std::string text = content_of("log");
  ASSERT_EQ(text.size(), 2U * kLines * 101U);
  for (std::size_t at = 0; at < text.size(); at += 101) {
    ASSERT_EQ(text.substr(at, 101), std::string(100, text[at]) + "\n");
  }
}

TEST_F(RealFileSystemTest, SaysWhyALogCannotBeOpenedOrWritten) {
  EXPECT_EQ(files_.open_append(folder_ / "absent/log").error().code, kFileNotFound.name);
  EXPECT_EQ(files_.open_append(folder_.path()).error().code, kFileKind.name);
  auto full = files_.open_append("/dev/full");
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ((*full)->append("line\n").error().code, kDiskFull.name);
}

TEST_F(RealFileSystemTest, CreatesAndRemovesFolders) {
  const Path deep = folder_ / "a/b/c";
  ASSERT_TRUE(files_.create_directories(deep).has_value());
  ASSERT_TRUE(files_.create_directories(deep).has_value());
  EXPECT_TRUE(files_.is_directory(deep));
  ASSERT_TRUE(files_.write_text(deep / "x", "1").has_value());
  EXPECT_EQ(files_.create_directories(deep / "x").error().code, kFileKind.name);
  EXPECT_EQ(files_.create_directories(deep / "x/y").error().code, kFileKind.name);
  ASSERT_TRUE(files_.remove_all(folder_ / "a").has_value());
  ASSERT_TRUE(files_.remove_all(folder_ / "a").has_value());
  EXPECT_FALSE(files_.exists(folder_ / "a"));
}

TEST_F(RealFileSystemTest, RemovesALinkAndNotWhatItPointsTo) {
  ASSERT_TRUE(files_.write_text(folder_ / "kept", "1").has_value());
  std::filesystem::create_symlink("kept", folder_ / "link");
  ASSERT_TRUE(files_.remove_all(folder_ / "link").has_value());
  EXPECT_TRUE(files_.exists(folder_ / "kept"));
}

TEST_F(RealFileSystemTest, TellsWhatExists) {
  ASSERT_TRUE(files_.write_text(folder_ / "x", "1").has_value());
  EXPECT_TRUE(files_.exists(folder_ / "x"));
  EXPECT_FALSE(files_.is_directory(folder_ / "x"));
  EXPECT_TRUE(files_.exists(folder_.path()));
  EXPECT_TRUE(files_.is_directory(folder_.path()));
  EXPECT_FALSE(files_.exists(folder_ / "y"));
  EXPECT_FALSE(files_.exists(folder_ / "x/y"));
}

TEST_F(RealFileSystemTest, ListsSortedByName) {
  ASSERT_TRUE(files_.write_text(folder_ / "b", "12345").has_value());
  ASSERT_TRUE(files_.write_text(folder_ / "B", "1").has_value());
  ASSERT_TRUE(files_.create_directories(folder_ / "a").has_value());
  std::filesystem::create_symlink("nowhere", folder_ / "c");
  const auto entries = files_.list(folder_.path());
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 4U);
  EXPECT_EQ((*entries)[0].name, "B");
  EXPECT_EQ((*entries)[1].name, "a");
  EXPECT_TRUE((*entries)[1].is_directory);
  EXPECT_EQ((*entries)[2].name, "b");
  EXPECT_FALSE((*entries)[2].is_directory);
  EXPECT_EQ((*entries)[2].size_bytes, 5U);
  EXPECT_EQ((*entries)[3].size_bytes, 0U);
  EXPECT_EQ(files_.list(folder_ / "b").error().code, kFileKind.name);
  EXPECT_EQ(files_.list(folder_ / "absent").error().code, kFileNotFound.name);
}

TEST_F(RealFileSystemTest, SaysWhenItMayNotWriteOrRead) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may do everything";
  }
  ASSERT_TRUE(files_.write_text(folder_ / "x", "1").has_value());
  ASSERT_EQ(::chmod((folder_ / "x").c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0500), 0);
  EXPECT_EQ(files_.read_text(folder_ / "x").error().code, kFileDenied.name);
  EXPECT_EQ(files_.write_text(folder_ / "y", "").error().code, kFileDenied.name);
  EXPECT_EQ(files_.create_directories(folder_ / "z").error().code, kFileDenied.name);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0700), 0);
}

}  // namespace
}  // namespace osiris
