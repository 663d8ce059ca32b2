#include "osiris/exchange/query_inputs.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"

namespace osiris::exchange {
namespace {

class QueryInputsTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    unwrap(replace_relation(*connection, "extract-orders", "SELECT 7 AS id"));
    unwrap(replace_relation(*connection, "other", "SELECT 8 AS id"));
  }

  /// Admits a query over `extract-orders` and returns its one value, or the error's code.
  std::string admitted(std::string_view sql) {
    const auto query = admit_query(*connection, sql, {{"extract-orders", {"Orders", "input_df"}}});
    return query.has_value() ? value(*query) : query.error().code;
  }
};

TEST_F(QueryInputsTest, AreKnownUnderEachOfTheirNames) {
  EXPECT_EQ(admitted("SELECT id FROM \"extract-orders\""), "7");
  EXPECT_EQ(admitted("SELECT id FROM orders;"), "7");
  EXPECT_EQ(admitted("SELECT id FROM INPUT_DF -- the one"), "7");
}

TEST_F(QueryInputsTest, AreAllThatAQueryMayRead) {
  EXPECT_EQ(admitted("SELECT id FROM Other"), "sql.undeclared_input");
  EXPECT_EQ(admitted("WITH other AS (SELECT 9 AS id) SELECT id FROM other"), "9");
  EXPECT_EQ(admitted("SELECT 1; SELECT 2"), "sql.not_one_select");
  EXPECT_EQ(admitted("SELECT * FROM checkpoint()"), "sql.denied");
}

}  // namespace
}  // namespace osiris::exchange
