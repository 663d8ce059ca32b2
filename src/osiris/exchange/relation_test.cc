#include "osiris/exchange/relation.h"

#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <string>
#include <vector>

namespace osiris::exchange {
namespace {

class Relations : public DatabaseTest {};

TEST_F(Relations, AnyStepIdIsARelationName) {
  const std::string longest(128, 'x');
  for (const std::string& name :
       {std::string("extract-movies"), std::string("a.b"), std::string("select"),
        std::string("order"), std::string("1st"), std::string("ünïcödé"),
        std::string("with \"quotes\""), longest}) {
    EXPECT_EQ(unwrap(replace_relation(*connection, name, "SELECT 1 AS a")), 1) << name;
    EXPECT_EQ(unwrap(describe_relation(*connection, name)).rows, 1) << name;
  }
  EXPECT_EQ(unwrap(list_relations(*connection)).size(), 8U);
}

TEST_F(Relations, KeepAnyColumnName) {
  const Schema columns =
      unwrap([&] {
        static_cast<void>(replace_relation(
            *connection, "t",
            R"(SELECT 1 AS "two words", 2 AS "select", 3 AS "q""uote", 4 AS "ü", 5 AS "A")"));
        return describe_relation(*connection, "t");
      }())
          .columns;
  std::vector<std::string> names;
  for (const Column& column : columns) {
    names.push_back(column.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"two words", "select", "q\"uote", "ü", "A"}));
}

TEST_F(Relations, AnEmptyResultKeepsItsColumnsAndTypes) {
  EXPECT_EQ(unwrap(replace_relation(*connection, "none",
                                    "SELECT 1::DECIMAL(5,2) AS a, 'x' AS b WHERE false")),
            0);
  const RelationInfo info = unwrap(describe_relation(*connection, "none"));
  EXPECT_EQ(info.columns, (Schema{{"a", ColumnType::decimal(5, 2)}, {"b", TypeId::kVarchar}}));
  EXPECT_EQ(info.rows, 0);
}

TEST_F(Relations, ARerunReplaces) {
  unwrap(replace_relation(*connection, "t", "SELECT 1 AS a"));
  EXPECT_EQ(unwrap(replace_relation(*connection, "t", "SELECT * FROM (VALUES ('x'), ('y')) v(b);")),
            2);
  EXPECT_EQ(unwrap(describe_relation(*connection, "t")).columns, (Schema{{"b", TypeId::kVarchar}}));
}

TEST_F(Relations, AFailureLeavesTheOldOne) {
  unwrap(replace_relation(*connection, "t", "SELECT 1 AS a"));
  const auto result = replace_relation(
      *connection, "t",
      "SELECT CASE WHEN range = 900000 THEN 'x' ELSE '1' END::INTEGER AS n FROM range(1000000)");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kSqlFailed.name);
  EXPECT_EQ(value("SELECT a FROM t"), "1");
}

TEST_F(Relations, AreCounted) {
  unwrap(replace_relation(*connection, "three", "FROM range(3)"));
  EXPECT_EQ(unwrap(count_rows(*connection, "three")), 3);
  EXPECT_EQ(count_rows(*connection, "tree").error().code, kRelationMissing.name);
}

TEST_F(Relations, ReplaceAViewToo) {
  unwrap(connection->execute("CREATE VIEW v AS SELECT 1 AS a"));
  unwrap(replace_relation(*connection, "v", "SELECT 2 AS a"));
  EXPECT_EQ(value("SELECT a FROM v"), "2");
  unwrap(drop_relation(*connection, "v"));
  unwrap(drop_relation(*connection, "v"));
  EXPECT_TRUE(unwrap(list_relations(*connection)).empty());
}

TEST_F(Relations, NothingButASelectMakesOne) {
  for (const char* sql : {"DROP TABLE t", "SELECT 1; SELECT 2", "PRAGMA database_list", "SET x = 1",
                          "", "SELECT 1) AS x; DROP TABLE t; SELECT (1", "EXPLAIN SELECT 1"}) {
    EXPECT_FALSE(replace_relation(*connection, "r", sql).has_value()) << sql;
  }
}

TEST_F(Relations, KeepTheOrderOfTheQuery) {
  unwrap(
      replace_relation(*connection, "t", "SELECT range AS i FROM range(500000) ORDER BY i DESC"));
  EXPECT_EQ(value("SELECT bool_and(i = 499999 - rowid) FROM t"), "true");
}

TEST_F(Relations, AMissingOneNamesItsNeighbours) {
  unwrap(replace_relation(*connection, "extract-movies", "SELECT 1 AS a"));
  const auto result = describe_relation(*connection, "extract-movie");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kRelationMissing.name);
  EXPECT_NE(result.error().message.find("did you mean 'extract-movies'"), std::string::npos);
}

TEST_F(Relations, AnAliasShowsTheRelationAndBelongsToItsConnection) {
  unwrap(replace_relation(*connection, "extract-movies", "SELECT 7 AS a"));
  unwrap(replace_relation(*connection, "movies", "SELECT 8 AS a"));
  unwrap(create_alias(*connection, "extract_movies", "extract-movies"));
  unwrap(create_alias(*connection, "input_df", "extract-movies"));
  unwrap(
      create_alias(*connection, "movies", "extract-movies"));  // Hides the relation of that name.
  EXPECT_EQ(value("SELECT a FROM extract_movies"), "7");
  EXPECT_EQ(value("SELECT a FROM input_df"), "7");
  EXPECT_EQ(value("SELECT a FROM movies"), "7");
  unwrap(create_alias(*connection, "movies", "movies"));  // Under its own name: not a circle.
  EXPECT_EQ(value("SELECT a FROM movies"), "8");
  connection = unwrap(database->connect());
  EXPECT_FALSE(connection->query_text("SELECT a FROM input_df").has_value());
  EXPECT_EQ(unwrap(list_relations(*connection)).size(), 2U);
}

TEST_F(Relations, AreReadInOrderWithLittleMemory) {
  unwrap(replace_relation(*connection, "t",
                          "SELECT range AS i, range::VARCHAR AS s FROM range(1000000)"));
  RelationReader reader = unwrap(RelationReader::open(*connection, "SELECT i, s FROM t"));
  std::int64_t expected = 0;
  while (unwrap(reader.next())) {
    const VectorView numbers = reader.column(0);
    const VectorView texts = reader.column(1);
    for (std::size_t row = 0; row < reader.row_count(); ++row, ++expected) {
      ASSERT_EQ(numbers.integer(row), expected);
      ASSERT_EQ(texts.text(row), std::to_string(expected));
    }
  }
  EXPECT_EQ(expected, 1'000'000);
}

TEST_F(Relations, AFailureInTheMiddleReachesTheReader) {
  RelationReader reader = unwrap(RelationReader::open(
      *connection,
      "SELECT CASE WHEN range = 700000 THEN 'x' ELSE '1' END::INTEGER FROM range(1000000)"));
  while (true) {
    const auto more = reader.next();
    if (!more.has_value()) {
      EXPECT_EQ(more.error().code, kSqlFailed.name);
      return;
    }
    ASSERT_TRUE(*more) << "the rows ended without the error";
  }
}

}  // namespace
}  // namespace osiris::exchange
