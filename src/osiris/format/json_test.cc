#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace osiris {
namespace {

using testing::HasSubstr;
using testing::Pair;

constexpr std::uint64_t kTwoTo63 = 1ULL << 63U;

Error parse_error(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_FALSE(value.has_value()) << text;
  return value.has_value() ? Error{} : value.error();
}

Value parsed(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value.has_value()) << (value.has_value() ? "" : value.error().message);
  return value.has_value() ? *value : Value();
}

TEST(ParseJson, ReadsEveryKind) {
  const Value value = parsed(R"({"n": null, "b": [true, false], "i": -3, "d": 1.5, "s": "ž\n"})");
  EXPECT_TRUE(value.find("n")->is_null());
  EXPECT_TRUE(value.find("b")->items()[0].as_bool());
  EXPECT_EQ(value.find("i")->as_int(), -3);
  EXPECT_EQ(value.find("d")->as_double(), 1.5);
  EXPECT_EQ(value.find("s")->as_string(), "ž\n");
}

TEST(ParseJson, KeepsMembersInTheirOrder) {
  const Value value = parsed(R"({"z": 1, "a": 2})");
  EXPECT_EQ(value.members()[0].key, "z");
  EXPECT_EQ(value.members()[1].key, "a");
}

TEST(ParseJson, KeepsIntegersExact) {
  EXPECT_EQ(parsed("9223372036854775807").as_int(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parsed("-9223372036854775808").as_int(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed("9223372036854775808").as_uint(), kTwoTo63);
  EXPECT_EQ(parsed("18446744073709551615").as_uint(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parsed("1.0").kind(), Value::Kind::kDouble);
  EXPECT_EQ(parsed("1e2").kind(), Value::Kind::kDouble);
}

TEST(ParseJson, RefusesIntegersThatWouldLoseDigits) {
  EXPECT_THAT(parse_error("18446744073709551616").message, HasSubstr("64 bits"));
  EXPECT_THAT(parse_error("-9223372036854775809").message, HasSubstr("64 bits"));
  EXPECT_TRUE(parse_error("1e999").is(kJsonSyntax));
}

// why: a JSON library that keeps the last of two equal keys hides a mistake.
TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  const Error error = parse_error("{\n  \"a\": 1,\n  \"a\": 2}");
  EXPECT_TRUE(error.is(kJsonSyntax));
  EXPECT_THAT(error.message, HasSubstr("'a' stands twice"));
  EXPECT_THAT(error.details, testing::Contains(Pair("line", "3")));
}

TEST(ParseJson, RefusesAKeyThatStandsTwiceInALargeObject) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) {
    text += "\"key" + std::to_string(i) + "\": 1, ";
  }
  EXPECT_TRUE(parse_json(text + "\"last\": 1}").has_value());
  EXPECT_THAT(parse_error(text + "\"key7\": 1}").message, HasSubstr("'key7' stands twice"));
}

TEST(ParseJson, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", " ", "{", "[1,]", "{\"a\"}", "nul", "1 2", "'a'", "// c\n1", "NaN", "01", "\"\t\"",
        "\"\\ud800\"", "\"\\x\"", "[1", "\"open", "{1: 2}", "\xEF\xBB"}) {
    EXPECT_TRUE(parse_error(text).is(kJsonSyntax)) << text;
  }
  EXPECT_TRUE(parse_error(std::string_view("\0", 1)).is(kJsonSyntax));
}

TEST(ParseJson, RefusesInvalidUtf8) {
  EXPECT_TRUE(parse_error("\"\xFF\"").is(kJsonSyntax));
  EXPECT_TRUE(parse_error("\"\xC0\x80\"").is(kJsonSyntax));
}

TEST(ParseJson, SaysLineAndColumnInCodePoints) {
  const Error error = parse_error("{\n\"žluť\": ?}");
  EXPECT_THAT(error.details, testing::ElementsAre(Pair("line", "2"), Pair("column", "9")));
  EXPECT_THAT(error.message, testing::StartsWith("line 2, column 9: "));
}

TEST(ParseJson, RefusesDeepNestingWithoutUsingTheStack) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(128)).has_value());
  EXPECT_THAT(parse_error(nested(129)).message, HasSubstr("128 deep"));
  EXPECT_TRUE(parse_error(std::string(1'000'000, '[')).is(kJsonSyntax));
}

TEST(ToJson, WritesOnOneLineInOrder) {
  Value value;
  value.set("z", 1);
  value.set("a", Value::Array{true, Value(), 1.5, "ž"});
  EXPECT_EQ(to_json(value), R"({"z":1,"a":[true,null,1.5,"ž"]})");
  EXPECT_EQ(to_json(Value::object()), "{}");
  EXPECT_EQ(to_json(Value::array()), "[]");
}

TEST(ToJson, KeepsDoublesApartFromIntegers) {
  EXPECT_EQ(to_json(1.0), "1.0");
  EXPECT_EQ(to_json(-0.0), "-0.0");
  EXPECT_EQ(to_json(1e300), "1e+300");
  EXPECT_EQ(parsed(to_json(1e300)), Value(1e300));
  EXPECT_EQ(to_json(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(to_json(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(ToJson, EscapesWhatJsonDemands) {
  EXPECT_EQ(to_json(std::string("\"\\/\b\f\n\r\t\x01\x1f\x7f\0", 12)),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\\u0000\"");
}

TEST(ToJson, ReplacesInvalidUtf8) {
  EXPECT_EQ(to_json("a\xFF\xFEz"), "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\"");
}

TEST(ToPrettyJson, IndentsByTwoSpaces) {
  Value value;
  value.set("a", Value::Array{1, Value::object()});
  value.set("b", Value::array());
  EXPECT_EQ(to_pretty_json(value), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

}  // namespace
}  // namespace osiris
