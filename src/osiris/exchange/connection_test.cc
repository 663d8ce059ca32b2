#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>

#include <chrono>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace osiris::exchange {
namespace {

class Queries : public DatabaseTest {};

TEST_F(Queries, NamesTheKindOfFailure) {
  const std::pair<const char*, const ErrorCode*> cases[] = {
      {"SELEC 1", &kSqlInvalid},
      {"SELECT missing FROM (SELECT 1 AS a)", &kSqlInvalid},
      {"SELECT * FROM nowhere", &kSqlInvalid},
      {"SELECT 1; SELECT 2", &kSqlNotOneSelect},
      {"", &kSqlNotOneSelect},
      {"SELECT 'x'::INTEGER", &kSqlFailed},
      {"SELECT * FROM read_text('/etc/passwd')", &kSqlDenied},
      {"SET threads = 1", &kSqlDenied},
  };
  for (const auto& [sql, code] : cases) {
    const auto result = connection->execute(sql);
    ASSERT_FALSE(result.has_value()) << sql;
    EXPECT_EQ(result.error().code, code->name) << sql << ": " << result.error().message;
  }
  EXPECT_EQ(value("SELECT 1"), "1");  // The connection goes on.
}

TEST_F(Queries, CountTheirLinesAsTheyWereWritten) {
  const auto failure = [this](const std::string& sql) {
    const auto result = connection->query_text(sql);
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? "" : result.error().message;
  };
  const std::string rest = "s::INTEGER FROM (SELECT 'x' || i AS s FROM range(2) AS r(i))";
  EXPECT_THAT(failure("SELECT " + rest), testing::HasSubstr("\nLINE 1: SELECT s::INTEGER"));
  EXPECT_THAT(failure("SELECT\n" + rest), testing::HasSubstr("\nLINE 2: s::INTEGER"));
  const std::string ninth = failure("SELECT" + std::string(8, '\n') + rest);
  EXPECT_THAT(ninth, testing::HasSubstr("\nLINE 9: " + rest + "\n         ^"));
}

TEST_F(Queries, OnlyASelectIsAQuery) {
  for (const char* sql :
       {"CREATE TABLE x AS SELECT 1", "PRAGMA database_size", "CHECKPOINT", "SET x = 1"}) {
    EXPECT_FALSE(connection->query_text(sql).has_value()) << sql;
  }
}

TEST_F(Queries, TextTablesKeepNullsApartFromEmptyTexts) {
  const TextTable table =
      unwrap(connection->query_text("SELECT NULL AS a, '' AS b, [1, NULL] AS c -- end"));
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0][0], std::nullopt);
  EXPECT_EQ(table.rows[0][1], "");
  EXPECT_EQ(table.rows[0][2], "[1, NULL]");
  EXPECT_EQ(table.columns[2].type, ColumnType::list(TypeId::kInteger));
}

TEST_F(Queries, ReferencedTablesAreThoseThatSqlReads) {
  const auto names = unwrap(
      connection->referenced_tables("WITH c AS (FROM a) SELECT * FROM c JOIN \"b-1.x\" ON true"));
  EXPECT_EQ(names.size(), 2U);
  EXPECT_EQ(unwrap(connection->referenced_tables("SELECT * FROM a JOIN b USING (id)")).size(), 2U);
}

// Requests the stop as soon as the work has begun, and returns how long the work then took.
template <class Work>
std::chrono::milliseconds stop_soon(Work&& work) {
  std::stop_source source;
  std::chrono::steady_clock::time_point stopped;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stopped = std::chrono::steady_clock::now();
    source.request_stop();
  });
  RunControl control;
  control.stop = source.get_token();
  const auto result = work(control);
  stopper.join();
  EXPECT_FALSE(result.has_value());
  if (!result.has_value()) {
    EXPECT_EQ(result.error().code, kCancelled.name) << result.error().message;
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               stopped);
}

TEST_F(Queries, StopWithinASecondAndLeaveNothing) {
  const auto took = stop_soon([&](const RunControl& control) {
    return replace_relation(*connection, "big",
                            "SELECT a.range, hash(b.range) FROM range(1000000) a, range(1000000) b",
                            control);
  });
  EXPECT_LT(took.count(), 1000);
  EXPECT_TRUE(unwrap(list_relations(*connection)).empty());
  EXPECT_EQ(value("SELECT 1"), "1");
}

TEST_F(Queries, ReportProgress) {
  unwrap(replace_relation(*connection, "source", "SELECT range AS i FROM range(3000000)"));
  std::stop_source enough;
  std::vector<Progress> reports;
  RunControl control;
  control.stop = enough.get_token();
  control.on_progress = [&](const Progress& progress) {
    reports.push_back(progress);
    if (progress.percent.value_or(0) > 0) {
      enough.request_stop();
    }
  };
  // Slow for each row, so that it is still running when the first report is due.
  static_cast<void>(replace_relation(
      *connection, "t", "SELECT sha256(sha256(i::VARCHAR) || md5(i::VARCHAR)) AS h FROM source",
      control));
  ASSERT_FALSE(reports.empty());
  EXPECT_GT(reports.back().percent.value_or(0), 0);
}

TEST_F(Queries, OutOfMemoryIsNamedAndSurvived) {
  DatabaseOptions options;
  options.memory_limit_bytes = 20'000'000;
  open(options);
  const auto result =
      replace_relation(*connection, "t", "SELECT list(range) AS l FROM range(50000000)");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kOutOfMemory.name) << result.error().message;
  EXPECT_EQ(value("SELECT 1"), "1");
}

}  // namespace
}  // namespace osiris::exchange
