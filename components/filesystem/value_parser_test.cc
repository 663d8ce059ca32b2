#include "components/filesystem/value_parser.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::ColumnType;
using exchange::Int128;
using exchange::TypeId;
using exchange::Uint128;

bool fits(const ColumnType& type, std::string_view text) {
  ColumnBuilder column(type);
  const bool appended = append_parsed(text, column);
  EXPECT_EQ(column.size(), appended ? 1 : 0) << text;
  return appended;
}

/// Returns what `text` becomes in a column of the type.
template <class T>
T parsed(const ColumnType& type, std::string_view text) {
  ColumnBuilder column(type);
  EXPECT_TRUE(append_parsed(text, column)) << text;
  T value{};
  EXPECT_EQ(column.values().size(), sizeof(T));
  std::memcpy(&value, column.values().data(), sizeof(T));
  return value;
}

TEST(ValueParser, TakesWhatATypeHoldsExactly) {
  EXPECT_TRUE(fits(TypeId::kBoolean, "1"));
  EXPECT_FALSE(fits(TypeId::kBoolean, "2"));
  EXPECT_TRUE(fits(TypeId::kTinyint, "-128"));
  EXPECT_FALSE(fits(TypeId::kTinyint, "128"));
  EXPECT_TRUE(fits(TypeId::kBigint, "+007"));
  EXPECT_FALSE(fits(TypeId::kBigint, "1.0"));
  EXPECT_FALSE(fits(TypeId::kBigint, "+-1"));
  EXPECT_FALSE(fits(TypeId::kBigint, " 1"));
  EXPECT_FALSE(fits(TypeId::kUbigint, "-1"));
  EXPECT_FALSE(fits(TypeId::kUbigint, "18446744073709551616"));
  EXPECT_FALSE(fits(TypeId::kHugeint, std::string(39, '9')));
  EXPECT_FALSE(fits(TypeId::kDouble, "1e400"));
  EXPECT_FALSE(fits(TypeId::kDouble, "1e-400"));
  EXPECT_FALSE(fits(TypeId::kDouble, "0x10"));
  EXPECT_FALSE(fits(TypeId::kFloat, "1e39"));
  EXPECT_FALSE(fits(ColumnType::decimal(9, 2), "12345678"));
  EXPECT_FALSE(fits(ColumnType::decimal(9, 2), "1.505"));
  EXPECT_FALSE(fits(ColumnType::decimal(9, 2), "1e2"));
  EXPECT_FALSE(fits(TypeId::kDate, "2024-01-02 00:00:00"));
  EXPECT_FALSE(fits(TypeId::kTime, "24:00"));
  EXPECT_FALSE(fits(TypeId::kTime, "9:00"));
  EXPECT_FALSE(fits(TypeId::kTimestampTz, "2024-01-02 03:04:05"));
  EXPECT_FALSE(fits(TypeId::kTimestamp, "2024-01-02 03:04:05Z"));
  EXPECT_TRUE(fits(TypeId::kUuid, "6BA7B810-9dad-11d1-80b4-00c04fd430c8"));
  EXPECT_FALSE(fits(TypeId::kUuid, "6ba7b8109dad11d180b400c04fd430c8"));
  EXPECT_FALSE(fits(TypeId::kUuid, "6ba7b810-9dad-11d1-80b4-00c04fd430cg"));
  EXPECT_TRUE(fits(TypeId::kVarchar, "anything"));
}

TEST(ValueParser, ReadsIntegers) {
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kBigint, "-9223372036854775808"),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed<std::uint64_t>(TypeId::kUbigint, "18446744073709551615"),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parsed<std::int16_t>(TypeId::kSmallint, "+007"), 7);
  const Int128 huge = Int128{1234567890123456789} * 1000 + 12;
  EXPECT_TRUE(parsed<Int128>(TypeId::kHugeint, "-0001234567890123456789012") == -huge);
}

TEST(ValueParser, ReadsDecimalsWithoutRounding) {
  EXPECT_TRUE(parsed<Int128>(ColumnType::decimal(9, 2), "-0001234567.500") == -123456750);
  EXPECT_TRUE(parsed<Int128>(ColumnType::decimal(9, 2), ".5") == 50);
  EXPECT_TRUE(parsed<Int128>(ColumnType::decimal(38, 10), "+1") == Int128{10'000'000'000});
}

TEST(ValueParser, ReadsFloatingNumbersToTheNearest) {
  EXPECT_EQ(parsed<double>(TypeId::kDouble, "007.5"), 7.5);
  EXPECT_EQ(parsed<double>(TypeId::kDouble, "+1e5"), 1e5);
  EXPECT_EQ(parsed<double>(TypeId::kDouble, "0.1234567890123456789"), 0.1234567890123456789);
  EXPECT_TRUE(std::signbit(parsed<double>(TypeId::kDouble, "-0")));
  EXPECT_TRUE(std::isnan(parsed<double>(TypeId::kDouble, "NaN")));
  EXPECT_EQ(parsed<double>(TypeId::kDouble, "-Infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(parsed<float>(TypeId::kFloat, "0.1"), 0.1F);
}

TEST(ValueParser, ReadsDatesAndTimes) {
  EXPECT_EQ(parsed<std::int32_t>(TypeId::kDate, "1970-01-01"), 0);
  EXPECT_EQ(parsed<std::int32_t>(TypeId::kDate, "1969-12-31"), -1);
  EXPECT_EQ(parsed<std::int32_t>(TypeId::kDate, "2000-03-01"), 11017);
  EXPECT_EQ(parsed<std::int32_t>(TypeId::kDate, "0001-01-01"), -719162);
  EXPECT_EQ(parsed<std::int32_t>(TypeId::kDate, "9999-12-31"), 2932896);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTime, "23:59:59.5"), 86'399'500'000);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTime, "00:10"), 600'000'000);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestamp, "1970-01-02"), 86'400'000'000);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestamp, "1970-01-01T00:01"), 60'000'000);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestamp, "1969-12-31 23:59:59.999999"), -1);
  const std::int64_t hour = 3'600'000'000;
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestampTz, "1970-01-01 02:00:00+02"), 0);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestampTz, "1970-01-01 02:00:00-05:30"),
            7 * hour + hour / 2);
  EXPECT_EQ(parsed<std::int64_t>(TypeId::kTimestampTz, "1970-01-01T00:00:00Z"), 0);
}

TEST(ValueParser, ReadsUuids) {
  const Uint128 value = parsed<Uint128>(TypeId::kUuid, "00000000-0000-0000-0000-00000000000f");
  // Arrow keeps the bytes in reading order: the last digit is in the last byte.
  EXPECT_TRUE(value == Uint128{0x0F} << 120);
}

}  // namespace
}  // namespace osiris::components
