#include "components/filesystem/file_target.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/format/yaml.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace osiris::components
