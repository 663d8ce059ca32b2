#include "osiris/exchange/parquet_export.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

namespace osiris::exchange {
namespace {

using testing::HasSubstr;

class ParquetExportTest : public DatabaseTest {
 protected:
  void make_relation(const std::string& select) {
    unwrap(replace_relation(*connection, "t", select));
  }

  Result<ExportStats> write(const std::vector<std::string>& columns,
                            const ParquetFormat& format = {}, const RunControl& control = {}) {
    bytes_.clear();
    return export_parquet(
        *connection, "t", columns, format, files_,
        [this](std::string_view piece) {
          bytes_ += piece;
          return Status();
        },
        control);
  }

  /// Writes all of a one-column relation.
  std::string written(const ParquetFormat& format = {}) {
    unwrap(write({"value"}, format));
    return bytes_;
  }

  /// Returns a query's rows over the file that was written, which another database reads.
  std::string rows_of(const std::string& query_before, const std::string& query_after = "") {
    const Path file = folder / "out.parquet";
    EXPECT_TRUE(files_.write_text(file, bytes_).has_value());
    const auto reader = unwrap(Database::open_for_files({file}));
    const TextTable table = unwrap(
        reader->query_text(query_before + "(" + quote_literal(file.string()) + ")" + query_after));
    std::string text;
    for (const auto& row : table.rows) {
      for (const auto& cell : row) {
        text += cell.value_or("~") + "|";
      }
      text += "\n";
    }
    return text;
  }

  bool scratch_is_empty() const {
    return !std::filesystem::exists(database->scratch_folder()) ||
           std::filesystem::is_empty(database->scratch_folder());
  }

  RealFileSystem files_;
  std::string bytes_;
};

TEST_F(ParquetExportTest, WritesTheNamedColumnsInTheirOrder) {
  make_relation("SELECT 1 AS a, 'x' AS \"b c\", 3 AS d UNION ALL SELECT NULL, 'y', 5");
  const ExportStats stats = unwrap(write({"d", "b c", "a"}));
  EXPECT_EQ(stats.rows, 2);
  EXPECT_EQ(stats.bytes, static_cast<std::int64_t>(bytes_.size()));
  EXPECT_EQ(rows_of("FROM read_parquet"), "3|x|1|\n5|y|~|\n");
  EXPECT_EQ(rows_of("SELECT name FROM parquet_schema", " WHERE name <> 'duckdb_schema'"),
            "d|\nb c|\na|\n");
  EXPECT_TRUE(scratch_is_empty());
}

TEST_F(ParquetExportTest, KeepsTheColumnsOfAnEmptyRelation) {
  make_relation("SELECT 1 AS value, [DATE '2026-01-01'] AS days WHERE false");
  unwrap(write({"value", "days"}));
  EXPECT_EQ(rows_of("SELECT count(*) FROM read_parquet"), "0|\n");
  EXPECT_EQ(rows_of("SELECT column_type FROM (DESCRIBE FROM read_parquet", ")"),
            "INTEGER|\nDATE[]|\n");
}

TEST_F(ParquetExportTest, PacksAndGroupsAsAsked) {
  make_relation("SELECT i AS value FROM range(10000) AS r(i)");
  const auto facts = [this](const ParquetFormat& format) {
    written(format);
    return rows_of("SELECT DISTINCT compression, count(*) OVER () FROM parquet_metadata");
  };
  EXPECT_EQ(facts({}), "SNAPPY|1|\n");
  EXPECT_EQ(facts({.compression = ParquetCompression::kNone}), "UNCOMPRESSED|1|\n");
  EXPECT_EQ(facts({.compression = ParquetCompression::kGzip}), "GZIP|1|\n");
  EXPECT_EQ(facts({.compression = ParquetCompression::kZstd, .row_group_rows = 2048}), "ZSTD|5|\n");
}

TEST_F(ParquetExportTest, SameRowsGiveSameBytesWhateverTheThreads) {
  const std::string rows =
      "SELECT i AS value, 'text ' || i % 1000 AS t FROM range(500000) AS r(i) WHERE i % 7 > 1";
  std::string first;
  for (const int threads : {1, 2, 4}) {
    open({.path = {}, .memory_limit_bytes = {}, .threads = threads, .readable_paths = {}});
    make_relation(rows);
    unwrap(write({"value", "t"}));
    first = first.empty() ? bytes_ : first;
    EXPECT_TRUE(bytes_ == first) << threads << " threads";
  }
  EXPECT_EQ(rows_of("SELECT bool_and(value > before) FROM (SELECT value, lag(value, 1, -1) OVER () "
                    "AS before FROM read_parquet",
                    ")"),
            "true|\n");
}

TEST_F(ParquetExportTest, KeepsEveryDigitOfHugeNumbers) {
  make_relation(
      "SELECT * FROM (VALUES (99999999999999999999999999999999999999::HUGEINT), "
      "(-1::HUGEINT), (NULL)) AS v(value)");
  written();
  EXPECT_EQ(rows_of("FROM read_parquet"), "99999999999999999999999999999999999999|\n-1|\n~|\n");
}

TEST_F(ParquetExportTest, NamesColumnAndRowOfAValueThatDoesNotFit) {
  make_relation(
      "SELECT 1 AS id, 5::HUGEINT AS value UNION ALL "
      "SELECT 2, 170141183460469231731687303715884105727");
  const auto result = write({"id", "value"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "parquet.value_not_storable");
  EXPECT_THAT(result.error().message, HasSubstr("column 'value', row 2"));
  EXPECT_THAT(result.error().hint, HasSubstr("CAST(\"value\" AS VARCHAR)"));
  EXPECT_TRUE(bytes_.empty());
  EXPECT_TRUE(scratch_is_empty());
}

TEST_F(ParquetExportTest, RefusesTypesThatParquetCannotKeep) {
  for (const std::string value :
       {"1::UNION(n INTEGER, s VARCHAR)", "[1::UNION(n INTEGER, s VARCHAR)]", "1::BIGNUM"}) {
    make_relation("SELECT " + value + " AS value");
    const auto result = write({"value"});
    ASSERT_FALSE(result.has_value()) << value;
    EXPECT_EQ(result.error().code, "parquet.type_not_storable") << value;
  }
}

TEST_F(ParquetExportTest, WritesAsTextWhatParquetWouldCutShort) {
  make_relation(
      "SELECT INTERVAL '-1 month 2 days 3.123456 seconds' AS a, "
      "TIMETZ '12:00:00+02:30' AS b, '0101'::BIT AS c, "
      "[INTERVAL '1 microsecond'] AS d, {'x': '1'::BIT} AS e");
  unwrap(write({"a", "b", "c", "d", "e"}));
  EXPECT_EQ(rows_of("FROM read_parquet"),
            "-1 month 2 days 00:00:03.123456|12:00:00+02:30|0101|['00:00:00.000001']|"
            "{'x': 1}|\n");
}

TEST_F(ParquetExportTest, NamesTheColumnThatIsMissing) {
  make_relation("SELECT 1 AS revenue");
  EXPECT_EQ(write({"revenu"}).error().code, "data.column_not_found");
}

TEST_F(ParquetExportTest, EndsWithTheSinkAndWithTheStop) {
  make_relation("SELECT i AS value FROM range(300000) AS r(i)");
  const auto result =
      export_parquet(*connection, "t", {"value"}, {}, files_,
                     [](std::string_view) -> Status { return fail(kDiskFull, "full"); });
  EXPECT_EQ(result.error().code, "file.disk_full");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(write({"value"}, {}, {.stop = stop.get_token(), .on_progress = {}}).error().code,
            "run.cancelled");
  EXPECT_TRUE(scratch_is_empty());
}

TEST_F(ParquetExportTest, WorksInAFinishedSessionAndLeavesNothingThere) {
  make_relation("SELECT 7 AS value");
  open({.path = {}, .read_only = true, .memory_limit_bytes = {}, .readable_paths = {}});
  written();
  EXPECT_EQ(rows_of("FROM read_parquet"), "7|\n");
  const Path scratch = database->scratch_folder();
  connection.reset();
  database.reset();
  EXPECT_FALSE(std::filesystem::exists(scratch));
}

TEST_F(ParquetExportTest, NeedsLittleMemory) {
  open({.path = {}, .memory_limit_bytes = 128 << 20, .readable_paths = {}});
  make_relation(
      "SELECT i AS value, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS t "
      "FROM range(4000000) AS r(i)");
  EXPECT_EQ(unwrap(write({"value", "t"})).rows, 4'000'000);
}

}  // namespace
}  // namespace osiris::exchange
