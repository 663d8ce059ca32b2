#include "osiris/run/process_memory.h"

#include "osiris/base/memory_filesystem.h"

#include <gtest/gtest.h>

namespace osiris::run {
namespace {

TEST(ProcessMemory, ReadsTheKernelsBooks) {
  MemoryFileSystem files;
  files.files["/proc/self/status"] =
      "Name:\tosiris\nVmPeak:\t  999 kB\nVmHWM:\t     200 kB\nVmRSS:\t     100 kB\nThreads:\t3\n";
  const ProcessMemory memory = process_memory(files);
  EXPECT_EQ(memory.now, 100 * 1024);
  EXPECT_EQ(memory.peak, 200 * 1024);
}

TEST(ProcessMemory, IsUnknownWithoutThem) {
  MemoryFileSystem files;
  EXPECT_EQ(process_memory(files).now, std::nullopt);
  files.files["/proc/self/status"] = "Name:\tosiris\nVmRSS: many kB\n";
  EXPECT_EQ(process_memory(files).now, std::nullopt);
  EXPECT_EQ(process_memory(files).peak, std::nullopt);
}

}  // namespace
}  // namespace osiris::run
