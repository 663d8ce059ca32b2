#include "osiris/format/yaml_scalar.h"

#include <gtest/gtest.h>

#include <limits>

namespace osiris {
namespace {

Value resolved(std::string_view text) {
  PlainScalar scalar = resolve_plain_scalar(text);
  EXPECT_FALSE(scalar.too_large) << text;
  return scalar.value;
}

TEST(ResolvePlainScalar, TakesNothingForNull) { EXPECT_TRUE(resolved("").is_null()); }

TEST(ResolvePlainScalar, KnowsTheEdgesOfIntegers) {
  EXPECT_EQ(resolved("-0"), Value(0));
  EXPECT_EQ(resolved("+7"), Value(7));
  EXPECT_EQ(resolved("9223372036854775808"), Value(std::uint64_t{1} << 63U));
  for (const char* text : {"+", "-", "--1", "+-1", "1-", "0x", "0o", "0xfg", "٣"}) {
    EXPECT_EQ(resolved(text), Value(text));
  }
}

TEST(ResolvePlainScalar, KnowsTheEdgesOfDoubles) {
  EXPECT_EQ(resolved(".5"), Value(0.5));
  EXPECT_EQ(resolved("+5."), Value(5.0));
  EXPECT_EQ(resolved("00.5"), Value(0.5));
  EXPECT_EQ(resolved("1E+2"), Value(100.0));
  EXPECT_EQ(resolved("0.0e999"), Value(0.0));
  for (const char* text : {".", "-.", ".e1", "1e", "1e+", "1.2.3", "1.5f", "inf", "nan", "+.nan"}) {
    EXPECT_EQ(resolved(text), Value(text));
  }
}

TEST(ResolvePlainScalar, TakesTooSmallANumberForZero) {
  EXPECT_EQ(resolved("1e-999"), Value(0.0));
  EXPECT_EQ(resolved("-1e-999"), Value(-0.0));
  EXPECT_EQ(resolved("0." + std::string(400, '0') + "1"), Value(0.0));
}

TEST(ResolvePlainScalar, NamesNumbersThatDoNotFitAndKeepsTheirText) {
  for (const std::string& text :
       {std::string("18446744073709551616"), std::string("-9223372036854775809"),
        std::string("0x1ffffffffffffffff"), std::string("0o7777777777777777777777"),
        std::string("1e999"), std::string("-1e999"), std::string(400, '9') + ".5"}) {
    const PlainScalar scalar = resolve_plain_scalar(text);
    EXPECT_TRUE(scalar.too_large) << text;
    EXPECT_EQ(scalar.value, Value(text));
  }
}

TEST(IsYaml11Boolean, KnowsThreeSpellingsOfFourWords) {
  for (const char* text : {"yes", "Yes", "YES", "no", "on", "off", "Off", "OFF"}) {
    EXPECT_TRUE(is_yaml11_boolean(text)) << text;
  }
  for (const char* text : {"yES", "true", "y", "", "yes "}) {
    EXPECT_FALSE(is_yaml11_boolean(text)) << text;
  }
}

TEST(MayReadAsNonString, KnowsWhatSomeVersionOfYamlReadsOtherwise) {
  for (const char* text : {"",      "~",     "true",       "yes",        "n",
                           "=",     "<<",    "1",          "1.5",        "0x1f",
                           "-0x1f", "0b1",   "017",        "1_000",      "+1",
                           ".5",    "12:30", "12:30:45.5", "2024-01-01", "18446744073709551616"}) {
    EXPECT_TRUE(may_read_as_non_string(text)) << text;
  }
  for (const char* text : {"a", "0.1.0", "v1", "1st", "12:xx", "20-24", "_1", "yesterday", "-a"}) {
    EXPECT_FALSE(may_read_as_non_string(text)) << text;
  }
}

}  // namespace
}  // namespace osiris
