#include "osiris/base/file_error.h"

#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>

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

TEST(FileError, SaysWhyAFolderThatIsThereTakesNoFile) {
  const Error error = creation_error(ENOENT, "write", "/proc/rows.csv");
  EXPECT_TRUE(error.is(kFileDenied));
  EXPECT_THAT(error.message, HasSubstr("no file can be made in the folder '/proc'"));
}

TEST(FileError, NamesWhatALinkLeadsTo) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("absent/rows.csv", folder / "link.csv");
  const Error error = creation_error(ENOENT, "write", folder / "link.csv");
  EXPECT_TRUE(error.is(kFileNotFound));
  EXPECT_THAT(error.message, HasSubstr("it is a link to 'absent/rows.csv', whose folder"));
  EXPECT_THAT(file_error(ENOENT, "read", folder / "link.csv").message,
              HasSubstr("it is a link to 'absent/rows.csv', which does not exist"));
}

TEST(FileError, MayBeTriedAgainIfItMayPassByItself) {
  for (const int number : {EINTR, EAGAIN, EBUSY, EMFILE, ENFILE, ESTALE, ETIMEDOUT}) {
    EXPECT_TRUE(file_error(number, "read", "in.csv").transient) << number;
  }
  for (const int number : {ENOENT, EACCES, EIO, ENOSPC, EDQUOT, ELOOP}) {
    EXPECT_FALSE(file_error(number, "read", "in.csv").transient) << number;
  }
}

TEST(FileError, SaysHowLargeAFileMayBe) {
  const Error error = file_too_large_error("big.yaml", 16 << 20);
  EXPECT_TRUE(error.is(kFileTooLarge));
  EXPECT_THAT(error.message, HasSubstr("16 MiB"));
}

}  // namespace
}  // namespace osiris
