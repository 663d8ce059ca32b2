#include "components/filesystem/file_target.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/temporary_folder.h"
#include "osiris/format/yaml.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <utility>

namespace osiris::components {
namespace {

constexpr ErrorCode kInputCount{"test.input_count", Fault::kUser, ""};
constexpr ErrorCode kExists{"test.target_exists", Fault::kUser, ""};
constexpr WriterCodes kTestCodes{kInputCount, kExists};

sdk::StepConfig config_of(const std::string& yaml) {
  return sdk::StepConfig(parse_yaml(yaml, "config").value.value_or(Value()));
}

TEST(FileTarget, RefusesAFileThatAppearedMeanwhile) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.create_directories("/out").has_value());
  const sdk::StepConfig config = config_of("if_exists: fail");
  const auto file = open_target(config, "/out/a", kTestCodes, files, {});
  ASSERT_TRUE(file.has_value()) << file.error().message;
  ASSERT_TRUE((*file)->write("ours").has_value());
  ASSERT_TRUE(files.write_text("/out/a", "theirs").has_value());
  const auto committed = commit_target(config, kTestCodes, files, **file, 1);
  ASSERT_FALSE(committed.has_value());
  EXPECT_EQ(committed.error().code, "test.target_exists");
  EXPECT_EQ(files.read_text("/out/a", 100).value_or(""), "theirs");
}

TEST(FileTarget, ReplacesIfItMay) {
  MemoryFileSystem files;
  const sdk::StepConfig config = config_of("{if_exists: replace, create_dirs: true}");
  ASSERT_TRUE(files.create_directories("/out").has_value());
  ASSERT_TRUE(files.write_text("/out/a", "old").has_value());
  const auto file = open_target(config, "/out/a", kTestCodes, files, {});
  ASSERT_TRUE(file.has_value()) << file.error().message;
  ASSERT_TRUE((*file)->write("new").has_value());
  const auto written = commit_target(config, kTestCodes, files, **file, 7);
  ASSERT_TRUE(written.has_value()) << written.error().message;
  EXPECT_EQ(written->bytes, 3);
  EXPECT_EQ(written->rows, 7);
  EXPECT_EQ(files.read_text("/out/a", 100).value_or(""), "new");
}

/// Commits one file while a set that has a file of that name is being put into the folder.
class FileTargetInASet : public testing::TestWithParam<const char*> {
 protected:
  Result<sdk::WrittenFile> write_one(std::stop_token stop) {
    const sdk::StepConfig config = config_of("{if_exists: " + std::string(GetParam()) + "}");
    OSIRIS_TRY(const auto file, open_target(config, path_, kTestCodes, files_, std::move(stop)));
    OSIRIS_CHECKED(file->write("one"));
    return commit_target(config, kTestCodes, files_, *file, 1);
  }
  std::string content() { return files_.read_text(path_, 100).value_or(""); }

  const TemporaryFolder folder_;
  const Path path_ = folder_ / "out_0001.csv";
  RealFileSystem files_;
};

TEST_P(FileTargetInASet, WaitsUntilTheSetIsInItsPlace) {
  ASSERT_TRUE(files_.write_text(path_, "old").has_value());
  std::stop_source stop;
  stop.request_stop();
  const auto set = files_.create_atomic_set(folder_ / "out.csv");
  ASSERT_TRUE(set.has_value());
  ASSERT_TRUE((*set)->begin("out_0001.csv").has_value());
  ASSERT_TRUE((*set)->write("of a set").has_value());
  const Status put = (*set)->commit([&]() -> Result<std::vector<std::string>> {
    const auto meanwhile = write_one(stop.get_token());
    EXPECT_FALSE(meanwhile.has_value()) << "it went by the set";
    EXPECT_EQ(meanwhile.has_value() ? "" : meanwhile.error().code, "run.cancelled");
    EXPECT_EQ(content(), "old");
    return std::vector<std::string>();
  });
  ASSERT_TRUE(put.has_value()) << put.error().message;
  EXPECT_EQ(content(), "of a set");
  EXPECT_TRUE(write_one({}).has_value());
  EXPECT_EQ(content(), "one");
}

INSTANTIATE_TEST_SUITE_P(HoweverItIsWritten, FileTargetInASet,
                         testing::Values("replace", "append"));

}  // namespace
}  // namespace osiris::components
