#include "osiris/base/machine.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/temporary_folder.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

TEST(Machine, TellsWhatThisOneHas) {
  const TemporaryFolder folder;
  const RealMachine machine;
  const auto disk = machine.disk(folder.path());
  ASSERT_TRUE(disk.has_value());
  EXPECT_FALSE(disk->kind.empty());
  EXPECT_GT(disk->free_bytes, 0);
  EXPECT_TRUE(machine.disk("/dev/shm").value_or(DiskFacts()).is_memory);
  EXPECT_TRUE(machine.disk(folder / "absent").error().is(kFileNotFound));
  EXPECT_NE(machine.limits().open_files, 0);
  EXPECT_GT(machine.limits().memory_bytes, 64 << 20);
}

TEST(GroupMemory, IsTheLeastOfAGroupAndThoseAboveIt) {
  MemoryFileSystem files;
  EXPECT_EQ(group_memory_limit(files), std::nullopt);
  files.files["/proc/self/cgroup"] = "0::/a/b\n";
  EXPECT_EQ(group_memory_limit(files), std::nullopt);
  files.files["/sys/fs/cgroup/a/b/memory.max"] = "max\n";
  EXPECT_EQ(group_memory_limit(files), std::nullopt);
  files.files["/sys/fs/cgroup/a/memory.max"] = "5000\n";
  files.files["/sys/fs/cgroup/memory.max"] = "9000\n";
  EXPECT_EQ(group_memory_limit(files), 5000);
}

TEST(GroupMemory, IsFoundInBothVersions) {
  MemoryFileSystem files;
  files.files["/proc/self/cgroup"] = "12:cpu,cpuacct:/x\n4:hugetlb,memory:/docker/c:d\nodd\n0::/\n";
  files.files["/sys/fs/cgroup/memory/docker/c:d/memory.limit_in_bytes"] = "7000\n";
  files.files["/sys/fs/cgroup/memory/memory.limit_in_bytes"] = "9223372036854771712\n";
  EXPECT_EQ(group_memory_limit(files), 7000);
  files.files["/sys/fs/cgroup/memory.max"] = "600\n";
  EXPECT_EQ(group_memory_limit(files), 600);
}

TEST(ProgramFolder, HoldsTheProgram) {
  EXPECT_TRUE(RealFileSystem().exists(program_folder() / "osiris_base_test"))
      << program_folder().string();
}

}  // namespace
}  // namespace osiris
