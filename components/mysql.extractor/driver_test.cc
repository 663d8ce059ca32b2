#include "components/mysql.extractor/test_extraction.h"
#include "components/mysql/error_class.h"

#include <chrono>
#include <thread>

namespace osiris::components::mysql {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class MysqlExtractor : public ExtractionTest {};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlExtractor, kBothServers,
                         [](const auto& param) { return param.param; });

TEST_P(MysqlExtractor, ReadsATable) {
  make_table("fruit", "id INT PRIMARY KEY, name VARCHAR(20), price DECIMAL(6,2)",
             "(1, 'apple', 1.25), (2, 'fig', NULL), (3, 'plum', 0.5)");
  EXPECT_EQ(extracted("table: fruit"),
            "id INTEGER, name VARCHAR, price DECIMAL(6,2)\n1|apple|1.25\n2|fig|~\n3|plum|0.50\n");
  EXPECT_EQ(extracted("{table: fruit, columns: [price, id], where: id < 3 -- so}"),
            "price DECIMAL(6,2), id INTEGER\n1.25|1\n~|2\n");
  EXPECT_EQ(extracted("{table: fruit, limit: 1, offset: 1}"),
            "id INTEGER, name VARCHAR, price DECIMAL(6,2)\n2|fig|~\n");
  EXPECT_EQ(extracted("{table: fruit, columns: [id], offset: 2}"), "id INTEGER\n3\n");
  EXPECT_THAT(observer_.warnings, IsEmpty());
}

TEST_P(MysqlExtractor, ReadsAQuery) {
  make_table("fruit", "id INT PRIMARY KEY, name VARCHAR(20)", "(1, 'apple'), (2, 'fig;')");
  EXPECT_EQ(extracted("query: SELECT COUNT(*) AS n, MAX(name) AS last FROM fruit;"),
            "n BIGINT, last VARCHAR\n2|fig;\n");
  EXPECT_EQ(extracted("query: \"SELECT name FROM fruit WHERE name LIKE '%;' -- 100 %\\n\""),
            "name VARCHAR\nfig;\n");
  EXPECT_EQ(extracted("query: (SELECT 1 AS a) UNION ALL (SELECT 2)"),
            (is_mariadb() ? "a INTEGER\n1\n2\n" : "a BIGINT\n1\n2\n"));
  EXPECT_THAT(extracted("query: DESCRIBE fruit"), HasSubstr("\nid|int(11)|NO|PRI|"));
  EXPECT_THAT(extracted("query: SHOW TABLES LIKE 'fruit'"), HasSubstr("\nfruit\n"));
}

TEST_P(MysqlExtractor, FindsTablesOfOtherDatabases) {
  server().run({"CREATE DATABASE IF NOT EXISTS `other ``db`",
                "DROP TABLE IF EXISTS `other ``db`.`a.b`",
                "CREATE TABLE `other ``db`.`a.b` (`x ``y` INT)",
                "INSERT INTO `other ``db`.`a.b` VALUES (7)"});
  EXPECT_EQ(extracted("{schema: 'other `db', table: a.b, columns: ['x `y']}"), "x `y INTEGER\n7\n");
  sdk::ConnectionSettings nowhere = server().connection();
  nowhere.values.erase("database");
  settings_ = &nowhere;
  EXPECT_EQ(extracted("{schema: 'other `db', table: a.b}"), "x `y INTEGER\n7\n");
  const auto unnamed = run_step(component_, "table: a.b");
  ASSERT_FALSE(unnamed.has_value());
  EXPECT_EQ(unnamed.error().code, kNoDatabase.name);
  EXPECT_THAT(unnamed.error().hint, HasSubstr("`schema: <database>`"));
  EXPECT_THAT(run_step(component_, "query: SELECT 1 FROM a").error().hint,
              HasSubstr("`<database>.<table>` in the query"));
}

TEST_P(MysqlExtractor, KeepsColumnsOfNothing) {
  make_table("nothing", "id BIGINT UNSIGNED, at DATETIME(6), raw BLOB");
  EXPECT_EQ(extracted("table: nothing"), "id UBIGINT, at TIMESTAMP, raw BLOB\n");
  EXPECT_EQ(extracted("query: SELECT NULL AS n, id FROM nothing"), "n VARCHAR, id UBIGINT\n");
}

TEST_P(MysqlExtractor, ReadsGeneratedColumnsAndViews) {
  make_table("made", "a INT, b INT AS (a * 2) VIRTUAL, c INT AS (a * 3) STORED");
  server().run({"INSERT INTO made (a) VALUES (5)", "DROP VIEW IF EXISTS seen",
                "CREATE VIEW seen AS SELECT a + 0.5 AS x FROM made"});
  EXPECT_EQ(extracted("table: made"), "a INTEGER, b INTEGER, c INTEGER\n5|10|15\n");
  EXPECT_EQ(extracted("table: seen"), "x DECIMAL(12,1)\n5.5\n");
}

TEST_P(MysqlExtractor, TakesInvisibleColumnsOnlyByName) {
  if (!is_mariadb()) {
    GTEST_SKIP() << "MySQL 5.7 has none";
  }
  make_table("veiled", "a INT, b INT INVISIBLE");
  server().run({"INSERT INTO veiled (a, b) VALUES (1, 2)"});
  EXPECT_EQ(extracted("table: veiled"), "a INTEGER\n1\n");
  EXPECT_EQ(extracted("{table: veiled, columns: [b, a]}"), "b INTEGER, a INTEGER\n2|1\n");
}

TEST_P(MysqlExtractor, TellsWhatItCannotFind) {
  make_table("fruit", "id INT, name INT, value INT");
  EXPECT_THAT(extracted("table: fruits"), StartsWith("mysql.table_unknown: "));
  EXPECT_THAT(extracted("{table: fruit, columns: [id, nam]}"),
              HasSubstr("table 'fruit' has no column 'nam'; did you mean 'name'?"));
  EXPECT_THAT(run_step(component_, "table: shop.fruit").error().hint,
              HasSubstr("`schema: shop` and `table: fruit`"));
  EXPECT_THAT(extracted("{table: fruit, where: colour = 1}"), StartsWith("mysql.query_failed: "));
  EXPECT_THAT(extracted("query: SELECT 1 FROM fruit WHERE"), StartsWith("mysql.query_failed: "));
  EXPECT_THAT(extracted("{schema: no_such, table: fruit}"), StartsWith("mysql."));
}

TEST_P(MysqlExtractor, NamesColumnsThatAreNamedAlike) {
  make_table("fruit", "id INT, name INT");
  EXPECT_THAT(
      extracted("query: SELECT a.*, b.id, b.name AS NAME FROM fruit a JOIN fruit b USING (id)"),
      StartsWith("data.invalid_columns: columns of the result have equal names: 'fruit.id', "
                 "'fruit.name', 'fruit.id', 'fruit.NAME'"));
  EXPECT_THAT(extracted("query: SELECT '' FROM fruit"), StartsWith("data.invalid_columns: "));
}

TEST_P(MysqlExtractor, OnlyReads) {
  make_table("fruit", "id INT", "(1)");
  EXPECT_THAT(extracted("query: DELETE FROM fruit"), StartsWith("mysql.not_read_only: query: "));
  EXPECT_THAT(extracted("query: SELECT 1; DELETE FROM fruit"), StartsWith("mysql.not_read_only"));
  EXPECT_THAT(extracted("{table: fruit, where: id = 1 FOR UPDATE}"),
              StartsWith("mysql.not_read_only: where: "));
  EXPECT_THAT(extracted("query: SELECT id INTO OUTFILE '/tmp/never' FROM fruit"),
              StartsWith("mysql.not_read_only: query: line 1, column 11: INTO"));
  server().run({"DROP FUNCTION IF EXISTS eat",
                "CREATE FUNCTION eat() RETURNS INT DETERMINISTIC MODIFIES SQL DATA "
                "BEGIN DELETE FROM fruit; RETURN 1; END"});
  EXPECT_THAT(extracted("query: SELECT eat() AS eaten"), StartsWith("mysql.read_only: "));
  EXPECT_THAT(extracted("{table: fruit, where: eat() = 1}"), StartsWith("mysql.read_only: "));
  EXPECT_EQ(server().rows_of("SELECT COUNT(*) FROM fruit"), "1\n");
}

TEST_P(MysqlExtractor, ReadsQuotesAsTheServerDoes) {
  server().run({"SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'"});
  const std::string outcome = extracted("query: \"SELECT '\\\\' AS a INTO OUTFILE 'x' -- '\"");
  server().run({"SET GLOBAL sql_mode = 'STRICT_TRANS_TABLES'"});
  EXPECT_THAT(outcome, StartsWith("mysql.not_read_only"));
}

TEST_P(MysqlExtractor, NamesTheRowOfADateOfNoCalendar) {
  make_table("dated", "id INT, part INT, d DATE, PRIMARY KEY (id, part)",
             "(1, 1, '2024-01-01'), (1, 2, '0000-00-00'), (2, 1, '2024-02-30')");
  EXPECT_EQ(extracted("table: dated"),
            "mysql.zero_date: row 2 (id = 1, part = 2): column 'd': 0000-00-00 is no date of the "
            "calendar");
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM duckdb_tables()"), "0\n");
  EXPECT_EQ(extracted("{table: dated, zero_dates: set_null, columns: [id, d]}"),
            "id INTEGER, d DATE\n1|2024-01-01\n1|~\n2|~\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre("mysql.zero_dates (2) column 'd': dates of no calendar, the first is "
                          "0000-00-00, became NULL"));
}

TEST_P(MysqlExtractor, TellsOfDecimalsThatDoNotFit) {
  make_table("wide", "id INT PRIMARY KEY, d DECIMAL(65,30)", "(4, 100000000.5), (5, 2.25)");
  EXPECT_EQ(extracted("table: wide"),
            "mysql.decimal_overflow: row 1 (id = 4): column 'd': "
            "100000000.500000000000000000000000000000 does not fit into DECIMAL(38,30)");
  EXPECT_EQ(extracted("{table: wide, columns: [d], decimal_overflow: double}"),
            "d DOUBLE\n100000000.5\n2.25\n");
  EXPECT_THAT(observer_.warnings, IsEmpty());
  server().run({"UPDATE wide SET d = d + 0.123456789012345678901"});
  EXPECT_THAT(extracted("{table: wide, columns: [d], decimal_overflow: double}"),
              StartsWith("d DOUBLE\n"));
  EXPECT_THAT(observer_.warnings,
              ElementsAre(AllOf(StartsWith("mysql.digits_lost (2) column 'd': decimals, the first"),
                                HasSubstr("100000000.623456789012345678901000000000"))));
  EXPECT_EQ(extracted("query: SELECT SUM(id) AS s FROM wide"), "s DECIMAL(32,0)\n9\n");
}

TEST_P(MysqlExtractor, KeepsWhatItWasAskedToTakeForABoolean) {
  make_table("flags", "id INT PRIMARY KEY, f TINYINT(1)", "(1, 1), (9, 2)");
  EXPECT_EQ(extracted("{table: flags, tinyint1_as_boolean: true}"),
            "mysql.not_boolean: row 2 (id = 9): column 'f': 2 is neither 0 nor 1");
}

TEST_P(MysqlExtractor, KeepsZeroBytesAndLongText) {
  make_table("texts", "t LONGTEXT, b LONGBLOB", "('a\\0b', x'0001'), (REPEAT('é', 100000), NULL)");
  ASSERT_THAT(extracted("table: texts"), StartsWith("t VARCHAR, b BLOB\n"));
  EXPECT_EQ(rows_of("SELECT length(t), strlen(t), hex(b) FROM step"),
            "3|3|0001\n100000|200000|~\n");
}

TEST_P(MysqlExtractor, KeepsMemoryBoundedWithLongValues) {
  make_table("long_rows", "id INT PRIMARY KEY, t LONGTEXT");
  server().run({"INSERT INTO long_rows VALUES (0, REPEAT('x', 1048576))",
                "INSERT INTO long_rows SELECT id + 1, t FROM long_rows",
                "INSERT INTO long_rows SELECT id + 2, t FROM long_rows",
                "INSERT INTO long_rows SELECT id + 4, t FROM long_rows",
                "INSERT INTO long_rows SELECT id + 8, t FROM long_rows",
                "INSERT INTO long_rows SELECT id + 16, t FROM long_rows",
                "INSERT INTO long_rows SELECT id + 32, t FROM long_rows"});
  ASSERT_TRUE(run_step(component_, "table: long_rows").has_value());
  EXPECT_EQ(rows_of("SELECT COUNT(*), SUM(strlen(t)), MAX(id) FROM step"), "64|67108864|63\n");
}

TEST_P(MysqlExtractor, RefusesAValueThatIsTooLarge) {
  server().run({"SET GLOBAL max_allowed_packet = 1073741824"});
  const std::string outcome = extracted("query: SELECT 1 AS id, REPEAT('x', 268435457) AS t");
  server().run({"SET GLOBAL max_allowed_packet = 67108864"});
  EXPECT_EQ(outcome,
            "mysql.value_too_large: row 1: column 't': the value has 256 MiB, more than the 256 "
            "MiB that a value may have");
}

TEST_P(MysqlExtractor, PassesOnWarningsOfTheServer) {
  make_table("fruit", "id INT, name VARCHAR(9)", "(1, 'x'), (2, '1y')");
  EXPECT_EQ(extracted("query: SELECT id, name + 1 AS n FROM fruit"),
            "id INTEGER, n DOUBLE\n1|1.0\n2|2.0\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(AllOf(StartsWith("mysql.server_warnings (2) "),
                                HasSubstr("Truncated incorrect DOUBLE value: 'x' (1292)"))));
}

TEST_P(MysqlExtractor, TellsOfJsonThatIsNone) {
  if (!is_mariadb()) {
    GTEST_SKIP() << "MySQL checks what it stores";
  }
  make_table("notes", "id INT, j JSON");
  server().run({"SET check_constraint_checks = 0", "INSERT INTO notes VALUES (1, '{oops')"});
  EXPECT_THAT(extracted("table: notes"), AllOf(StartsWith("mysql.malformed_value: a JSON column"),
                                               HasSubstr("{oops"), Not(HasSubstr("\n"))));
  EXPECT_EQ(extracted("query: SELECT CAST(j AS CHAR) AS j FROM notes"), "j VARCHAR\n{oops\n");
}

TEST_P(MysqlExtractor, ManyRowsKeepTheirOrder) {
  make_table("many", "id INT PRIMARY KEY, t VARCHAR(20)");
  std::string rows;
  for (int i = 0; i < 1000; ++i) {
    rows += (i == 0 ? "(" : ", (") + std::to_string(i) + ", 'text " + std::to_string(i) + "')";
  }
  server().run({"INSERT INTO many VALUES " + rows});
  for (int thousands = 1; thousands < 256; thousands *= 2) {
    server().run({"INSERT INTO many SELECT id + " + std::to_string(thousands * 1000) +
                  ", CONCAT('text ', id + " + std::to_string(thousands * 1000) + ") FROM many"});
  }
  ASSERT_TRUE(run_step(component_, "table: many").has_value());
  EXPECT_EQ(rows_of("SELECT COUNT(*), bool_and(id = rowid), bool_and(t = 'text ' || id) FROM step"),
            "256000|true|true\n");
}

TEST_P(MysqlExtractor, StopsAndLeavesNothingOnTheServer) {
  std::jthread stopper([this] {
    server().await_sleep("SELECT SLEEP(30)");
    stop_.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(extracted("query: SELECT SLEEP(30) AS s"), StartsWith("run.cancelled"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(5000));
  server().await_end("SELECT SLEEP(30)");
}

TEST_P(MysqlExtractor, AQueryThatSomebodyEndsMayBeTriedAgain) {
  std::jthread killer([] {
    const std::string id = server().await_sleep("SELECT 1 + SLEEP");
    server().run({"KILL QUERY " + id});
  });
  const auto result =
      run_step(component_, "query: SELECT 1 + SLEEP(30) AS s FROM mysql.user WHERE SLEEP(30) = 0");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.query_interrupted") << result.error().message;
  EXPECT_TRUE(result.error().transient);
}

TEST_P(MysqlExtractor, ATableThatSomebodyLocksMayBeTriedAgain) {
  make_table("locked", "id INT", "(1)");
  server().run({"SET GLOBAL lock_wait_timeout = 1"});
  const auto holder = server().client();
  ASSERT_TRUE(holder->execute("LOCK TABLES locked WRITE").has_value());
  const auto result = run_step(component_, "table: locked");
  server().run({"SET GLOBAL lock_wait_timeout = 86400"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.lock_timeout") << result.error().message;
  EXPECT_TRUE(result.error().transient);
}

TEST_P(MysqlExtractor, SeesTheColumnsThatARunWillMake) {
  make_table("fruit", "id INT UNSIGNED, ok TINYINT(1), d DECIMAL(50,2)");
  const auto seen = foresee("{table: fruit, tinyint1_as_boolean: true, decimal_overflow: varchar}");
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->certainty, sdk::Certainty::kSeen) << seen->basis;
  EXPECT_THAT(seen->columns, ElementsAre(exchange::ColumnText{"id", "UINTEGER"},
                                         exchange::ColumnText{"ok", "BOOLEAN"},
                                         exchange::ColumnText{"d", "VARCHAR"}));
  const auto missing = foresee("table: no_such");
  ASSERT_TRUE(missing.has_value());
  ASSERT_TRUE(missing->obstacle.has_value());
  EXPECT_EQ(missing->obstacle->code, "mysql.table_unknown");
  EXPECT_EQ(missing->obstacle->detail(sdk::kOptionDetail), "table");
  EXPECT_EQ(foresee("query: DELETE FROM fruit").error().code, "mysql.not_read_only");
  EXPECT_EQ(foresee("query: DELETE FROM fruit").error().detail(sdk::kOptionDetail), "query");
}

TEST_P(MysqlExtractor, ForeseesNothingWithoutAServerAndWaitsForNone) {
  settings_ = nullptr;
  EXPECT_EQ(foresee("table: fruit")->certainty, sdk::Certainty::kUnknown);
  EXPECT_EQ(foresee("query: DROP TABLE fruit").error().code, "mysql.not_read_only");
  settings_ = &server().connection();
  server().pause();
  const auto begin = std::chrono::steady_clock::now();
  const auto foresight = foresee("table: fruit");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(2500));
  server().resume();
  ASSERT_TRUE(foresight.has_value());
  EXPECT_EQ(foresight->certainty, sdk::Certainty::kUnknown);
  EXPECT_FALSE(foresight->obstacle.has_value());
  EXPECT_THAT(foresight->basis, HasSubstr("did not take us in"));
}

TEST_P(MysqlExtractor, AServerThatDiesLeavesNothingHalf) {
  const TestServer mortal(GetParam());
  settings_ = &mortal.connection();
  mortal.run({"CREATE TABLE few (id INT)", "INSERT INTO few VALUES (1), (2), (3), (4), (5)"});
  std::jthread killer([&mortal] {
    mortal.await_sleep("a.id + SLEEP");
    mortal.kill();
  });
  const auto result =
      run_step(component_,
               "query: SELECT a.id + SLEEP(0.01) AS id, REPEAT('x', 1000) AS t FROM few a, few "
               "b, few c, few d, few e");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.connection_lost") << result.error().message;
  EXPECT_TRUE(result.error().transient);
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM duckdb_tables()"), "0\n");
}

}  // namespace
}  // namespace osiris::components::mysql
