#include "components/mysql/value_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mysql.h>

#include <chrono>
#include <cstring>

namespace osiris::components::mysql {
namespace {

using exchange::ColumnBuilder;
using exchange::Int128;

Cell cell_of(const std::string& bytes) {
  return {.bytes = reinterpret_cast<const unsigned char*>(bytes.data()), .size = bytes.size()};
}

Field decimal_field(unsigned precision, unsigned scale) {
  return {.name = "d",
          .table = "",
          .type = MYSQL_TYPE_NEWDECIMAL,
          .flags = 0,
          .charset = 63,
          .decimals = scale,
          .length = precision + 1 + (scale > 0 ? 1 : 0),
          .extended_type = ""};
}

/// Decodes one decimal; "refused" if it cannot be, else the unscaled number.
std::string decoded(const std::string& text, unsigned precision, unsigned scale) {
  ValueDecoder decoder(decimal_field(precision, scale), {}, ZeroDates::kError);
  ColumnBuilder column(decoder.type());
  if (!decoder.append(cell_of(text), column)) {
    EXPECT_EQ(column.size(), 0U);
    return "refused";
  }
  Int128 value = 0;
  std::memcpy(&value, column.values().data(), sizeof(value));
  const bool negative = value < 0;
  std::string digits;
  for (; value != 0; value /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + (negative ? -(value % 10) : value % 10)));
  }
  return (negative ? "-" : "") + (digits.empty() ? "0" : digits);
}

TEST(ValueDecoder, ReadsDecimals) {
  EXPECT_EQ(decoded("0", 1, 0), "0");
  EXPECT_EQ(decoded("-0.00", 3, 2), "0");
  EXPECT_EQ(decoded("1.5", 18, 4), "15000");
  EXPECT_EQ(decoded("-123.4567", 18, 4), "-1234567");
  EXPECT_EQ(decoded("00012", 2, 0), "12");
  EXPECT_EQ(decoded("0.000000000000000000000000000001", 31, 30), "1");
  EXPECT_EQ(decoded("999999999999999999", 18, 0), "999999999999999999");
  EXPECT_EQ(decoded("9999999999999999999", 19, 0), "9999999999999999999");
  const std::string most(38, '9');
  EXPECT_EQ(decoded(most, 38, 0), most);
  EXPECT_EQ(decoded("-" + most, 38, 0), "-" + most);
  EXPECT_EQ(decoded(most.substr(1) + ".5", 38, 1), most.substr(1) + "5");
  EXPECT_EQ(decoded("1.2500", 5, 2), "125") << "zeros beyond the scale say nothing";
}

TEST(ValueDecoder, RefusesDecimalsThatDoNotFit) {
  EXPECT_EQ(decoded("1000", 3, 0), "refused");
  EXPECT_EQ(decoded("1.256", 5, 2), "refused");
  EXPECT_EQ(decoded("1" + std::string(38, '0'), 38, 0), "refused");
  EXPECT_EQ(decoded(std::string(45, '9'), 38, 0), "refused");
  EXPECT_EQ(decoded("100000000." + std::string(30, '0'), 65, 30), "refused");
  EXPECT_EQ(decoded("", 5, 2), "refused");
  EXPECT_EQ(decoded("1.2.3", 5, 2), "refused");
  EXPECT_EQ(decoded("12e3", 5, 2), "refused");
}

/// Writes a date as the protocol does.
std::string date_bytes(int year, int month, int day) {
  return {static_cast<char>(year & 0xFF), static_cast<char>(year >> 8), static_cast<char>(month),
          static_cast<char>(day)};
}

TEST(ValueDecoder, KnowsEveryDay) {
  Field field = decimal_field(1, 0);
  field.type = MYSQL_TYPE_DATE;
  ValueDecoder decoder(field, {}, ZeroDates::kNull);
  ColumnBuilder column(decoder.type());
  for (int year = 0; year <= 9999; ++year) {
    for (int month = 0; month <= 13; ++month) {
      for (const int day : {0, 1, 28, 29, 30, 31, 32}) {
        column.clear();
        ASSERT_TRUE(decoder.append(cell_of(date_bytes(year, month, day)), column));
        const std::chrono::year_month_day date(std::chrono::year(year),
                                               std::chrono::month(static_cast<unsigned>(month)),
                                               std::chrono::day(static_cast<unsigned>(day)));
        ASSERT_EQ(column.null_count() == 0, date.ok()) << year << "-" << month << "-" << day;
        if (date.ok()) {
          std::int32_t days = 0;
          std::memcpy(&days, column.values().data(), sizeof(days));
          ASSERT_EQ(days, std::chrono::sys_days(date).time_since_epoch().count());
        }
      }
    }
  }
  EXPECT_EQ(decoder.zero_dates().first, "0000-00-00");
}

TEST(ValueDecoder, CountsDecimalsThatDoubleRounds) {
  ValueDecoder decoder(decimal_field(65, 30), {.wide_decimals = WideDecimals::kDouble},
                       ZeroDates::kError);
  ColumnBuilder column(decoder.type());
  for (const char* text :
       {"0.5", "-12345678901234567", "0.1", "9007199254740993", "1.500", "0.30"}) {
    EXPECT_TRUE(decoder.append(cell_of(text), column)) << text;
  }
  EXPECT_EQ(decoder.rounded().count, 2);
  EXPECT_EQ(decoder.rounded().first, "-12345678901234567");
}

TEST(ValueDecoder, WritesValuesForMessages) {
  Field field = decimal_field(1, 0);
  const auto text_of = [&field](int type, const std::string& bytes) {
    field.type = type;
    return ValueDecoder(field, {}, ZeroDates::kError).text_of(cell_of(bytes));
  };
  EXPECT_EQ(text_of(MYSQL_TYPE_SHORT, "\xFE\xFF"), "-2");
  EXPECT_EQ(text_of(MYSQL_TYPE_DATE, ""), "0000-00-00");
  EXPECT_EQ(text_of(MYSQL_TYPE_DATETIME, date_bytes(2024, 2, 3) + "\4\5\6"), "2024-02-03 04:05:06");
  EXPECT_EQ(text_of(MYSQL_TYPE_TIME, std::string("\1\1\0\0\0\2\3\4", 8)), "-26:03:04.000000");
  EXPECT_EQ(text_of(MYSQL_TYPE_BIT, "\1\2"), "258");
  EXPECT_EQ(text_of(MYSQL_TYPE_VAR_STRING, "a\nb"), "a\\x0Ab");
  EXPECT_EQ(ValueDecoder(field, {}, ZeroDates::kError).text_of({}), "NULL");
}

}  // namespace
}  // namespace osiris::components::mysql
