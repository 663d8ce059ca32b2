#include "osiris/format/json.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace osiris {
namespace {

struct NumberCase {
  std::uint64_t bits;
  std::string_view text;
};

// Source: RFC 8785, appendix B.
constexpr NumberCase kNumberCases[] = {
    {0x0000000000000000, "0"},
    {0x8000000000000000, "0"},
    {0x0000000000000001, "5e-324"},
    {0x8000000000000001, "-5e-324"},
    {0x7fefffffffffffff, "1.7976931348623157e+308"},
    {0xffefffffffffffff, "-1.7976931348623157e+308"},
    {0x4340000000000000, "9007199254740992"},
    {0xc340000000000000, "-9007199254740992"},
    {0x4430000000000000, "295147905179352830000"},
    {0x44b52d02c7e14af5, "9.999999999999997e+22"},
    {0x44b52d02c7e14af6, "1e+23"},
    {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
    {0x444b1ae4d6e2ef4e, "999999999999999700000"},
    {0x444b1ae4d6e2ef4f, "999999999999999900000"},
    {0x444b1ae4d6e2ef50, "1e+21"},
    {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
    {0x3eb0c6f7a0b5ed8d, "0.000001"},
    {0x41b3de4355555553, "333333333.3333332"},
    {0x41b3de4355555554, "333333333.33333325"},
    {0x41b3de4355555555, "333333333.3333333"},
    {0x41b3de4355555556, "333333333.3333334"},
    {0x41b3de4355555557, "333333333.33333343"},
    {0xbecbf647612f3696, "-0.0000033333333333333333"},
    {0x43143ff3c1cb0959, "1424953923781206.2"},
};

TEST(CanonicalJson, WritesNumbersAsTheRfcDoes) {
  for (const auto& [bits, text] : kNumberCases) {
    EXPECT_EQ(to_canonical_json(std::bit_cast<double>(bits)), text);
  }
}

TEST(CanonicalJson, WritesNumbersAtTheEdgesOfTheLayouts) {
  EXPECT_EQ(to_canonical_json(1e21), "1e+21");
  EXPECT_EQ(to_canonical_json(1e20), "100000000000000000000");
  EXPECT_EQ(to_canonical_json(1e-6), "0.000001");
  EXPECT_EQ(to_canonical_json(1e-7), "1e-7");
  EXPECT_EQ(to_canonical_json(1.5e-10), "1.5e-10");
  EXPECT_EQ(to_canonical_json(-0.0), "0");
  EXPECT_EQ(to_canonical_json(4.5), "4.5");
  EXPECT_EQ(to_canonical_json(0.002), "0.002");
  EXPECT_EQ(to_canonical_json(1.0), "1");
}

// why: a fingerprint must tell a document with .nan from one with null.
TEST(CanonicalJson, TellsWhatIsNoNumberFromNull) {
  using Limits = std::numeric_limits<double>;
  EXPECT_EQ(to_canonical_json(Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(to_canonical_json(Limits::infinity()), "Infinity");
  EXPECT_EQ(to_canonical_json(-Limits::infinity()), "-Infinity");
}

TEST(CanonicalJson, KeepsIntegersExact) {
  EXPECT_EQ(to_canonical_json(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(to_canonical_json(std::uint64_t{1} << 63U), "9223372036854775808");
  EXPECT_EQ(to_canonical_json(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(to_canonical_json(std::int64_t{9007199254740993}), "9007199254740993");
}

// Source: RFC 8785, 3.2.3.
TEST(CanonicalJson, SortsKeysByUtf16CodeUnits) {
  auto value = parse_json(R"({
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"
  })");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_canonical_json(*value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            "\"😀\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(CanonicalJson, SortsPrefixesFirstAndEveryLevel) {
  auto value = parse_json(R"({"ab": {"z": 1, "y": 2}, "a": 3, "": 4, "B": 5})");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_canonical_json(*value), R"({"":4,"B":5,"a":3,"ab":{"y":2,"z":1}})");
}

// Source: RFC 8785, 3.2.2.
TEST(CanonicalJson, WritesTheSampleOfTheRfc) {
  auto value = parse_json(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(to_canonical_json(*value),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(CanonicalJson, IgnoresOrderAndMarks) {
  const auto one = parse_json(R"({"a": 1, "b": [1, {"c": 2, "d": 3}]})");
  const auto two = parse_json(R"({"b": [1, {"d": 3, "c": 2}], "a": 1})");
  ASSERT_TRUE(one.has_value() && two.has_value());
  EXPECT_EQ(to_canonical_json(*one), to_canonical_json(*two));
}

}  // namespace
}  // namespace osiris
