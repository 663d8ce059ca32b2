// Texts of single values; type_round_trip_test.cc holds that DuckDB reads each of them back.

#include "osiris/exchange/value_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace osiris::exchange {
namespace {

template <class... Arguments, class... Values>
std::string text(void (*append)(Arguments...), Values... values) {
  ByteBuffer out;
  append(values..., out);
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

TEST(ValueText, WritesIntegersToTheirEnds) {
  EXPECT_EQ(text(append_integer, std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(text(append_unsigned, std::numeric_limits<std::uint64_t>::max()),
            "18446744073709551615");
  EXPECT_EQ(text(append_int128, static_cast<Int128>(Uint128{1} << 127U)),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(text(append_uint128, ~Uint128{0}), "340282366920938463463374607431768211455");
  // Zeros where the digits are written in groups.
  EXPECT_EQ(text(append_uint128, Uint128{1'000'000'000'000'000'000} * 1000),
            "1000000000000000000000");
}

TEST(ValueText, PutsThePointIntoDecimals) {
  EXPECT_EQ(text(append_decimal, Int128{-5}, 2U), "-0.05");
  EXPECT_EQ(text(append_decimal, Int128{1230}, 2U), "12.30");
  EXPECT_EQ(text(append_decimal, Int128{7}, 0U), "7");
  EXPECT_EQ(text(append_decimal, Int128{1}, 38U), "0." + std::string(37, '0') + "1");
  EXPECT_EQ(text(append_decimal, Int128{1'000'000'000'000'000'000} * 100, 19U),
            "10.0000000000000000000");
}

TEST(ValueText, WritesFloatingPointInTheShortestFormThatReadsBack) {
  EXPECT_EQ(text(append_double, 1.0), "1.0");
  EXPECT_EQ(text(append_double, 0.1), "0.1");
  EXPECT_EQ(text(append_float, 0.1F), "0.1");
  EXPECT_EQ(text(append_double, -0.0), "-0.0");
  EXPECT_EQ(text(append_double, 1e16), "1e+16");
  EXPECT_EQ(text(append_double, 1e-7), "1e-07");
  EXPECT_EQ(text(append_double, -std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(text(append_double, std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(ValueText, WritesDaysOfAllAges) {
  EXPECT_EQ(text(append_date, std::int64_t{0}), "1970-01-01");
  EXPECT_EQ(text(append_date, std::int64_t{11'016}), "2000-02-29");
  EXPECT_EQ(text(append_date, std::int64_t{-719'163}), "0001-12-31 (BC)");
  EXPECT_EQ(text(append_date, std::int64_t{2'932'897}), "10000-01-01");
  EXPECT_EQ(text(append_date, std::int64_t{std::numeric_limits<std::int32_t>::max()}), "infinity");
}

TEST(ValueText, WritesFractionsOnlyWhereThereAreAny) {
  EXPECT_EQ(text(append_time, std::int64_t{61'000'000}, 6U), "00:01:01");
  EXPECT_EQ(text(append_time, std::int64_t{61'000'001}, 6U), "00:01:01.000001");
  EXPECT_EQ(text(append_time, std::int64_t{360'000'000'000'000}, 9U), "100:00:00");
  EXPECT_EQ(text(append_timestamp, std::int64_t{-1}, 3U), "1969-12-31 23:59:59.999");
  EXPECT_EQ(text(append_timestamp, std::int64_t{-1}, 0U), "1969-12-31 23:59:59");
  EXPECT_EQ(text(append_timestamp, -std::numeric_limits<std::int64_t>::max(), 6U), "-infinity");
}

TEST(ValueText, EscapesWhatJsonCannotHoldInQuotes) {
  EXPECT_EQ(text(append_json_string, std::string_view("a\"b\\c\n\x01é")),
            "\"a\\\"b\\\\c\\u000a\\u0001é\"");
}

}  // namespace
}  // namespace osiris::exchange
