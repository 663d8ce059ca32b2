#include "components/mysql.extractor/query_check.h"

#include "osiris/exchange/query_binder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string checked(std::string_view query, const SqlQuotes& quotes = {}) {
  const auto outcome = check_query(query, quotes);
  return outcome.has_value() ? *outcome : outcome.error().code + ": " + outcome.error().message;
}

TEST(QueryCheck, LetsThroughWhatReads) {
  for (const char* query :
       {"SELECT 1",
        "select a, b from t where c = ';'",
        "(SELECT 1) UNION (SELECT 2)",
        "WITH a AS (SELECT 1), b AS (SELECT 2) SELECT * FROM a, b",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "TABLE t",
        "VALUES ROW(1), ROW(2)",
        "SHOW TABLES",
        "DESCRIBE t",
        "desc t",
        "SELECT 'it''s', \"say \"\"so\"\"\", 'a\\'b', `od``d; name` FROM t",
        "SELECT ' INTO OUTFILE ', \"FOR UPDATE\", `into` FROM t",
        "SELECT t.into, t . `lock` FROM t",
        "SELECT 1 -- INTO OUTFILE '/x'\n, 2 # ; DROP TABLE t\n, 3 /* FOR UPDATE ; */",
        "SELECT /*!40001 SQL_NO_CACHE */ /*+ MAX_EXECUTION_TIME(1000) */ * FROM t",
        "SELECT 1--1, 2",
        "SELECT a FROM t WHERE b LIKE 'x%' AND SUBSTRING(c FROM 2 FOR 3) = 'y'",
        "SELECT * FROM t FOR SYSTEM_TIME ALL",
        "SELECT * FROM t USE INDEX FOR JOIN (i)",
        "SELECT '\xC3\xA9\xE2\x80\x9C', d\xC3\xA9j\xC3\xA0 FROM t",
        "-- what for\nSELECT 1",
        "SELECT @row := @row + 1 FROM t"}) {
    EXPECT_EQ(checked(query), query);
  }
}

TEST(QueryCheck, TakesAwayTheSemicolon) {
  EXPECT_EQ(checked("SELECT 1;"), "SELECT 1");
  EXPECT_EQ(checked("SELECT 1 ; -- done\n"), "SELECT 1 ");
  EXPECT_EQ(checked("SELECT ';' /* ; */;\n\n"), "SELECT ';' /* ; */");
  EXPECT_EQ(checked("SELECT 1 /*! , 2 */"), "SELECT 1 /*! , 2 */");
}

TEST(QueryCheck, RefusesWhatDoesMoreThanRead) {
  const std::pair<const char*, const char*> cases[] = {
      {"DELETE FROM t", "line 1, column 1: the statement begins with 'DELETE'"},
      {"  drop table t", "line 1, column 3: the statement begins with 'drop'"},
      {"CALL p()", "begins with 'CALL'"},
      {"SET @a = 1", "begins with 'SET'"},
      {"EXPLAIN SELECT 1", "begins with 'EXPLAIN'"},
      {"BEGIN NOT ATOMIC SELECT 1; END", "a second statement begins with 'END'"},
      {"'SELECT' 1", "begins with ''SELECT''"},
      {"/* SELECT */ UPDATE t SET a = 1", "column 14: the statement begins with 'UPDATE'"},
      {"SELECT 1; DROP TABLE t", "line 1, column 11: a second statement begins with 'DROP'"},
      {"SELECT 1;;", "a second statement begins with ';'"},
      {"SELECT 1;\n/*! DROP TABLE t */", "line 2, column 5: a second statement"},
      {"SELECT a INTO OUTFILE '/tmp/x' FROM t", "column 10: INTO puts the rows"},
      {"SELECT a FROM t\nINTO DUMPFILE '/tmp/x'", "line 2, column 1: INTO"},
      {"SELECT a INTO @x FROM t", "column 10: INTO"},
      {"SELECT a /*!50000 INTO */ OUTFILE '/x' FROM t", "column 19: INTO"},
      {"SELECT a /*M!100100 INTO OUTFILE '/x' */ FROM t", "column 21: INTO"},
      {"SELECT a/**/INTO/**/OUTFILE '/x' FROM t", "column 13: INTO"},
      {"SELECT * FROM (SELECT 1 INTO OUTFILE '/x') t", "INTO"},
      {"SELECT * FROM t FOR UPDATE", "FOR UPDATE locks rows"},
      {"SELECT * FROM t for share of t", "FOR share locks rows"},
      {"SELECT * FROM t LOCK IN SHARE MODE", "LOCK IN SHARE MODE locks rows"},
      {"WITH a AS (SELECT 1) DELETE FROM t", "WITH is followed by 'DELETE'"},
      {"WITH a AS (SELECT 1) UPDATE t, a SET t.b = 1", "WITH is followed by 'UPDATE'"},
      {"WITH a AS (SELECT 1)", "no SELECT follows WITH"},
      {"WITH a AS (SELECT 1) /*!99999 SELECT 1 */ DELETE FROM t", "WITH is followed by 'DELETE'"},
      {"/*!99999 SELECT 1 */ DROP TABLE t", "the statement begins with 'SELECT'"},
  };
  for (const auto& [query, message] : cases) {
    EXPECT_THAT(checked(query), StartsWith("mysql.not_read_only: ")) << query;
    EXPECT_THAT(checked(query), HasSubstr(message)) << query;
  }
}

TEST(QueryCheck, RefusesWhatIsNotWhole) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "the query is empty"},
      {" ; -- nothing", "the query is empty"},
      {"SELECT 'a", "column 8: the quote ' is not closed"},
      {"SELECT 'a\\'", "the quote ' is not closed"},
      {"SELECT `a", "the quote ` is not closed"},
      {"SELECT 1 /* a", "column 10: the comment has no end"},
      {"SELECT 1 /*! a", "column 10: the comment has no end"},
      {"SELECT (1", "column 8: the parenthesis is not closed"},
      {"SELECT 1)\n", "column 9: no parenthesis is open here"},
      {"SELECT a FROM t WHERE b = ?", "column 27: nothing is given for ?"},
      {"SELECT /*! 'a */ b' */ 1", "a quoted text with */"},
      {"SELECT /*! 1 -- */ \n */ 1", "a comment stands in a comment"},
      {"SELECT /*! 1 /* 2 */ */ 1", "a comment stands in a comment"},
  };
  for (const auto& [query, message] : cases) {
    EXPECT_THAT(checked(query), StartsWith("mysql.malformed_query: ")) << query;
    EXPECT_THAT(checked(query), HasSubstr(message)) << query;
  }
  EXPECT_THAT(checked(std::string_view("SELECT 1\0 INTO", 14)), HasSubstr("a zero byte"));
  EXPECT_EQ(check_query("SELECT 1\n\xC3\xA9 ?", {}).error().detail(exchange::kOffsetDetail), "12");
}

TEST(QueryCheck, ReadsQuotesAsTheServersModeSays) {
  const char* const hidden = "SELECT '\\' INTO OUTFILE \"/x\" -- '";
  EXPECT_EQ(checked(hidden), hidden);
  EXPECT_THAT(checked(hidden, SqlQuotes::of_mode("STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES")),
              StartsWith("mysql.not_read_only"));
  const char* const name = "SELECT \"a\\\" INTO OUTFILE '/x' -- \"";
  EXPECT_EQ(checked(name), name);
  EXPECT_THAT(checked(name, SqlQuotes::of_mode("ANSI_QUOTES")), StartsWith("mysql.not_read_only"));
}

TEST(QueryCheck, AConditionStaysInItsParentheses) {
  const auto refused = [](std::string_view condition) {
    const Status outcome = check_condition(condition, {});
    return outcome.has_value() ? "" : outcome.error().code + ": " + outcome.error().message;
  };
  EXPECT_EQ(refused("a > 1 AND b IN (SELECT c FROM t) -- ok"), "");
  EXPECT_THAT(refused("a > 1) OR (b > 1"), HasSubstr("no parenthesis is open"));
  EXPECT_THAT(refused("a > 1; DROP TABLE t"), HasSubstr("a condition has no semicolon"));
  EXPECT_THAT(refused("a > '"), HasSubstr("is not closed"));
  EXPECT_THAT(refused("a > 1 FOR UPDATE"), StartsWith("mysql.not_read_only"));
  EXPECT_THAT(refused(" -- nothing"), HasSubstr("the condition is empty"));
}

}  // namespace
}  // namespace osiris::components::mysql
