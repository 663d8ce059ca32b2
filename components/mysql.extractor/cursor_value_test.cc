#include "components/mysql.extractor/cursor_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

std::string literal(CursorKind kind, std::string_view value) {
  return cursor_literal(kind, value).value_or("none");
}

std::string before(CursorKind kind, std::string_view value, std::string_view lookback) {
  return literal_before(kind, value, lookback).value_or("none");
}

TEST(CursorValue, WritesWhatTheServerAndPeopleWrite) {
  EXPECT_EQ(literal(CursorKind::kInteger, "-17"), "-17");
  EXPECT_EQ(literal(CursorKind::kInteger, "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(literal(CursorKind::kDecimal, "-0.50"), "-0.50");
  EXPECT_EQ(literal(CursorKind::kDate, "2024-02-29"), "DATE'2024-02-29'");
  EXPECT_EQ(literal(CursorKind::kDate, "2024-02-29 00:00:00"), "DATE'2024-02-29'");
  EXPECT_EQ(literal(CursorKind::kTimestamp, "2024-02-29"), "TIMESTAMP'2024-02-29 00:00:00'");
  EXPECT_EQ(literal(CursorKind::kTimestamp, "1969-12-31T23:59:59.000001Z"),
            "TIMESTAMP'1969-12-31 23:59:59.000001'");
}

TEST(CursorValue, WritesNothingElse) {
  for (const char* text : {"", "x", "1.5", "1;", "--1", "999999999999999999999", "1e3"}) {
    EXPECT_EQ(literal(CursorKind::kInteger, text), "none") << text;
  }
  for (const char* text : {"", "x", ".5", "1.5.", "1' OR '1", "-"}) {
    EXPECT_EQ(literal(CursorKind::kDecimal, text), "none") << text;
  }
  for (const char* text :
       {"", "0000-00-00", "2023-02-29", "2024-00-01", "2024-1-1", "2024-01-01x", "2024-01-01 1:2:3",
        "2024-01-01 24:00:00", "2024-01-01 10:00:00.", "2024-01-01 10:00:00.1234567",
        "2024-01-01 10:00:00+01", "2024-01-01'; --"}) {
    EXPECT_EQ(literal(CursorKind::kTimestamp, text), "none") << text;
  }
  EXPECT_EQ(literal(CursorKind::kDate, "2024-01-01 00:00:01"), "none");
}

TEST(CursorValue, ReadsLengthsOfTime) {
  EXPECT_EQ(parse_seconds("90"), 90);
  EXPECT_EQ(parse_seconds("P1W"), 604'800);
  EXPECT_EQ(parse_seconds("P1DT12H"), 129'600);
  EXPECT_EQ(parse_seconds("PT1M30S"), 90);
  for (const char* text : {"", "P", "PT", "P1", "1D", "P1M", "P1Y", "PT1D", "P1H", "P1DT", "PT1S1M",
                           "PTT1S", "P-1D", "-5", "1.5", "P999999999D", "P1D1D"}) {
    EXPECT_EQ(parse_seconds(text), std::nullopt) << text;
  }
}

TEST(CursorValue, LooksBack) {
  EXPECT_EQ(before(CursorKind::kInteger, "5", "10"), "-5");
  EXPECT_EQ(before(CursorKind::kInteger, "18446744073709551615", "1"), "18446744073709551614");
  EXPECT_EQ(before(CursorKind::kInteger, "5", "0.5"), "5 - 0.5");
  EXPECT_EQ(before(CursorKind::kDecimal, "1.25", "2"), "1.25 - 2.0");
  EXPECT_EQ(before(CursorKind::kInteger, "5", "P1D"), "none");
  EXPECT_EQ(before(CursorKind::kInteger, "5", "-1"), "none");
  EXPECT_EQ(before(CursorKind::kDate, "2024-03-01", "P1D"), "DATE'2024-02-29'");
  EXPECT_EQ(before(CursorKind::kDate, "2024-03-01", "1"), "DATE'2024-02-29'");
  EXPECT_EQ(before(CursorKind::kTimestamp, "2024-03-01 00:00:00.250000", "PT1H"),
            "TIMESTAMP'2024-02-29 23:00:00.250000'");
  EXPECT_EQ(before(CursorKind::kTimestamp, "0010-01-01 00:00:00", "P36500D"),
            "TIMESTAMP'0001-01-01 00:00:00'");
}

}  // namespace
}  // namespace osiris::components::mysql
