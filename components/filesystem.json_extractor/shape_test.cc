#include "components/filesystem.json_extractor/shape.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace osiris::components {
namespace {

/// Learns values one after the other and returns the type.
std::string type_of(std::initializer_list<const char*> values) {
  JsonShape shape;
  for (const char* value : values) {
    JsonCursor cursor(value);
    shape.learn(cursor);
    EXPECT_FALSE(cursor.problem().has_value()) << value;
  }
  return shape.type().to_sql();
}

TEST(JsonShape, FindsATypeForAllValues) {
  EXPECT_EQ(type_of({"null"}), "VARCHAR");
  EXPECT_EQ(type_of({"null", "true"}), "BOOLEAN");
  EXPECT_EQ(type_of({"1", "99999999999999999999"}), "HUGEINT");
  EXPECT_EQ(type_of({"99999999999999999999", "0.5"}), "DOUBLE");
  EXPECT_EQ(type_of({"1", "1e400"}), "VARCHAR");
  EXPECT_EQ(type_of({"1", "\"1\""}), "JSON");
  EXPECT_EQ(type_of({"true", "1"}), "JSON");
  EXPECT_EQ(type_of({"[]", "[null]", "[1]"}), "BIGINT[]");
  EXPECT_EQ(type_of({"[1]", "[\"x\"]"}), "JSON[]");
  EXPECT_EQ(type_of({"{\"a\":1}", "{\"b\":[true]}"}), "STRUCT(\"a\" BIGINT, \"b\" BOOLEAN[])");
  EXPECT_EQ(type_of({"{}"}), "JSON");
  EXPECT_EQ(type_of({"{\"\":1}"}), "JSON");
  EXPECT_EQ(type_of({"[1]", "{\"a\":1}"}), "JSON");
}

}  // namespace
}  // namespace osiris::components
