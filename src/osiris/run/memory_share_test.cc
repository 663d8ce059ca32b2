#include "osiris/run/memory_share.h"

#include <gtest/gtest.h>

namespace osiris::run {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;

TEST(MemoryShare, LeavesTheProcessWhatItNeedsItself) {
  EXPECT_EQ(database_share(512 * kMegabyte), 233'600'000);
  EXPECT_EQ(database_share(2220 * kMegabyte), 1600 * kMegabyte);
}

TEST(MemoryShare, LetsTheDatabaseWorkWithASmallLimit) {
  EXPECT_EQ(database_share(128 * kMegabyte), std::int64_t{96} << 20);
  EXPECT_EQ(database_share(64 * kMegabyte), 64 * kMegabyte);
}

TEST(MemoryShare, GrowsWithTheLimit) {
  std::int64_t before = 0;
  for (std::int64_t limit = kMegabyte; limit < 1000 * kMegabyte; limit += kMegabyte) {
    const std::int64_t share = database_share(limit);
    EXPECT_GE(share, before);
    EXPECT_LE(share, limit);
    before = share;
  }
}

}  // namespace
}  // namespace osiris::run
