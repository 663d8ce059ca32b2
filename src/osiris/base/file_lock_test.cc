#include "osiris/base/filesystem.h"
#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <optional>

#include <sys/wait.h>
#include <unistd.h>

namespace osiris {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(FileLock, IsHeldByOneAtATime) {
  const TemporaryFolder folder;
  const Path path = folder / ".lock";
  {
    const auto lock = FileLock::acquire(path);
    ASSERT_TRUE(lock.has_value());
    EXPECT_TRUE(FileLock::is_held(path));
    const auto second = FileLock::acquire(path);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, kSessionLocked.name);
    EXPECT_THAT(second.error().message, HasSubstr(".lock' is locked by this process"));
    EXPECT_THAT(second.error().details, Contains(Pair("pid", std::to_string(::getpid()))));
  }
  EXPECT_FALSE(FileLock::is_held(path));
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_TRUE(FileLock::acquire(path).has_value());
}

TEST(FileLock, IsAskedForWithoutATrace) {
  const TemporaryFolder folder;
  EXPECT_FALSE(FileLock::is_held(folder / ".lock"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".lock"));
}

TEST(FileLock, TravelsWithItsOwner) {
  const TemporaryFolder folder;
  std::optional<FileLock> kept;
  {
    auto lock = FileLock::acquire(folder / "a");
    kept.emplace(std::move(lock).value());
  }
  EXPECT_TRUE(FileLock::is_held(folder / "a"));
  *kept = FileLock::acquire(folder / "b").value();
  EXPECT_FALSE(FileLock::is_held(folder / "a"));
  EXPECT_TRUE(FileLock::is_held(folder / "b"));
  kept.reset();
  EXPECT_FALSE(FileLock::is_held(folder / "b"));
}

TEST(FileLock, EndsWithItsProcess) {
  const TemporaryFolder folder;
  const Path path = folder / ".lock";
  int ready[2] = {-1, -1};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = FileLock::acquire(path);
    [[maybe_unused]] const ssize_t told = ::write(ready[1], lock.has_value() ? "y" : "n", 1);
    for (;;) {
      ::pause();
    }
  }
  char answer = 'n';
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_TRUE(FileLock::is_held(path));
  const auto refused = FileLock::acquire(path);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().details, Contains(Pair("pid", std::to_string(child))));

  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_FALSE(FileLock::is_held(path));
  EXPECT_TRUE(FileLock::acquire(path).has_value());
}

TEST(FileLock, DoesWithoutTheNameOfTheHolder) {
  const TemporaryFolder folder;
  const auto lock = FileLock::acquire(folder / ".lock");
  std::ofstream(folder / ".lock") << "garbage\x1b[2J";
  const auto refused = FileLock::acquire(folder / ".lock");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kSessionLocked.name);
  EXPECT_THAT(refused.error().message, HasSubstr("another process"));
}

TEST(FileLock, NeedsTheFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(FileLock::acquire(folder / "absent/.lock").error().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris
