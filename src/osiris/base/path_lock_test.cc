#include "osiris/base/path_lock.h"
#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace osiris {
namespace {

class PathLockTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }

  const TemporaryFolder folder_;
  const Path path_ = folder_ / "out.csv";
};

TEST_F(PathLockTest, IsHeldByOneAtATime) {
  write("out.csv", "a\n");
  auto lock = PathLock::try_acquire(path_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_FALSE(PathLock::try_acquire(path_).has_value());
  EXPECT_TRUE(PathLock::try_acquire(folder_ / "other.csv").has_value());
  lock.reset();
  EXPECT_TRUE(PathLock::try_acquire(path_).has_value());
}

TEST_F(PathLockTest, HoldsForAFileThatIsStillToCome) {
  const auto lock = PathLock::try_acquire(path_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_FALSE(PathLock::try_acquire(path_).has_value());
}

TEST_F(PathLockTest, GoesToTheFileThatHasTheNameNow) {
  write("out.csv", "a\n");
  const auto of_the_old = PathLock::try_acquire(path_);
  write("new.csv", "b\n");
  std::filesystem::rename(folder_ / "new.csv", path_);
  const auto of_the_new = PathLock::try_acquire(path_);
  EXPECT_TRUE(of_the_old.has_value());
  EXPECT_TRUE(of_the_new.has_value());
  EXPECT_FALSE(PathLock::try_acquire(path_).has_value());
}

TEST_F(PathLockTest, MeansOneFileByAllItsNames) {
  write("out.csv", "a\n");
  std::filesystem::create_symlink(path_, folder_ / "link.csv");
  const auto lock = PathLock::try_acquire(folder_ / "link.csv");
  EXPECT_FALSE(PathLock::try_acquire(path_).has_value());
}

TEST_F(PathLockTest, KeepsNobodyFromWhatCannotBeReplaced) {
  const auto lock = PathLock::try_acquire("/dev/null");
  EXPECT_TRUE(lock.has_value());
  EXPECT_TRUE(PathLock::try_acquire("/dev/null").has_value());
  EXPECT_TRUE(PathLock::try_acquire(folder_ / "no" / "folder.csv").has_value());
}

TEST_F(PathLockTest, LeavesNothingBehind) {
  PathLock::try_acquire(path_);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace osiris
