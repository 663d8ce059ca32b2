#include "components/filesystem.json_extractor/json_cursor.h"

#include <gtest/gtest.h>

#include <string>

namespace osiris::components {
namespace {

bool is_json(const std::string& text) {
  JsonCursor cursor(text);
  cursor.skip();
  return !cursor.problem() && cursor.at_end();
}

// Source of the shapes: RFC 8259.
TEST(JsonCursor, TakesJsonAndNothingElse) {
  for (const char* text :
       {"0", "-0", "-1.5e+10", "1E5", "true", " null ", "\"\"", "\"\\u0000\"", "[]", "[1, [2], {}]",
        "{\"a\": [], \"b\": {\"c\": null}}", "\"\xC3\xA9\""}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
  for (const char* text : {"",
                           "01",
                           "-",
                           "1.",
                           ".5",
                           "1e",
                           "+1",
                           "tru",
                           "True",
                           "nul",
                           "\"",
                           "\"\\\"",
                           "\"\\u12\"",
                           "\"\t\"",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{\"a\":1,}",
                           "[1",
                           "{",
                           "1 2",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "NaN",
                           "'a'"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
}

TEST(JsonCursor, TellsWhereAProblemIs) {
  JsonCursor cursor("{\"a\": [1, 2, x]}");
  cursor.skip();
  ASSERT_TRUE(cursor.problem().has_value());
  EXPECT_EQ(cursor.problem()->offset, 13U);
}

TEST(JsonCursor, GivesTheTextOfAValue) {
  JsonCursor cursor("  {\"a\" : [1.50, \"]\"]} ");
  EXPECT_EQ(cursor.skip(), "{\"a\" : [1.50, \"]\"]}");
  EXPECT_TRUE(cursor.at_end());
}

}  // namespace
}  // namespace osiris::components
