#include "components/mysql.writer/writer_fixture.h"

#include <thread>

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class MysqlWriter : public WriterFixture {};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriter, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriter, MakesTheTableThatIsNotThere) {
  make_relation("SELECT 1 AS id, 'café 😀' AS name UNION ALL SELECT 2, NULL ORDER BY 1");
  const auto result = write("primary_key: [id]");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|café 😀\n2|~\n");
  EXPECT_EQ(tables(), "t\n");
  EXPECT_EQ(rows("SELECT column_name, column_type, column_key FROM information_schema.columns "
                 "WHERE table_schema = 'shop' AND table_name = 't' ORDER BY ordinal_position"),
            "id|int(11)|PRI\nname|longtext|\n");
}

TEST_P(MysqlWriter, AppendsBehindWhatIsThere) {
  server().run(
      {"CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO t VALUES (1, 'old')"});
  make_relation("SELECT 2 AS id, 'new' AS name");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|old\n2|new\n");
}

TEST_P(MysqlWriter, WritesNoRowsOfAnEmptyInput) {
  make_relation("SELECT 1 AS id, 'a' AS name WHERE false");
  const auto result = write();
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 0);
  EXPECT_EQ(rows("SELECT COUNT(*), COUNT(name) FROM t"), "0|0\n");
}

TEST_P(MysqlWriter, NeedsATableUnlessItMayMakeOne) {
  make_relation("SELECT 1 AS id");
  for (const char* const mode : {"append", "replace", "truncate"}) {
    EXPECT_THAT(failure("create_table: false\nwrite_mode: " + std::string(mode)),
                HasSubstr("mysql.table_unknown"));
  }
  EXPECT_EQ(tables(), "");
}

TEST_P(MysqlWriter, RefusesViews) {
  server().run({"CREATE TABLE behind (id INT)", "CREATE VIEW t AS SELECT * FROM behind"});
  make_relation("SELECT 1 AS id");
  for (const char* const mode : {"append", "replace", "truncate"}) {
    EXPECT_THAT(failure("write_mode: " + std::string(mode)), HasSubstr("mysql.not_a_table"));
  }
}

TEST_P(MysqlWriter, NamesTheRowThatTheServerRefusesAndKeepsNone) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v TINYINT)", "INSERT INTO t VALUES (0, 0)"});
  // Behind the first statement of LOAD DATA.
  make_relation(
      "SELECT i::INTEGER AS id, CASE WHEN i = 150000 THEN 300 ELSE 1 END AS v "
      "FROM range(1, 160001) AS numbers(i)");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.value_refused: row 150000 (id=150000)"),
                                        HasSubstr("'v'")));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "1\n");
}

TEST_P(MysqlWriter, NamesTheRowThatItRefusesItself) {
  server().run({"CREATE TABLE t (a INT, b INT, v INT NOT NULL, UNIQUE KEY k (a, b))"});
  make_relation("SELECT 1 AS a, 2 AS b, 3 AS v UNION ALL SELECT 4, 5, NULL ORDER BY 1");
  EXPECT_THAT(failure(), HasSubstr("row 2 (a=4, b=5), column 'v' (int"));
  EXPECT_THAT(failure("primary_key: [b]"), HasSubstr("row 2 (b=5), column 'v' (int"));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "0\n");
}

TEST_P(MysqlWriter, FindsTheRowThatTheServerDoesNotName) {
  server().run(
      {"CREATE TABLE parent (id INT PRIMARY KEY)", "INSERT INTO parent VALUES (1), (2)",
       "CREATE TABLE t (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES parent (id))",
       "INSERT INTO t VALUES (0, 1)", "CREATE TABLE j (id INT PRIMARY KEY, doc JSON)"});
  make_relation(
      "SELECT i::INTEGER AS id, CASE WHEN i = 777 THEN 3 ELSE 1 + i % 2 END AS p "
      "FROM range(1, 1000) AS numbers(i)");
  EXPECT_THAT(failure(), HasSubstr("mysql.constraint_failed: row 777 (id=777)"));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "1\n");
  make_relation(
      "SELECT i::INTEGER AS id, CASE WHEN i = 3 THEN '{' ELSE '{}' END AS doc "
      "FROM range(1, 10) AS numbers(i)");
  const auto result = run_step(component_, "{table: j, write_mode: truncate}", {input_});
  EXPECT_THAT(result.error().message, HasSubstr("row 3 (id=3)"));
}

TEST_P(MysqlWriter, KeepsNoRowIfOneIsThereAlready) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (3)"});
  make_relation("SELECT i::INTEGER AS id FROM range(1, 6) AS numbers(i)");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.constraint_failed"), HasSubstr("'3'")));
  EXPECT_EQ(rows("SELECT * FROM t"), "3\n");
}

TEST_P(MysqlWriter, AppendsOnceInASession) {
  server().run({"CREATE TABLE t (id INT)"});
  make_relation("SELECT 1 AS id UNION ALL SELECT 2");
  ASSERT_EQ(failure(), "");
  const auto again = write();
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->rows_out, 2);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "2\n");

  make_relation("SELECT 1 AS id UNION ALL SELECT 3");
  EXPECT_THAT(failure(), HasSubstr("mysql.load_unclear")) << "as many rows, but others";
  make_relation("SELECT 3 AS id");
  EXPECT_THAT(failure(), HasSubstr("mysql.load_unclear"));
  start_new_session();
  EXPECT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "3\n");
  EXPECT_EQ(rows("SELECT table_name, rows_written FROM _osiris_loads ORDER BY 2"), "t|1\nt|2\n");
}

TEST_P(MysqlWriter, MakesATableOnceInASession) {
  make_relation("SELECT 1 AS id");
  ASSERT_EQ(failure(), "");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "1\n");
  EXPECT_EQ(tables(), "t\n");
  make_relation("SELECT 2 AS id");
  EXPECT_THAT(failure(), HasSubstr("mysql.load_unclear"));
  start_new_session();
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "2\n");
}

TEST_P(MysqlWriter, ForgetsOldLoads) {
  server().run({"CREATE TABLE t (id INT)"});
  make_relation("SELECT 1 AS id");
  ASSERT_EQ(failure(), "");
  server().run({"UPDATE _osiris_loads SET started_at = started_at - INTERVAL 31 DAY"});
  start_new_session();
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM _osiris_loads"), "1\n");
}

TEST_P(MysqlWriter, AppendsWithoutAMarkerIfToldSo) {
  server().run({"CREATE TABLE t (id INT)"});
  make_relation("SELECT 1 AS id");
  ASSERT_EQ(failure("load_marker: false"), "");
  ASSERT_EQ(failure("load_marker: false"), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "2\n");
  EXPECT_EQ(tables(), "t\n");
}

TEST_P(MysqlWriter, AppendsToTablesThatCannotUndo) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v TINYINT, UNIQUE KEY u (v)) ENGINE=MyISAM",
                "INSERT INTO t VALUES (1, 1)"});
  make_relation("SELECT 2 AS id, 2 AS v UNION ALL SELECT 3, NULL UNION ALL SELECT 4, NULL");
  ASSERT_EQ(failure(), "");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("mysql.not_transactional")));
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "4\n");

  start_new_session();
  make_relation("SELECT 8 AS id, 8 AS v UNION ALL SELECT 9, 300");
  EXPECT_THAT(failure(), HasSubstr("mysql.value_refused: row 2 (id=9)"));
  make_relation("SELECT 8 AS id, 8 AS v UNION ALL SELECT 9, 2");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.constraint_failed"), HasSubstr("'u'")));
  make_relation("SELECT 8 AS id, 8 AS v UNION ALL SELECT 8, 9");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.constraint_failed"), HasSubstr("'8'")));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "4\n");
}

TEST_P(MysqlWriter, TellsIfAMoveThatCannotBeUndoneWasCut) {
  server().run({"CREATE TABLE t (id INT) ENGINE=MyISAM"});
  make_relation("SELECT 1 AS id");
  ASSERT_EQ(failure(), "");
  server().run({"UPDATE _osiris_loads SET rows_written = NULL"});
  EXPECT_THAT(failure(), HasSubstr("mysql.load_unclear"));
}

TEST_P(MysqlWriter, DealsWithNewColumnsAsTold) {
  server().run({"CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)"});
  make_relation("SELECT 2 AS ID, 'x' AS extra, 1.5::DECIMAL(5,2) AS more");
  EXPECT_THAT(failure(),
              testing::AllOf(HasSubstr("mysql.columns_differ"), HasSubstr("'extra', 'more'")));
  EXPECT_EQ(failure("on_new_column: ignore"), "");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("mysql.columns_ignored")));
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1\n2\n");
  start_new_session();
  EXPECT_EQ(failure("on_new_column: add\ncolumn_types: {extra: VARCHAR(10)}"), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id, extra"), "1|~|~\n2|~|~\n2|x|1.50\n");
  EXPECT_EQ(rows("SELECT column_type FROM information_schema.columns WHERE table_schema = 'shop' "
                 "AND table_name = 't' AND column_name <> 'id'"),
            "varchar(10)\ndecimal(5,2)\n");
}

TEST_P(MysqlWriter, RefusesColumnsThatDoNotGoTogether) {
  server().run({"CREATE TABLE t (id INT, must INT NOT NULL, twice INT AS (id * 2))"});
  make_relation("SELECT 1 AS id");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.columns_differ"), HasSubstr("'must'")));
  make_relation("SELECT 1 AS id, 2 AS must, 2 AS twice");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.columns_differ"), HasSubstr("'twice'")));
  EXPECT_EQ(failure("columns: [id, must]"), "");
  make_relation("SELECT 1 AS id, DATE '2026-01-01' AS must");
  EXPECT_THAT(failure(), testing::AllOf(HasSubstr("mysql.types_differ"), HasSubstr("'must'")));
  EXPECT_THAT(failure("columns: [nope]"), HasSubstr("mysql.columns_differ"));
  EXPECT_THAT(failure("primary_key: [nope]"), HasSubstr("mysql.columns_differ"));
}

TEST_P(MysqlWriter, LetsTheServerNumberRows) {
  server().run({"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)"});
  make_relation("SELECT 7 AS v UNION ALL SELECT 8 ORDER BY 1");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|7\n2|8\n");
  start_new_session();
  make_relation("SELECT 0 AS id, 9 AS v");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT id FROM t WHERE v = 9"), "0\n") << "0 is a number like others";
  start_new_session();
  make_relation("SELECT NULL::INTEGER AS id, 9 AS v");
  EXPECT_THAT(failure(), HasSubstr("mysql.value_refused"));
}

TEST_P(MysqlWriter, QuotesOddNames) {
  server().run({"CREATE TABLE `odd ``t\\` (`a``b` INT, `select` BLOB)"});
  make_relation("SELECT 1 AS \"a`b\", 'x'::BLOB AS \"select\"");
  const auto result = run_step(component_, "table: 'odd `t\\'", {input_});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows("SELECT * FROM `odd ``t\\`"), "1|x\n");
}

TEST_P(MysqlWriter, RoundsAndNullsIfToldSoAndSaysIt) {
  server().run({"CREATE TABLE t (a DECIMAL(5,1), b DATETIME(1), c DOUBLE, d CHAR(3))"});
  make_relation(
      "SELECT -1.25::DECIMAL(5,2) AS a, TIMESTAMP '2026-12-31 23:59:59.96' AS b, "
      "'nan'::DOUBLE AS c, 'x ' AS d UNION ALL SELECT 2, NULL, 1.5, 'y'");
  ASSERT_EQ(failure("on_inexact: round\non_unrepresentable: set_null"), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY a"), "-1.3|2027-01-01 00:00:00.0|~|x\n2.0|~|1.5|y\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("mysql.values_rounded (1) column 'a'"),
                                              HasSubstr("mysql.values_rounded (1) column 'b'"),
                                              HasSubstr("mysql.values_nulled (1) column 'c'"),
                                              HasSubstr("mysql.values_rounded (1) column 'd'")));
}

TEST_P(MysqlWriter, MakesATypeForEachTypeOfDuckDb) {
  make_relation(
      "SELECT 1 AS id, true AS a, (-128)::TINYINT AS b, 65535::USMALLINT AS c, "
      "18446744073709551615::UBIGINT AS d, (-170141183460469231731687303715884105727)::HUGEINT "
      "AS e, 340282366920938463463374607431768211455::UHUGEINT AS f, 0.1::FLOAT AS g, "
      "1e-300::DOUBLE AS h, 1.5::DECIMAL(38,10) AS i, 'x' AS j, '\\xFF'::BLOB AS k, '0101'::BIT "
      "AS l, DATE '2026-01-31' AS m, TIME '23:59:59.5' AS n, TIMESTAMP '2026-01-31 01:02:03.5' "
      "AS o, TIMESTAMPTZ '2026-01-31 01:02:03+01' AS p, INTERVAL 50 HOUR AS q, "
      "'00112233-4455-6677-8899-aabbccddeeff'::UUID AS r, '{\"a\":1}'::JSON AS s, "
      "'B'::ENUM('b', 'B') AS u, [1, 2] AS v, {'x': 1} AS w, MAP {'k': 1} AS x, "
      "'12:00:00+02'::TIMETZ AS y, '2026-01-31 01:02:03'::TIMESTAMP_S AS z");
  ASSERT_EQ(failure("primary_key: [id]"), "");
  EXPECT_EQ(rows("SELECT a, b, c, d, e, f, g, h, i, j, HEX(k), l, m, n, o, p, q, r, s, u, v, y, z "
                 "FROM t"),
            "1|-128|65535|18446744073709551615|-170141183460469231731687303715884105727|"
            "340282366920938463463374607431768211455|0.1|1e-300|1.5000000000|x|FF|0101|"
            "2026-01-31|23:59:59.500000|2026-01-31 01:02:03.500000|2026-01-31 00:02:03.000000|"
            "50:00:00.000000|00112233-4455-6677-8899-aabbccddeeff|" +
                std::string(is_mysql() ? "{\"a\": 1}|B|[1, 2]" : "{\"a\":1}|B|[1,2]") +
                "|12:00:00+02|2026-01-31 01:02:03\n");
}

/// Servers that take INSERT only.
class MysqlWriterInserts : public WriterFixture {};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterInserts,
                         testing::Values("mariadb_inserts", "mysql_inserts"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriterInserts, WritesManyRowsInEachMode) {
  server().run(
      {"CREATE TABLE t (id INT PRIMARY KEY, name TEXT)", "INSERT INTO t VALUES (-1, 'a')"});
  make_relation("SELECT i::INTEGER AS id, 'it''s ' || i AS name FROM range(120000) AS numbers(i)");
  ASSERT_EQ(failure("write_mode: append"), "");
  EXPECT_EQ(rows("SELECT COUNT(*), SUM(id), MAX(name) FROM t"), "120001|7199939999|it's 99999\n");
  for (const char* const mode : {"truncate", "upsert", "replace"}) {
    ASSERT_EQ(failure("primary_key: [id]\nbatch_size: 5000\nwrite_mode: " + std::string(mode)), "");
    EXPECT_EQ(rows("SELECT COUNT(*), SUM(id), MIN(name) FROM t"), "120000|7199940000|it's 0\n")
        << mode;
  }
}

TEST_P(MysqlWriterInserts, NamesTheRowThatTheServerRefuses) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v TINYINT)"});
  make_relation(
      "SELECT i::INTEGER AS id, CASE WHEN i = 2500 THEN 300 ELSE 1 END AS v "
      "FROM range(1, 3001) AS numbers(i)");
  EXPECT_THAT(failure(), HasSubstr("mysql.value_refused: row 2500 (id=2500)"));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "0\n");
}

TEST_P(MysqlWriterInserts, RespectsTheLargestPacket) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT)"});
  make_relation("SELECT i::INTEGER AS id, repeat('x', 400000) AS v FROM range(5) AS numbers(i)");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT SUM(LENGTH(v)) FROM t"), "2000000\n");
  make_relation("SELECT 8 AS id, 'small' AS v UNION ALL SELECT 9, repeat('x', 1100000) ORDER BY 1");
  start_new_session();
  EXPECT_THAT(failure(),
              testing::AllOf(HasSubstr("mysql.packet_too_large"), HasSubstr("row 2 (id=9)")));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "5\n");
}

TEST_P(MysqlWriter, LoadsValuesLargerThanAPacket) {
  server().run({"CREATE TABLE t (id INT PRIMARY KEY, v LONGTEXT, b LONGBLOB)",
                "SET GLOBAL max_allowed_packet = 1048576"});
  make_relation("SELECT 1 AS id, repeat('é', 1000000) AS v, repeat('x', 1100000)::BLOB AS b");
  const std::string failed = failure();
  server().run({"SET GLOBAL max_allowed_packet = 67108864"});
  EXPECT_EQ(failed, "");
  EXPECT_EQ(rows("SELECT id, LENGTH(v), LENGTH(b) FROM t"), "1|2000000|1100000\n");
}

}  // namespace
}  // namespace osiris::components
