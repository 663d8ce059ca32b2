#include "osiris/exchange/sql_text.h"

#include <gtest/gtest.h>

namespace osiris::exchange {
namespace {

TEST(SqlText, QuotesNamesAndLiterals) {
  EXPECT_EQ(quote_identifier("a"), "\"a\"");
  EXPECT_EQ(quote_identifier("we\"ird"), "\"we\"\"ird\"");
  EXPECT_EQ(quote_literal("it's"), "'it''s'");
  EXPECT_EQ(quote_identifiers({"a", "b c"}), "\"a\", \"b c\"");
}

struct Case {
  const char* sql;
  const char* statement;  // Null: refused.
};

TEST(SqlText, FindsTheOneStatement) {
  const Case cases[] = {
      {"select 1", "select 1"},
      {"  select 1 ;  ", "select 1"},
      {"select 1; -- done", "select 1"},
      {"select 1 -- done", "select 1"},
      {"select 1;;;", "select 1"},
      {"-- first\nselect 1", "select 1"},
      {"select ';' ; /* ; */", "select ';'"},
      {"select 'it''s;'", "select 'it''s;'"},
      {"select e'\\';' ;", "select e'\\';'"},
      {"select 'e\\' ;", "select 'e\\'"},
      {"select \"a;b\" from \"t\"\"; x\"", "select \"a;b\" from \"t\"\"; x\""},
      {"select $$ ; $$ ;", "select $$ ; $$"},
      {"select $q$ $$ ; $q$", "select $q$ $$ ; $q$"},
      {"select a$b;", "select a$b"},
      {"select /* a /* nested ; */ ; */ 1", "select /* a /* nested ; */ ; */ 1"},
      {"select $1;", "select $1"},
      {"select 1; select 2", nullptr},
      {"select 1; drop table x;", nullptr},
      {"", nullptr},
      {" ; ", nullptr},
      {"-- nothing", nullptr},
      {"/* open", nullptr},
  };
  for (const Case& c : cases) {
    const auto statement = single_statement(c.sql);
    if (c.statement == nullptr) {
      ASSERT_FALSE(statement.has_value()) << c.sql;
      EXPECT_EQ(statement.error().code, kSqlNotOneSelect.name) << c.sql;
    } else {
      ASSERT_TRUE(statement.has_value()) << c.sql;
      EXPECT_EQ(*statement, c.statement);
    }
  }
}

TEST(SqlText, UnfinishedStringsEndQuietly) {
  // DuckDB reports these; the scanner only must not run past the end.
  for (const char* sql : {"select '", "select \"", "select $$ x", "select e'\\"}) {
    EXPECT_TRUE(single_statement(sql).has_value()) << sql;
  }
}

}  // namespace
}  // namespace osiris::exchange
