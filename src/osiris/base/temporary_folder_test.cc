#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace osiris {
namespace {

TEST(TemporaryFolder, IsNewAndEmptyAndGoesAwayWithItsContent) {
  Path path;
  {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    path = folder.path();
    EXPECT_NE(path, other.path());
    EXPECT_TRUE(std::filesystem::is_empty(path));
    std::ofstream(folder / "x") << "content";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace osiris
