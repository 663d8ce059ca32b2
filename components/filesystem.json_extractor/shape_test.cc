#include "components/filesystem.json_extractor/shape.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace osiris::components {
namespace {

TEST(JsonNumbers, FindTheNarrowestType) {
  const std::pair<const char*, NumberKind> numbers[] = {
      {"0", NumberKind::kBigint},
      {"-9223372036854775808", NumberKind::kBigint},
      {"9223372036854775807", NumberKind::kBigint},
      {"9223372036854775808", NumberKind::kHugeint},
      {"-99999999999999999999999999999999999999", NumberKind::kHugeint},
      {"100000000000000000000000000000000000000", NumberKind::kText},
      {"1.0", NumberKind::kDouble},
      {"1e3", NumberKind::kDouble},
      {"-0", NumberKind::kDouble},
      {"1e400", NumberKind::kText},
  };
  for (const auto& [text, kind] : numbers) {
    EXPECT_EQ(kind_of_number(text), kind) << text;
  }
}

TEST(JsonNumbers, KnowWhatDoubleRounds) {
  for (const char* text : {"0", "0.1", "-1.50", "1e2", "100", "9007199254740992", "5e-324", "-0",
                           "1.7976931348623157e308", "0.0001e4", "123456789.125", "1E+2"}) {
    EXPECT_FALSE(double_rounds(text)) << text;
  }
  for (const char* text : {"9007199254740993", "0.123456789012345678", "12345678901234567.25",
                           "1e400", "0.10000000000000000001"}) {
    EXPECT_TRUE(double_rounds(text)) << text;
  }
}

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
