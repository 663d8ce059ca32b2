#include "osiris/exchange/query_syntax.h"

#include "osiris/exchange/sql_text.h"

#include "osiris/exchange/test_database.h"

#include <algorithm>

namespace osiris::exchange {
namespace {

class QuerySyntax : public DatabaseTest {
 protected:
  std::vector<std::string> tables(std::string_view query) {
    auto names = unwrap(tables_in(*connection, query));
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(QuerySyntax, TablesAreThoseThatAQueryNames) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(tables("SELECT * FROM a JOIN \"b-1.x\" USING (id)"), (Names{"a", "b-1.x"}));
  EXPECT_EQ(tables("SELECT (SELECT max(x) FROM main.b) FROM a UNION ALL FROM c"),
            (Names{"a", "b", "c"}));
  EXPECT_EQ(tables("WITH own AS (FROM a) SELECT * FROM OWN"), (Names{"a"}));
  EXPECT_EQ(tables("SELECT 'FROM a' AS text"), Names{});
}

TEST_F(QuerySyntax, WhatIsNoSelectHasNoTables) {
  const auto result = tables_in(*connection, "COPY a TO 'x.csv'");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kSqlNotOneSelect.name);
}

TEST_F(QuerySyntax, CallsThatDoMoreThanReadAreDenied) {
  for (const char* sql :
       {"SELECT * FROM enable_logging()", "FROM Enable_Logging(storage = 'file')",
        "SELECT (SELECT count(*) FROM enable_profiling(save_location = 'x'))",
        "WITH c AS (FROM disable_logging()) FROM c", "FROM \"force_checkpoint\"()",
        "FROM system.main.checkpoint()", "FROM query('FROM enable_logging()')",
        "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))"}) {
    const Status status = check_reads_only(*connection, sql);
    ASSERT_FALSE(status.has_value()) << sql;
    EXPECT_EQ(status.error().code, kSqlDenied.name) << sql;
  }
}

TEST_F(QuerySyntax, TheSameWordsElsewhereAreFine) {
  for (const char* sql :
       {"SELECT 1", "SELECT 1 AS query, 2 AS checkpoint", "SELECT 'FROM enable_logging()' AS text",
        "SELECT q.query FROM (SELECT 1 AS query) AS q -- checkpoint()"}) {
    const Status status = check_reads_only(*connection, sql);
    EXPECT_TRUE(status.has_value()) << sql;
  }
}

TEST_F(QuerySyntax, WhatDuckdbCannotReadIsToldInItsWords) {
  const Status status = check_reads_only(*connection, "SELEC query FROM x");
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, kSqlInvalid.name);
}

}  // namespace
}  // namespace osiris::exchange
