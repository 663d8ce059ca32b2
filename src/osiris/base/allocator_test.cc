#include "osiris/base/allocator.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace osiris {
namespace {

TEST(Allocator, KeepsLargeBlocksForReuse) {
#if !defined(__GLIBC__) || defined(OSIRIS_SANITIZED)
  GTEST_SKIP() << "another allocator";
#else
  keep_freed_memory();
  const std::size_t mapped = mallinfo2().hblks;
  const std::vector<char> block(1 << 20);
  EXPECT_EQ(mallinfo2().hblks, mapped) << "the block comes from the heap, not from the system";
#endif
}

}  // namespace
}  // namespace osiris
