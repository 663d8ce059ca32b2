#include "components/filesystem.json_extractor/json_number.h"

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
                           "1e400", "0.10000000000000000001", "1e99999999999999999999"}) {
    EXPECT_TRUE(double_rounds(text)) << text;
  }
}

TEST(JsonNumbers, KnowWhatFloatRounds) {
  for (const char* text : {"0.1", "16777216", "-1.5e10", "3.4028235e38"}) {
    EXPECT_FALSE(float_rounds(text)) << text;
  }
  for (const char* text : {"16777217", "0.123456789", "1e39"}) {
    EXPECT_TRUE(float_rounds(text)) << text;
  }
}

TEST(JsonNumbers, HaveAPlainForm) {
  const std::pair<const char*, const char*> numbers[] = {
      {"0", "0"},
      {"-0.0", "-0"},
      {"0e99999999999999999999", "0"},
      {"1.0", "1"},
      {"12.50", "12.5"},
      {"1.50e2", "150"},
      {"1e-05", "0.00001"},
      {"-123e-2", "-1.23"},
      {"-123e-3", "-0.123"},
      {"1E+37", "10000000000000000000000000000000000000"},
      {"0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"},
  };
  for (const auto& [number, plain] : numbers) {
    EXPECT_EQ(plain_form(number), plain) << number;
  }
  for (const char* number : {"1e38", "1e-39", "1e99999999999999999999", "1e-99999999999999999999",
                             "100000000000000000000000000000000000000.5"}) {
    EXPECT_EQ(plain_form(number), std::nullopt) << number;
  }
}

}  // namespace
}  // namespace osiris::components
