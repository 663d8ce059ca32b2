#include "osiris/base/descriptor.h"

#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace osiris {
namespace {

bool is_open_number(int number) { return ::fcntl(number, F_GETFD) >= 0; }

TEST(Descriptor, ClosesItsFileOnce) {
  int number = -1;
  {
    Descriptor first(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    number = first.number();
    Descriptor second(std::move(first));
    EXPECT_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move): the point of the test.
    EXPECT_TRUE(second.is_open());
    EXPECT_TRUE(is_open_number(number));
  }
  EXPECT_FALSE(is_open_number(number));
}

TEST(Descriptor, ClosesTheOldFileWhenItGetsANewOne) {
  Descriptor file(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const int old_number = file.number();
  file = Descriptor(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  EXPECT_FALSE(is_open_number(old_number));
  EXPECT_TRUE(file.is_open());
}

TEST(Descriptor, ReleasesWithoutClosing) {
  Descriptor file(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Descriptor owner(file.release());
  EXPECT_FALSE(file.is_open());
  EXPECT_TRUE(is_open_number(owner.number()));
}

TEST(Descriptor, KeepsErrnoWhenClosing) {
  errno = ENOSPC;
  Descriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC)).close();
  EXPECT_EQ(errno, ENOSPC);
}

TEST(WriteFully, SaysWhatIsLeftAfterAFailure) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  std::string_view bytes = "rows";
  EXPECT_EQ(write_fully(full.number(), bytes), ENOSPC);
  EXPECT_EQ(bytes, "rows");
  const Descriptor null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(write_fully(null.number(), bytes), 0);
  EXPECT_TRUE(bytes.empty());
}

TEST(TryLock, ConflictsBetweenTwoDescriptorsOfOneProcess) {
  const TemporaryFolder folder;
  const Path path = folder / "lock";
  const Descriptor first(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const Descriptor second(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_EQ(try_lock(first.number()), 0);
  EXPECT_EQ(try_lock(second.number()), EWOULDBLOCK);
}

}  // namespace
}  // namespace osiris
