#include "osiris/base/atomic_file.h"

#include "osiris/base/descriptor.h"
#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <functional>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace osiris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string content_of(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void put(const Path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

std::vector<std::string> names_in(const Path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

mode_t mode_of(const Path& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

/// Runs `act` in a process of its own that is then killed, without a chance to clear up.
void run_and_kill(const std::function<void()>& act) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    act();
    ::raise(SIGKILL);
  }
  int state = 0;
  ASSERT_EQ(::waitpid(child, &state, 0), child);
  ASSERT_TRUE(WIFSIGNALED(state));
}

/// Lets no file of this process grow beyond a size, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes_max) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit lowered{bytes_max, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &lowered);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int) = nullptr;
};

using Opener = Result<std::unique_ptr<AtomicFile>> (*)(const Path&);

/// Holds for both kinds of file systems: with and without files that have no name.
class AtomicFileTest : public ::testing::TestWithParam<std::pair<const char*, Opener>> {
 protected:
  static Result<std::unique_ptr<AtomicFile>> open(const Path& path) {
    return GetParam().second(path);
  }
  static Status write(const Path& path, std::string_view text) {
    OSIRIS_TRY(const auto file, open(path));
    OSIRIS_CHECKED(file->write(text));
    return file->commit();
  }

  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(
    Kinds, AtomicFileTest,
    ::testing::Values(std::pair<const char*, Opener>("Preferred", &open_atomic_file),
                      std::pair<const char*, Opener>("Hidden", &open_atomic_file_with_hidden_name)),
    [](const auto& kind) { return std::string(kind.param.first); });

TEST_P(AtomicFileTest, AppearsWholeAtCommit) {
  auto file = open(folder_ / "rows.csv");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->write("id\n").has_value());
  ASSERT_TRUE((*file)->write("1\n").has_value());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "rows.csv"));
  ASSERT_TRUE((*file)->commit().has_value());
  EXPECT_EQ(content_of(folder_ / "rows.csv"), "id\n1\n");
  EXPECT_THAT(names_in(folder_.path()), ElementsAre("rows.csv"));
}

TEST_P(AtomicFileTest, LeavesNothingWithoutCommit) {
  put(folder_ / "old.csv", "old");
  {
    auto fresh = open(folder_ / "new.csv");
    auto replacement = open(folder_ / "old.csv");
    ASSERT_TRUE(fresh.has_value() && replacement.has_value());
    ASSERT_TRUE((*fresh)->write("x").has_value());
    ASSERT_TRUE((*replacement)->write("x").has_value());
  }
  EXPECT_THAT(names_in(folder_.path()), ElementsAre("old.csv"));
  EXPECT_EQ(content_of(folder_ / "old.csv"), "old");
}

TEST_P(AtomicFileTest, KeepsPermissionsOfAReplacedFile) {
  put(folder_ / "secret.csv", "old");
  ASSERT_EQ(::chmod((folder_ / "secret.csv").c_str(), 0620), 0);
  ASSERT_TRUE(write(folder_ / "secret.csv", "new").has_value());
  EXPECT_EQ(content_of(folder_ / "secret.csv"), "new");
  EXPECT_EQ(mode_of(folder_ / "secret.csv"), 0620U);
  EXPECT_THAT(names_in(folder_.path()), ElementsAre("secret.csv"));
}

TEST_P(AtomicFileTest, GivesANewFileWhatTheUmaskLeaves) {
  const mode_t old_mask = ::umask(027);
  const Status written = write(folder_ / "rows.csv", "x");
  ::umask(old_mask);
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(mode_of(folder_ / "rows.csv"), 0640U);
}

TEST_P(AtomicFileTest, FollowsLinksToTheirFile) {
  std::filesystem::create_directory(folder_ / "data");
  put(folder_ / "data/real.csv", "old");
  std::filesystem::create_symlink("data/real.csv", folder_ / "relative");
  std::filesystem::create_symlink(folder_ / "relative", folder_ / "absolute");
  std::filesystem::create_symlink("data/later.csv", folder_ / "dangling");
  ASSERT_TRUE(write(folder_ / "absolute", "new").has_value());
  ASSERT_TRUE(write(folder_ / "dangling", "later").has_value());
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "absolute"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "dangling"));
  EXPECT_EQ(content_of(folder_ / "data/real.csv"), "new");
  EXPECT_EQ(content_of(folder_ / "data/later.csv"), "later");
}

TEST_P(AtomicFileTest, RefusesLinksThatTurnInACircle) {
  std::filesystem::create_symlink("b", folder_ / "a");
  std::filesystem::create_symlink("a", folder_ / "b");
  EXPECT_EQ(write(folder_ / "a", "x").error().code, kFileIo.name);
}

TEST_P(AtomicFileTest, RefusesAFolder) {
  std::filesystem::create_directory(folder_ / "out");
  EXPECT_EQ(write(folder_ / "out", "x").error().code, kFileKind.name);
  EXPECT_EQ(write(folder_ / "absent/", "x").error().code, kFileKind.name);
}

TEST_P(AtomicFileTest, NeedsTheFolderOfTheFile) {
  const Status written = write(folder_ / "absent/rows.csv", "x");
  EXPECT_EQ(written.error().code, kFileNotFound.name);
  EXPECT_THAT(written.error().message, HasSubstr("absent' does not exist"));
  put(folder_ / "plain", "");
  EXPECT_EQ(write(folder_ / "plain/rows.csv", "x").error().code, kFileKind.name);
}

TEST_P(AtomicFileTest, RespectsAWriteProtectedFile) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may write everywhere";
  }
  put(folder_ / "kept.csv", "old");
  ASSERT_EQ(::chmod((folder_ / "kept.csv").c_str(), 0444), 0);
  EXPECT_EQ(write(folder_ / "kept.csv", "new").error().code, kFileDenied.name);
}

TEST_P(AtomicFileTest, WritesMoreThanItsBuffer) {
  const std::string row(1000, 'r');
  const std::string block(1 << 20, 'b');
  auto file = open(folder_ / "rows.csv");
  ASSERT_TRUE(file.has_value());
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE((*file)->write(row).has_value());
    expected += row;
  }
  ASSERT_TRUE((*file)->write(block).has_value());
  ASSERT_TRUE((*file)->write("end").has_value());
  ASSERT_TRUE((*file)->commit().has_value());
  EXPECT_EQ(content_of(folder_ / "rows.csv"), expected + block + "end");
}

TEST_P(AtomicFileTest, RemembersAFailedWrite) {
  put(folder_ / "rows.csv", "old");
  {
    auto file = open(folder_ / "rows.csv");
    ASSERT_TRUE(file.has_value());
    {
      const FileSizeLimit full(4096);
      EXPECT_EQ((*file)->write(std::string(1 << 20, 'x')).error().code, kDiskFull.name);
    }
    EXPECT_EQ((*file)->write("more").error().code, kDiskFull.name);
    EXPECT_EQ((*file)->commit().error().code, kDiskFull.name);
  }
  EXPECT_EQ(content_of(folder_ / "rows.csv"), "old");
  EXPECT_THAT(names_in(folder_.path()), ElementsAre("rows.csv"));
}

TEST_P(AtomicFileTest, ReportsAFullDiskAtCommit) {
  auto file = open(folder_ / "rows.csv");
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->write("buffered only").has_value());
  const FileSizeLimit full(4);
  EXPECT_EQ((*file)->commit().error().code, kDiskFull.name);
}

TEST_P(AtomicFileTest, HasRoomForTheLongestName) {
  const std::string name(255, 'n');
  ASSERT_TRUE(write(folder_ / name, "1").has_value());
  ASSERT_TRUE(write(folder_ / name, "2").has_value());
  EXPECT_EQ(content_of(folder_ / name), "2");
}

TEST_P(AtomicFileTest, LetsTheLastOfTwoWritersWin) {
  auto first = open(folder_ / "rows.csv");
  auto second = open(folder_ / "rows.csv");
  ASSERT_TRUE(first.has_value() && second.has_value());
  ASSERT_TRUE((*first)->write("first").has_value());
  ASSERT_TRUE((*second)->write("second").has_value());
  ASSERT_TRUE((*second)->commit().has_value());
  ASSERT_TRUE((*first)->commit().has_value());
  EXPECT_EQ(content_of(folder_ / "rows.csv"), "first");
  EXPECT_THAT(names_in(folder_.path()), ElementsAre("rows.csv"));
}

TEST(AtomicFile, LeavesNothingWhenKilled) {
  const TemporaryFolder folder;
  const Descriptor unnamed(::open(folder.path().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (!unnamed.is_open()) {
    GTEST_SKIP() << "the file system has no files without a name";
  }
  run_and_kill([&] {
    auto file = open_atomic_file(folder / "rows.csv");
    (void)(*file)->write(std::string(1 << 20, 'x'));
    [[maybe_unused]] auto* kept = file->release();
  });
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(AtomicFile, ClearsUpAfterAKilledWriterButNotUnderALivingOne) {
  const TemporaryFolder folder;
  put(folder / ".rows.csv.osiris-notes.tmp", "not ours");
  run_and_kill([&] {
    auto file = open_atomic_file_with_hidden_name(folder / "rows.csv");
    [[maybe_unused]] auto* kept = file->release();
  });
  ASSERT_EQ(names_in(folder.path()).size(), 2U);

  auto living = open_atomic_file_with_hidden_name(folder / "rows.csv");
  auto another = open_atomic_file_with_hidden_name(folder / "rows.csv");
  ASSERT_TRUE(living.has_value() && another.has_value());
  EXPECT_EQ(names_in(folder.path()).size(), 3U);
  ASSERT_TRUE((*living)->commit().has_value());
  ASSERT_TRUE((*another)->commit().has_value());
  EXPECT_THAT(names_in(folder.path()), ElementsAre(".rows.csv.osiris-notes.tmp", "rows.csv"));
}

TEST(AtomicFile, WritesDirectlyToDevices) {
  auto null = open_atomic_file("/dev/null");
  ASSERT_TRUE(null.has_value());
  EXPECT_TRUE((*null)->write("gone").has_value());
  EXPECT_TRUE((*null)->commit().has_value());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));

  auto full = open_atomic_file("/dev/full");
  ASSERT_TRUE(full.has_value());
  EXPECT_TRUE((*full)->write("buffered").has_value());
  EXPECT_EQ((*full)->commit().error().code, kDiskFull.name);
}

TEST(AtomicFile, WritesDirectlyToAPipe) {
  const TemporaryFolder folder;
  const Path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Descriptor reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  auto file = open_atomic_file(pipe);
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->write("row\n").has_value());
  ASSERT_TRUE((*file)->commit().has_value());
  char bytes[8] = {};
  EXPECT_EQ(::read(reader.number(), bytes, sizeof(bytes)), 4);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST(AtomicFile, ContinuesARedirectedOutput) {
  const TemporaryFolder folder;
  const Path path = folder / "out.txt";
  const Descriptor output(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::write(output.number(), "head\n", 5), 5);
  auto file = open_atomic_file("/dev/fd/" + std::to_string(output.number()));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE((*file)->write("row\n").has_value());
  ASSERT_TRUE((*file)->commit().has_value());
  ASSERT_EQ(::write(output.number(), "tail\n", 5), 5);
  EXPECT_EQ(content_of(path), "head\nrow\ntail\n");
}

TEST(AtomicFileDeathTest, IsNotWrittenAfterCommit) {
  const TemporaryFolder folder;
  auto file = open_atomic_file(folder / "rows.csv");
  ASSERT_TRUE((*file)->commit().has_value());
  EXPECT_DEATH((void)(*file)->write("x"), "write after commit");
  EXPECT_DEATH((void)(*file)->commit(), "second commit");
}

}  // namespace
}  // namespace osiris
