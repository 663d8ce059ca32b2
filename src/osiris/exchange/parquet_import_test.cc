#include "osiris/exchange/parquet_import.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace osiris::exchange {
namespace {

using testing::HasSubstr;

class ParquetImportTest : public DatabaseTest {
 protected:
  void SetUp() override {
    files_ = folder / "files";
    std::filesystem::create_directory(files_);
    open({.path = {}, .memory_limit_bytes = {}, .readable_paths = {files_}});
    source_.root = files_;
  }

  /// Makes a file and adds it to those that are read.
  void make(const std::string& name, const std::string& select) {
    std::filesystem::create_directories((files_ / name).parent_path());
    unwrap(connection->execute("COPY (" + select + ") TO " +
                               quote_literal((files_ / name).string()) + " (FORMAT parquet)"));
    source_.files.push_back(files_ / name);
  }

  /// Reads all files and returns columns and rows, or the failure.
  std::string read() {
    const auto sql = select_parquet(*connection, source_);
    if (!sql.has_value()) {
      return sql.error().code + ": " + sql.error().message;
    }
    const auto rows = replace_relation(*connection, "t", *sql);
    if (!rows.has_value()) {
      return rows.error().code + ": " + rows.error().message;
    }
    const TextTable table = unwrap(connection->query_text("FROM t"));
    std::string text;
    for (const Column& column : unwrap(describe_relation(*connection, "t")).columns) {
      text += column.name + " " + column.type.to_sql() + ";";
    }
    for (const auto& row : table.rows) {
      for (const auto& cell : row) {
        text += "|" + cell.value_or("~");
      }
    }
    return text;
  }

  Path files_;
  ParquetSource source_;
};

TEST_F(ParquetImportTest, ReadsFilesOneAfterTheOther) {
  make("b.parquet", "SELECT i AS n FROM range(3) AS r(i)");
  make("a.parquet", "SELECT i + 10 AS n FROM range(2) AS r(i)");
  EXPECT_EQ(read(), "n BIGINT;|0|1|2|10|11");
  source_.rows_max = 4;
  EXPECT_EQ(read(), "n BIGINT;|0|1|2|10");
}

TEST_F(ParquetImportTest, KeepsOrderOverManyRowGroups) {
  make("a.parquet", "SELECT i AS n FROM range(700000) AS r(i)");
  make("b.parquet", "SELECT i + 700000 AS n FROM range(300000) AS r(i)");
  unwrap(replace_relation(*connection, "t", unwrap(select_parquet(*connection, source_))));
  EXPECT_EQ(value("SELECT bool_and(n = rowid) AND count(*) = 1000000 FROM t"), "true");
}

TEST_F(ParquetImportTest, TakesTheNamedColumnsInTheirOrder) {
  make("a.parquet", "SELECT 1 AS a, 2 AS \"b c\", 3 AS d");
  source_.names = {"d", "b c"};
  EXPECT_EQ(read(), "d INTEGER;b c INTEGER;|3|2");
  source_.names = {"D"};
  EXPECT_THAT(read(), HasSubstr("data.column_not_found: a.parquet has no column 'D'"));
}

TEST_F(ParquetImportTest, FilesWithOtherColumnsHaveToBeAskedFor) {
  make("a.parquet", "SELECT 1 AS a, 2 AS b");
  make("b.parquet", "SELECT 4 AS c, 3 AS a");
  EXPECT_EQ(read(), "parquet.columns_differ: a.parquet has no column 'c', which b.parquet has");
  source_.union_by_name = true;
  EXPECT_EQ(read(), "a INTEGER;b INTEGER;c INTEGER;|1|2|~|3|~|4");
}

TEST_F(ParquetImportTest, OrderOfColumnsDoesNotMatter) {
  make("a.parquet", "SELECT 1 AS a, 'x' AS b");
  make("b.parquet", "SELECT 'y' AS b, 2 AS a");
  EXPECT_EQ(read(), "a INTEGER;b VARCHAR;|1|x|2|y");
}

TEST_F(ParquetImportTest, TypesWidenWithoutLoss) {
  make("a.parquet", "SELECT 1::INTEGER AS a, 1.5::DECIMAL(3,1) AS b, {'x': 1} AS c");
  make("b.parquet",
       "SELECT 9223372036854775807 AS a, 2.25::DECIMAL(5,2) AS b, {'x': 2, 'y': 'z'} AS c");
  EXPECT_EQ(read(),
            "a BIGINT;b DECIMAL(5,2);c STRUCT(\"x\" INTEGER, \"y\" VARCHAR);"
            "|1|1.50|{'x': 1, 'y': NULL}|9223372036854775807|2.25|{'x': 2, 'y': z}");
}

TEST_F(ParquetImportTest, TypesThatWouldLoseAreRefused) {
  const std::pair<const char*, const char*> pairs[] = {
      {"1::BIGINT", "1.5::DOUBLE"},
      {"1.5::DOUBLE", "1::BIGINT"},
      {"1::INTEGER", "'x'"},
      {"'x'", "1::INTEGER"},
      {"TIMESTAMP '2024-01-01'", "TIMESTAMPTZ '2024-01-01'"}};
  for (const auto& [one, other] : pairs) {
    source_.files.clear();
    make("a.parquet", "SELECT " + std::string(one) + " AS price");
    make("b.parquet", "SELECT " + std::string(other) + " AS price");
    const std::string outcome = read();
    EXPECT_THAT(outcome, testing::StartsWith("parquet.types_differ: column 'price' is ")) << one;
    EXPECT_THAT(outcome, HasSubstr("a.parquet"));
    EXPECT_THAT(outcome, HasSubstr("b.parquet"));
  }
}

TEST_F(ParquetImportTest, TellsWhichFileARowComesFrom) {
  make("2024/žluť.parquet", "SELECT 1 AS file, 2 AS filename");
  make("b.parquet", "SELECT 3 AS file, 4 AS filename");
  source_.source_file_column = "source";
  EXPECT_EQ(read(),
            "file INTEGER;filename INTEGER;source VARCHAR;"
            "|1|2|2024/žluť.parquet|3|4|b.parquet");
  source_.source_file_column = "FILE";
  EXPECT_THAT(read(), testing::StartsWith("data.invalid_columns"));
}

TEST_F(ParquetImportTest, FoldersWithValuesInTheirNamesAreFolders) {
  make("year=2024/a.parquet", "SELECT 1 AS a");
  make("year=2025/a.parquet", "SELECT 2 AS a");
  EXPECT_EQ(read(), "a INTEGER;|1|2");
}

TEST_F(ParquetImportTest, NamesTheFileThatIsNoParquet) {
  make("a.parquet", "SELECT 1 AS a");
  std::ofstream(files_ / "b.parquet") << "PAR1 and then something else PAR1";
  source_.files.push_back(files_ / "b.parquet");
  EXPECT_THAT(read(), testing::StartsWith("parquet.malformed: b.parquet: its footer cannot"));
}

TEST_F(ParquetImportTest, NamesAFileThatMayNotBeRead) {
  make("a.parquet", "SELECT 1 AS a");
  std::filesystem::copy(files_ / "a.parquet", folder / "late.parquet");
  source_.files.push_back(folder / "late.parquet");
  EXPECT_THAT(read(), testing::StartsWith("parquet.file_appeared: "));
}

}  // namespace
}  // namespace osiris::exchange
