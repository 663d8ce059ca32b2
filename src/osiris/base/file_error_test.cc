#include "osiris/base/file_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace osiris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(FileError, ClassifiesByNumber) {
  const std::vector<std::pair<int, const ErrorCode*>> cases{
      {ENOENT, &kFileNotFound}, {EACCES, &kFileDenied}, {EPERM, &kFileDenied},
      {EROFS, &kFileDenied},    {EISDIR, &kFileKind},   {ENOTDIR, &kFileKind},
      {EEXIST, &kFileExists},   {ENOSPC, &kDiskFull},   {EDQUOT, &kDiskFull},
      {EFBIG, &kDiskFull},      {EIO, &kFileIo},        {EPIPE, &kFileIo},
      {ENAMETOOLONG, &kFileIo}, {EMFILE, &kFileIo},     {ELOOP, &kFileIo},
  };
  for (const auto& [number, code] : cases) {
    const Error error = file_error(number, "write", "out/rows.csv");
    EXPECT_TRUE(error.is(*code)) << number << " gave " << error.code;
    EXPECT_EQ(error.fault, code->fault);
    EXPECT_THAT(error.message, HasSubstr("cannot write 'out/rows.csv': "));
    EXPECT_THAT(error.details, ElementsAre(Pair("path", "out/rows.csv")));
  }
}

TEST(FileError, BlamesTheFolderWhenAFileCannotBeCreated) {
  const Error missing = creation_error(ENOENT, "write", "out/rows.csv");
  EXPECT_TRUE(missing.is(kFileNotFound));
  EXPECT_THAT(missing.message, HasSubstr("the folder 'out' does not exist"));
  EXPECT_TRUE(creation_error(EACCES, "write", "out/rows.csv").is(kFileDenied));
  EXPECT_TRUE(creation_error(ENOENT, "write", "").is(kFileNotFound));
}

TEST(FileError, SaysHowLargeAFileMayBe) {
  const Error error = file_too_large_error("big.yaml", 16 << 20);
  EXPECT_TRUE(error.is(kFileTooLarge));
  EXPECT_THAT(error.message, HasSubstr("16 MiB"));
}

}  // namespace
}  // namespace osiris
