#include "osiris/exchange/query_binder.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::exchange {
namespace {

using testing::HasSubstr;

const std::vector<ColumnText> kOrderColumns = {
    {"id", "BIGINT"}, {"amount", "DECIMAL(18,2)"}, {"note", "VARCHAR"}};

class QueryBinderTest : public testing::Test {
 protected:
  std::vector<BindInput> inputs = {
      {{"extract-orders", {"extract_orders", "df_extract_orders", "orders", "input_df"}},
       kOrderColumns}};
  DuckDbBinder binder;

  /// Returns "name TYPE, …", "unknown", or the error's code.
  std::string columns_of(std::string_view sql) {
    const auto bound = binder.bind(sql, inputs);
    if (!bound.has_value()) {
      return bound.error().code;
    }
    if (!*bound) {
      return "unknown";
    }
    std::string text;
    for (const ColumnText& column : **bound) {
      text += (text.empty() ? "" : ", ") + column.name + " " + column.type;
    }
    return text;
  }

  Error error_of(std::string_view sql) {
    const auto bound = binder.bind(sql, inputs);
    return bound.has_value() ? make_error(kBug, "bound") : bound.error();
  }

  /// Returns the text from where the error stands.
  static std::string place_in(std::string_view sql, const Error& error) {
    const std::string offset = error.detail(kOffsetDetail);
    return offset.empty() ? "no place" : std::string(sql.substr(std::stoul(offset)));
  }
};

TEST_F(QueryBinderTest, SaysWhichColumnsTheRelationWillHave) {
  EXPECT_EQ(columns_of("SELECT sum(amount) AS total, count(*) FROM orders"),
            "total DECIMAL(38,2), count_star() BIGINT");
  EXPECT_EQ(columns_of("FROM \"extract-orders\""), "id BIGINT, amount DECIMAL(18,2), note VARCHAR");
  EXPECT_EQ(columns_of("SELECT 1 AS a; -- done"), "a INTEGER");
}

TEST_F(QueryBinderTest, NamesColumnsAsAStoredRelationDoes) {
  TemporaryFolder folder;
  DatabaseOptions options;
  options.path = folder.path() / "d.duckdb";
  const auto database = unwrap(Database::open(options));
  const auto connection = unwrap(database->connect());
  for (const char* sql :
       {"SELECT 1 AS a, 2 AS A, NULL AS n, [] AS l, {'x': NULL} AS s, 3 AS a",
        "SELECT 1 AS a, 2 AS a_1, 3 AS a", "SELECT 'x', 1 + 1, map(), INTERVAL 1 DAY AS i",
        "SELECT '1'::JSON AS j, 12345678901234567890123 AS h, 1.50 AS d, 'a'::ENUM('a') AS e",
        "VALUES (1, 'b')", "SELECT * FROM range(3)",
        "SELECT DATE '2020-01-01' AS d, uuid() AS u"}) {
    unwrap(replace_relation(*connection, "r", sql));
    const auto stored = column_texts(unwrap(describe_relation(*connection, "r")).columns);
    const auto bound = unwrap(binder.bind(sql, {}));
    ASSERT_TRUE(stored && bound) << sql;
    EXPECT_EQ(*bound, *stored) << sql;
  }
}

TEST_F(QueryBinderTest, PlacesAnUnknownColumn) {
  const std::string_view sql = "SELECT id,\n  'é', amuont\nFROM orders";
  const Error error = error_of(sql);
  EXPECT_EQ(error.code, "sql.invalid");
  EXPECT_EQ(error.message, "Referenced column \"amuont\" not found in FROM clause");
  EXPECT_EQ(error.hint, "did you mean 'amount'?");
  EXPECT_EQ(place_in(sql, error), "amuont\nFROM orders");
}

TEST_F(QueryBinderTest, PlacesATypeError) {
  const std::string_view sql = "SELECT upper(id) FROM orders";
  const Error error = error_of(sql);
  EXPECT_THAT(error.message, HasSubstr("upper(BIGINT)"));
  EXPECT_THAT(error.hint, HasSubstr("it takes upper(VARCHAR)"));
  EXPECT_EQ(place_in(sql, error), "upper(id) FROM orders");
}

TEST_F(QueryBinderTest, PlacesASyntaxError) {
  const std::string_view sql = "SELECT id FORM orders WHERE";
  const Error error = error_of(sql);
  EXPECT_EQ(error.code, "sql.invalid");
  EXPECT_THAT(error.message, HasSubstr("syntax error"));
  EXPECT_NE(place_in(sql, error), "no place");
}

TEST_F(QueryBinderTest, NamesTheTableThatIsNotThere) {
  const Error error = error_of("SELECT * FROM customers");
  EXPECT_EQ(error.code, "sql.invalid");
  EXPECT_EQ(error.detail(kMissingTableDetail), "customers");
}

TEST_F(QueryBinderTest, ForgetsTheInputsOfTheQueryBefore) {
  EXPECT_EQ(columns_of("SELECT id FROM orders"), "id BIGINT");
  inputs = {{{"other", {}}, {{{"id", "DATE"}}}}};
  EXPECT_EQ(columns_of("SELECT id FROM other"), "id DATE");
  EXPECT_EQ(columns_of("SELECT id FROM orders"), "sql.invalid");
  EXPECT_EQ(columns_of("SELECT id FROM \"extract-orders\""), "sql.invalid");
  inputs = {{{"OTHER", {}}, {{{"id", "TIME"}}}}};
  EXPECT_EQ(columns_of("SELECT id FROM Other"), "id TIME") << "the same name, other columns";
}

TEST_F(QueryBinderTest, SaysWhenItDependsOnAnInputThatIsNotKnown) {
  inputs.push_back({{"load-rates", {"load_rates"}}, std::nullopt});
  EXPECT_EQ(columns_of("SELECT * FROM orders JOIN load_rates USING (id)"), "unknown");
  EXPECT_EQ(columns_of("SELECT id FROM orders"), "id BIGINT");
  EXPECT_EQ(columns_of("SELECT id FORM load_rates x y"), "sql.invalid");
  EXPECT_EQ(columns_of("CREATE TABLE t AS FROM load_rates"), "sql.not_one_select");
  EXPECT_EQ(columns_of("SELECT * FROM load_rate"), "sql.invalid");
}

TEST_F(QueryBinderTest, RefusesWhatARunRefuses) {
  EXPECT_EQ(columns_of("SELECT 1; SELECT 2"), "sql.not_one_select");
  EXPECT_EQ(columns_of("DROP TABLE \"extract-orders\""), "sql.not_one_select");
  EXPECT_EQ(columns_of("SELECT * FROM read_csv('x.csv')"), "sql.denied");
  EXPECT_EQ(columns_of("SELECT * FROM 'x.csv'"), "sql.denied");
  EXPECT_EQ(columns_of("SELECT * FROM enable_logging()"), "sql.denied");
  EXPECT_EQ(columns_of("SELECT 1) AS a, (SELECT 2"), "sql.invalid");
  EXPECT_EQ(columns_of(""), "sql.not_one_select");
  EXPECT_EQ(columns_of("SUMMARIZE orders"), "sql.not_one_select");
  EXPECT_EQ(columns_of("DESCRIBE orders"), "sql.not_one_select");
  EXPECT_EQ(columns_of("SHOW TABLES"), "sql.not_one_select");
  EXPECT_EQ(columns_of("PIVOT orders ON note USING sum(amount)"), "sql.not_one_select");
  EXPECT_EQ(columns_of("SELECT id FROM orders WHERE id = ?"), "sql.invalid");
}

TEST_F(QueryBinderTest, TakesWhatARunTakes) {
  for (const char* sql :
       {"SELECT id FROM pipeline_data.main.\"extract-orders\"",
        "SELECT id FROM main.\"extract-orders\"", "SELECT id FROM pipeline_data.\"extract-orders\"",
        "WITH orders AS (SELECT 1::BIGINT AS id) SELECT id FROM orders",
        "SELECT id FROM (PIVOT orders ON note IN ('a', 'b') USING sum(amount))",
        "SELECT id FROM query_table('input_df')"}) {
    EXPECT_EQ(columns_of(sql), "id BIGINT") << sql;
  }
}

TEST_F(QueryBinderTest, RunsNothing) {
  EXPECT_EQ(columns_of("SELECT count(*) AS n FROM range(1000000000000)"), "n BIGINT");
  EXPECT_EQ(columns_of("SELECT CAST('x' AS INTEGER) AS n"), "n INTEGER");
}

TEST_F(QueryBinderTest, CannotWriteATypeThatIsNotKnownHere) {
  EXPECT_EQ(columns_of("SELECT 1::VARIANT AS v"), "unknown");
  EXPECT_EQ(columns_of("SELECT [1::VARIANT] AS v"), "unknown");
}

}  // namespace
}  // namespace osiris::exchange
