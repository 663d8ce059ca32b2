#include "components/filesystem/doctor.h"

#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace osiris::components {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// A disk whose folders cannot be used as the test says; root may do anything on a real one.
class GuardedFileSystem final : public FileSystem {
 public:
  Result<std::string> read_text(const Path& path, std::uintmax_t bytes_max) const override {
    return disk.read_text(path, bytes_max);
  }
  Result<std::unique_ptr<AtomicFile>> create_atomic(const Path& path) override {
    if (write_errno != 0) {
      return fail(file_error(write_errno, "write", path));
    }
    return disk.create_atomic(path);
  }
  Result<std::unique_ptr<AtomicFileSet>> create_atomic_set(const Path& path) override {
    return disk.create_atomic_set(path);
  }
  Result<std::unique_ptr<AppendFile>> open_append(const Path& path) override {
    return disk.open_append(path);
  }
  Status create_directories(const Path& path) override { return disk.create_directories(path); }
  bool exists(const Path& path) const override { return disk.exists(path); }
  bool is_directory(const Path& path) const override { return disk.is_directory(path); }
  Result<FileStamp> stamp(const Path& path) const override { return disk.stamp(path); }
  Result<std::vector<DirectoryEntry>> list(const Path& path) const override {
    if (list_errno != 0) {
      return fail(file_error(list_errno, "list", path));
    }
    return disk.list(path);
  }
  Status remove_all(const Path& path) override { return disk.remove_all(path); }

  RealFileSystem disk;
  int list_errno = 0;
  int write_errno = 0;
};

class FilesystemDoctorTest : public testing::Test {
 protected:
  sdk::DoctorReport check(const std::string& base_dir) {
    sdk::ConnectionSettings settings{
        .ref = {"filesystem", "main"}, .values = Value::object(), .from_env = {}};
    if (!base_dir.empty()) {
      settings.values.set("base_dir", base_dir);
    }
    const sdk::DoctorContext context{.files = files,
                                     .clock = clock,
                                     .project_dir = folder.path(),
                                     .timeout = std::chrono::seconds(1),
                                     .stop = {}};
    return check_base_dir(settings, context);
  }

  TemporaryFolder folder;
  GuardedFileSystem files;
  SystemClock clock;
};

TEST_F(FilesystemDoctorTest, FindsAFolderHealthyAndLeavesNothingInIt) {
  ASSERT_TRUE(files.create_directories(folder / "data" / "in").has_value());
  for (const std::string& base_dir : {std::string("data/in"), (folder / "data/in/").string()}) {
    const sdk::DoctorReport report = check(base_dir);
    EXPECT_FALSE(report.problem.has_value()) << report.message;
    EXPECT_EQ(report.message,
              "base_dir '" + (folder / "data/in").string() + "' can be read and written");
  }
  EXPECT_THAT(*files.list(folder / "data/in"), IsEmpty());
  EXPECT_THAT(check("").message, HasSubstr("'" + folder.path().string() + "'"));
}

TEST_F(FilesystemDoctorTest, SaysWhatIsWrongWithAFolder) {
  EXPECT_EQ(check("none").problem, sdk::DoctorCategory::kConfig);
  EXPECT_THAT(check("none").message, HasSubstr("does not exist"));
  EXPECT_THAT(check("none").hint, HasSubstr("mkdir"));
  ASSERT_TRUE(files.write_text(folder / "file", "x").has_value());
  EXPECT_EQ(check("file").problem, sdk::DoctorCategory::kConfig);
  EXPECT_THAT(check("file").message, HasSubstr("no folder"));
}

TEST_F(FilesystemDoctorTest, TellsPermissionFromATroubledDisk) {
  files.list_errno = EACCES;
  EXPECT_EQ(check("").problem, sdk::DoctorCategory::kPermission);
  EXPECT_THAT(check("").hint, HasSubstr("chmod"));
  files.list_errno = EIO;
  EXPECT_EQ(check("").problem, sdk::DoctorCategory::kUnknown);
}

TEST_F(FilesystemDoctorTest, ReadersCanDoWithoutWriting) {
  files.write_errno = EROFS;
  EXPECT_FALSE(check("").problem.has_value());
  EXPECT_THAT(check("").message, HasSubstr("can be read, not written"));
}

}  // namespace
}  // namespace osiris::components
