#include "components/filesystem.parquet_extractor/component.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/sdk/extractor_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class ParquetExtractorTest : public sdk::ExtractorFixture {
 protected:
  ParquetExtractorTest()
      : ExtractorFixture(filesystem_parquet_extractor(filesystem_parquet_extractor_spec())) {}

  void SetUp() override {
    std::filesystem::create_directory(folder_ / "data");
    exchange::DatabaseOptions options;
    options.path = folder_ / "session" / "pipeline_data.duckdb";
    options.threads = 2;
    options.readable_paths = {folder_ / "data"};
    auto database = exchange::Database::open(options);
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = *database;
    connection_ = std::move(*database_->connect());
  }

  void make_file(const std::string& name, const std::string& select) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    const auto made = connection_->execute("COPY (" + select + ") TO " +
                                           exchange::quote_literal((folder_ / name).string()) +
                                           " (FORMAT parquet)");
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }
};

TEST_F(ParquetExtractorTest, KeepsTypesNestedOnesToo) {
  make_file("data/a.parquet",
            "SELECT 1::UTINYINT AS n, 1.50::DECIMAL(9,2) AS d, [1, NULL] AS l, "
            "{'x': DATE '2024-01-31'} AS s, MAP {'k': 1.5::FLOAT} AS m, "
            "TIMESTAMP_NS '2024-01-31 10:00:00.123456789' AS t, NULL::VARCHAR AS v");
  EXPECT_EQ(extracted("path: data/a.parquet"),
            "n UTINYINT, d DECIMAL(9,2), l INTEGER[], s STRUCT(\"x\" DATE), "
            "m MAP(VARCHAR, FLOAT), t TIMESTAMP_NS, v VARCHAR\n"
            "1|1.50|[1, NULL]|{'x': 2024-01-31}|{k=1.5}|2024-01-31 10:00:00.123456789|~\n");
}

TEST_F(ParquetExtractorTest, CountsRowsAndBytes) {
  make_file("data/a.parquet", "SELECT i FROM range(5) AS r(i)");
  make_file("data/b.parquet", "SELECT i FROM range(6) AS r(i)");
  const auto result = run_step(component_, "path: data");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_out, 11);
  EXPECT_EQ(result->bytes, static_cast<std::int64_t>(read_file("data/a.parquet").size() +
                                                     read_file("data/b.parquet").size()));
}

TEST_F(ParquetExtractorTest, ReadsFoldersAndPatternsInOrder) {
  make_file("data/b.parquet", "SELECT 2 AS n");
  make_file("data/2024/a.parquet", "SELECT 1 AS n");
  make_file("data/_tmp.parquet", "SELECT 9 AS n");
  EXPECT_EQ(extracted("{path: data, source_file_column: file}"),
            "n INTEGER, file VARCHAR\n1|data/2024/a.parquet\n2|data/b.parquet\n");
  EXPECT_EQ(extracted("{path: 'data/[ab].par*', source_file_column: file}"),
            "n INTEGER, file VARCHAR\n2|data/b.parquet\n");
  EXPECT_EQ(extracted("{path: [data/b.parquet, data/2024], source_file_column: file}"),
            "n INTEGER, file VARCHAR\n2|data/b.parquet\n1|data/2024/a.parquet\n");
  EXPECT_THAT(extracted("path: 'data/*.csv'"), testing::StartsWith("file.not_found: no file"));
}

TEST_F(ParquetExtractorTest, NamesFilesAsThePathBegins) {
  make_file("data/a.parquet", "SELECT 1 AS n");
  const std::string absolute = (folder_ / "data" / "a.parquet").string();
  EXPECT_EQ(extracted("{path: '" + absolute + "', source_file_column: file}"),
            "n INTEGER, file VARCHAR\n1|" + absolute + "\n");
}

TEST_F(ParquetExtractorTest, TakesColumnsAndAtMostSoManyRows) {
  make_file("data/a.parquet", "SELECT i AS a, i * 2 AS b FROM range(9) AS r(i)");
  EXPECT_EQ(extracted("{path: data/a.parquet, columns: [b], limit: 2}"), "b BIGINT\n0\n2\n");
  EXPECT_THAT(extracted("{path: data/a.parquet, columns: [bb]}"),
              HasSubstr("data/a.parquet has no column 'bb'; did you mean 'b'?"));
}

TEST_F(ParquetExtractorTest, KeepsTheColumnsOfAFileWithoutRows) {
  make_file("data/a.parquet", "SELECT 1 AS a, [2] AS b WHERE false");
  EXPECT_EQ(extracted("path: data/a.parquet"), "a INTEGER, b INTEGER[]\n");
}

TEST_F(ParquetExtractorTest, SaysWhatAFileIsInstead) {
  make_file("data/a.parquet", "SELECT i, md5(i::VARCHAR) AS t FROM range(5000) AS r(i)");
  const std::string whole = read_file("data/a.parquet");
  const std::pair<std::string, const char*> files[] = {
      {"", "parquet.malformed: data/b.parquet is empty"},
      {"a,b\n1,2\n", "parquet.malformed: data/b.parquet is no Parquet file"},
      {"{\"a\": 1}", "parquet.malformed: data/b.parquet is no Parquet file; it looks like JSON"},
      {whole.substr(0, whole.size() / 2), "parquet.malformed: data/b.parquet is cut off"},
      {"PAR1", "parquet.malformed: data/b.parquet is cut off"},
      {"PARE" + whole.substr(4, 100) + "PARE", "parquet.encrypted: data/b.parquet is encrypted"},
      {"PAR1" + whole.substr(whole.size() / 2), "parquet.malformed: data/b.parquet"},
  };
  for (const auto& [bytes, expected] : files) {
    write_file("data/b.parquet", bytes);
    EXPECT_THAT(extracted("path: data/b.parquet"), testing::StartsWith(expected));
  }
  EXPECT_THAT(extracted("path: data/none.parquet"), testing::StartsWith("file.not_found"));
}

TEST_F(ParquetExtractorTest, NamesTheFileWhosePagesAreDamaged) {
  make_file("data/a.parquet", "SELECT 'some text ' || i % 100 AS t FROM range(50000) AS r(i)");
  std::string bytes = read_file("data/a.parquet");
  bytes.replace(100, 300, std::string(300, '\xFF'));
  write_file("data/a.parquet", bytes);
  EXPECT_THAT(extracted("path: data/a.parquet"),
              testing::StartsWith("parquet.malformed: data/a.parquet: "));
}

TEST_F(ParquetExtractorTest, LeavesTheRelationAsItWasWhenItFails) {
  make_file("data/a.parquet", "SELECT 1 AS n");
  ASSERT_TRUE(run_step(component_, "path: data/a.parquet").has_value());
  write_file("data/b.parquet", "nothing");
  EXPECT_FALSE(run_step(component_, "path: data").has_value());
  EXPECT_EQ(rows_of("FROM step"), "1\n");
}

TEST_F(ParquetExtractorTest, EndsWhenStopped) {
  make_file("data/a.parquet", "SELECT i FROM range(1000000) AS r(i)");
  stop_.request_stop();
  EXPECT_THAT(extracted("path: data/a.parquet"), testing::StartsWith("run.cancelled"));
}

TEST_F(ParquetExtractorTest, SeesTheColumnsThatARunWillMake) {
  make_file("data/a.parquet", "SELECT 1 AS a, {'x': [1.5]} AS b");
  make_file("data/b.parquet", "SELECT 1::BIGINT AS a, 'x' AS c");
  for (const char* config :
       {"path: data/a.parquet", "{path: data, union_by_name: true, source_file_column: f}",
        "{path: 'data/a*', columns: [b]}"}) {
    ASSERT_TRUE(run_step(component_, config).has_value()) << config;
    const auto foresight = foresee(config);
    ASSERT_TRUE(foresight.has_value()) << foresight.error().message;
    EXPECT_EQ(foresight->certainty, sdk::Certainty::kSeen) << config;
    std::string columns;
    for (const exchange::ColumnText& column : foresight->columns) {
      columns += (columns.empty() ? "" : ", ") + column.name + " " + column.type;
    }
    EXPECT_EQ(columns, columns_of("step")) << config;
  }
}

TEST_F(ParquetExtractorTest, ForeseesWhyItWouldFail) {
  const auto missing = foresee("path: data/none.parquet");
  ASSERT_TRUE(missing.has_value());
  EXPECT_EQ(missing->certainty, sdk::Certainty::kUnknown);
  ASSERT_TRUE(missing->obstacle.has_value());
  EXPECT_EQ(missing->obstacle->code, "file.not_found");
  EXPECT_EQ(missing->obstacle->detail("option"), "path");

  make_file("data/a.parquet", "SELECT 1 AS a");
  const auto wrong = foresee("{path: data/a.parquet, columns: [b]}");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().detail("option"), "columns");
}

}  // namespace
}  // namespace osiris::components
