#include "components/filesystem.csv_extractor/load.h"

#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

namespace osiris::components {
namespace {

using testing::HasSubstr;

/// Loads files that are too big to be known before they are loaded.
class CsvLoadTest : public sdk::StepFixture {
 protected:
  Result<sdk::StepResult> extract(std::string_view bytes) {
    write_file("in.csv", bytes);
    return run_step(component_, "path: in.csv");
  }

  /// Makes 30,000 rows with the value `good`, then one with `late`.
  static std::string late_value(const std::string& good, const std::string& late) {
    std::string text = "id,value,padding\n";
    const std::string padding(200, 'x');
    for (int row = 0; row < 30'000; ++row) {
      text += std::to_string(row) + "," + good + "," + padding + "\n";
    }
    return text + "30000," + late + "," + padding + "\n";
  }

  std::string late_row() {
    return columns_of("step") + "\n" + rows_of("SELECT value FROM step WHERE id = 30000");
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(CsvLoadTest, FindsALeadingZeroAfterThirtyThousandRows) {
  const auto result = extract(late_value("7", "007"));
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_out, 30'001);
  EXPECT_EQ(late_row(), "id BIGINT, value VARCHAR, padding VARCHAR\n007\n");
  EXPECT_THAT(observer_.warnings,
              testing::ElementsAre(HasSubstr("csv.type_widened (1) in.csv:30002: column 'value' "
                                             "becomes VARCHAR because of '007'")));
}

TEST_F(CsvLoadTest, WidensForLateValues) {
  const struct {
    const char* good;
    const char* late;
    const char* type;
    const char* shown;
  } cases[] = {
      {"5", "1.5", "DOUBLE", "1.5"},
      {"5", "9223372036854775808", "HUGEINT", "9223372036854775808"},
      {"5", "1_000", "VARCHAR", "1_000"},
      {"5", " 6", "VARCHAR", " 6"},
      {"1.5", "1e400", "VARCHAR", "1e400"},
      {"2024-01-02", "2024-01-02 10:00:00", "TIMESTAMP", "2024-01-02 10:00:00"},
      {"2024-01-02 10:00:00", "2024-01-02 10:00:00+02", "VARCHAR", "2024-01-02 10:00:00+02"},
      {"2024-01-02 10:00:00", "2024-01-02 24:00:00", "VARCHAR", "2024-01-02 24:00:00"},
      {"true", "yes", "VARCHAR", "yes"},
      {"", "5", "BIGINT", "5"},
  };
  for (const auto& [good, late, type, shown] : cases) {
    const auto result = extract(late_value(good, late));
    ASSERT_TRUE(result.has_value()) << late << ": " << result.error().message;
    EXPECT_EQ(late_row(),
              std::string("id BIGINT, value ") + type + ", padding VARCHAR\n" + shown + "\n");
  }
}

TEST_F(CsvLoadTest, WidensForALateNumberOfAnotherForm) {
  write_file("in.csv", late_value("5", "1'00"));
  const auto result = run_step(component_, "path: in.csv\nthousands: \"'\"");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(late_row(), "id BIGINT, value VARCHAR, padding VARCHAR\n1'00\n");
}

TEST_F(CsvLoadTest, WidensForALateEmptyText) {
  write_file("in.csv", late_value("5", ""));
  const auto result = run_step(component_, "path: in.csv\nempty_as_null: false");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(late_row(), "id BIGINT, value VARCHAR, padding VARCHAR\n\n");
}

TEST_F(CsvLoadTest, StopsAtALateMalformedRow) {
  const auto result = extract(late_value("5", "6,7"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.malformed");
  EXPECT_EQ(result.error().message,
            "in.csv:30002: expected 3 fields as in the header on line 1, found 4 fields");
  EXPECT_EQ(columns_of("step"), "relation.not_found");
}

TEST_F(CsvLoadTest, ReadsTextThatLooksLikeRecords) {
  const std::string tricky = "\"line\n1,2,3\n5,6,7\n\"\"\"";
  std::string text = "id,a,b\n";
  std::int64_t rows = 0;
  for (; text.size() < (std::size_t{8} << 20); ++rows) {
    text += std::to_string(rows) + "," + tricky + "," + (rows % 3 == 0 ? "\"\"\"\"" : "zzz") + "\n";
  }
  const auto result = extract(text);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_out, rows);
  EXPECT_EQ(rows_of("SELECT count(DISTINCT id), max(id), min(length(a)), max(length(a)) FROM step"),
            std::to_string(rows) + "|" + std::to_string(rows - 1) + "|18|18\n");
}

TEST_F(CsvLoadTest, ReadsLongValuesInSmallBatches) {
  const std::string value(1'000'000, 'x');
  std::string text = "a,b\n";
  for (int row = 0; row < 40; ++row) {
    text += std::to_string(row) + "," + value + "\n";
  }
  const auto result = extract(text);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows_of("SELECT count(*), min(length(b)), max(length(b)), max(a) FROM step"),
            "40|1000000|1000000|39\n");
}

TEST_F(CsvLoadTest, KeepsTheOrderOfRows) {
  const auto result = extract(late_value("5", "6"));
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows_of("SELECT count(*) FROM step WHERE id <> rowid"), "0\n");
}

TEST_F(CsvLoadTest, CountsLateNumbersThatDoubleRounds) {
  const auto result = extract(late_value("1.5", "0.1234567890123456789"));
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_THAT(observer_.warnings,
              testing::ElementsAre(HasSubstr("csv.digits_lost (1) in.csv:30002: column 'value'")));
}

TEST_F(CsvLoadTest, NoticesThatTheColumnsChangedMeanwhile) {
  observer_.on_warning = [this] { write_file("in.csv", "x,y\n1,2\n"); };
  const auto result = extract("a,a\n1,2\n");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.file_changed");
  EXPECT_TRUE(result.error().transient);
}

TEST_F(CsvLoadTest, NoticesThatTheTypesChangedTwice) {
  observer_.on_warning = [this] { write_file("in.csv", late_value("2024-01-02", "x")); };
  const auto result = extract(late_value("5", "1.5"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.file_changed");
  EXPECT_EQ(columns_of("step"), "relation.not_found");
}

TEST_F(CsvLoadTest, LeavesNothingWhenStopped) {
  stop_.request_stop();
  const auto result = extract(late_value("5", "6"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "run.cancelled");
  EXPECT_EQ(columns_of("step"), "relation.not_found");
}

}  // namespace
}  // namespace osiris::components
