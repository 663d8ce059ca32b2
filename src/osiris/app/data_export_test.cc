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

TEST_F(DataExportTest, WritesJson) {
  const std::string lines =
      "{\"n\":0,\"label\":\"x,y\"}\n{\"n\":1,\"label\":\"x,y\"}\n{\"n\":2,\"label\":\"x,y\"}\n";
  for (const char* file : {"numbers.jsonl", "numbers.ndjson"}) {
    const auto result = export_to(file);
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(text_of(folder / file), lines);
    EXPECT_EQ(result->format, "ndjson");
    EXPECT_EQ(result->bytes, static_cast<std::int64_t>(lines.size()));
  }
  ASSERT_TRUE(export_to("numbers.txt", "json").has_value());
  EXPECT_EQ(text_of(folder / "numbers.txt").substr(0, 24), "[\n{\"n\":0,\"label\":\"x,y\"},");
}

TEST_F(DataExportTest, WritesParquet) {
  const auto result = export_to("numbers.parquet");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows, 3);
  const std::string file = text_of(folder / "numbers.parquet");
  EXPECT_EQ(result->bytes, static_cast<std::int64_t>(file.size()));
  const auto reader = exchange::Database::open_for_files({folder / "numbers.parquet"});
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  const auto sum = (*reader)->query_text("SELECT sum(n), min(label) FROM '" +
                                         (folder / "numbers.parquet").string() + "'");
  ASSERT_TRUE(sum.has_value()) << sum.error().message;
  EXPECT_EQ(sum->rows[0][0], "3");
  EXPECT_EQ(sum->rows[0][1], "x,y");
}

TEST_F(DataExportTest, SaysWhichFormatsThereAre) {
  for (const auto& [file, format] : {std::pair("numbers.xlsx", ""), std::pair("numbers", ""),
                                     std::pair("numbers.csv", "xlsx")}) {
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
