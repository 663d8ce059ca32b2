#include "osiris/app/data_export.h"

#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::HasSubstr;

class DataExportTest : public ProjectTest {
 protected:
  void SetUp() override { id = run(pipeline())->session_id; }

  Result<ExportResult> export_to(const std::string& file, const std::string& format = {}) {
    return export_data(
        world, {.session = id, .relation = "make-numbers", .file = folder / file, .format = format},
        {});
  }

  std::string id;
};

TEST_F(DataExportTest, WritesARelation) {
  const auto result = export_to("numbers.csv");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(text_of(folder / "numbers.csv"), "n,label\n0,\"x,y\"\n1,\"x,y\"\n2,\"x,y\"\n");
  EXPECT_EQ(result->rows, 3);
  EXPECT_EQ(result->bytes, 32);
  EXPECT_EQ(result->format, "csv");
}

TEST_F(DataExportTest, TakesTheFormatOverTheEnding) {
  EXPECT_TRUE(export_to("numbers.CSV").has_value());
  EXPECT_TRUE(export_to("numbers.txt", "csv").has_value());
}

TEST_F(DataExportTest, SaysThatOnlyCsvIsWritten) {
  for (const auto& [file, format] : {std::pair("numbers.parquet", ""), std::pair("numbers", ""),
                                     std::pair("numbers.csv", "parquet")}) {
    const auto result = export_to(file, format);
    ASSERT_FALSE(result.has_value()) << file;
    EXPECT_EQ(result.error().code, kExportFormat.name);
    EXPECT_FALSE(files.exists(folder / file));
  }
}

TEST_F(DataExportTest, LeavesNoFileBehindAFailure) {
  write("numbers.csv", "old");
  ASSERT_TRUE(export_to("missing/numbers.csv").error().is(kFileNotFound));
  const auto result = export_data(
      world,
      {.session = id, .relation = "make_numbers", .file = folder / "numbers.csv", .format = {}},
      {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, exchange::kRelationMissing.name);
  EXPECT_THAT(result.error().message, HasSubstr("'make-numbers'"));
  EXPECT_EQ(text_of(folder / "numbers.csv"), "old");
}

TEST_F(DataExportTest, KeepsTheOldFileIfItIsStopped) {
  write("numbers.csv", "old");
  std::stop_source source;
  source.request_stop();
  const auto result = export_data(
      world,
      {.session = id, .relation = "make-numbers", .file = folder / "numbers.csv", .format = {}},
      source.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_TRUE(result.error().is(kCancelled));
  EXPECT_EQ(text_of(folder / "numbers.csv"), "old");
}

TEST_F(DataExportTest, SaysThatARunningSessionHasToEndFirst) {
  const auto lock = FileLock::acquire(sessions_dir(world) / id / ".lock");
  ASSERT_TRUE(lock.has_value());
  EXPECT_EQ(export_to("numbers.csv").error().code, kSessionLocked.name);
}

}  // namespace
}  // namespace osiris::app
