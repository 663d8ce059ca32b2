#include "osiris/base/file_sum.h"

#include "osiris/base/sha256.h"
#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace osiris {
namespace {

TEST(FileSum, CoversTheStartOfAFileAndNothingBehindIt) {
  const TemporaryFolder folder;
  const RealFileSystem files;
  const Path path = folder / "rows.csv";
  // More than is read at once, and no two pieces alike.
  const std::string text =
      std::string(std::size_t{1} << 20, 'a') + std::string(std::size_t{1} << 20, 'b') + "end";
  std::ofstream(path, std::ios::binary) << text;

  EXPECT_EQ(sha256_of_start(path, text.size(), files), sha256_hex(text));
  EXPECT_EQ(sha256_of_start(path, text.size() - 2, files),
            sha256_hex(text.substr(0, text.size() - 2)));
  EXPECT_EQ(sha256_of_start(path, 1, files), sha256_hex("a"));
  EXPECT_EQ(sha256_of_start(path, 0, files), sha256_hex(""));
}

TEST(FileSum, SaysNothingOfBytesThatAreNotThere) {
  const TemporaryFolder folder;
  const RealFileSystem files;
  std::ofstream(folder / "short.csv") << "abc";

  EXPECT_EQ(sha256_of_start(folder / "short.csv", 4, files), std::nullopt);
  EXPECT_EQ(sha256_of_start(folder / "none.csv", 1, files), std::nullopt);
  EXPECT_EQ(sha256_of_start(folder.path(), 1, files), std::nullopt);
}

}  // namespace
}  // namespace osiris
