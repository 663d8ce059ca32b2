// Which text a date, a time or a length of time becomes; types_test.cc holds what servers make of
// it.

#include "components/mysql.writer/field_fixture.h"

namespace osiris::components::mysql {
namespace {

class TimeField : public FieldTest {
 protected:
  std::string time(const std::string& value_sql, const TargetColumn& target) {
    return written(time_field, value_sql, target);
  }
  const TargetColumn date_ = target(ColumnKind::kDate);
  const TargetColumn seconds_ = scaled(ColumnKind::kDatetime, 0);
  const TargetColumn micros_ = scaled(ColumnKind::kDatetime, 6);
};

TEST_F(TimeField, WritesTheDaysThatMysqlHas) {
  EXPECT_EQ(time("DATE '0001-01-01'", date_), "0001-01-01");
  EXPECT_EQ(time("DATE '9999-12-31'", date_), "9999-12-31");
  EXPECT_EQ(time("DATE '10000-01-01'", date_), "unfit");
  EXPECT_EQ(time("DATE '0001-01-01' - INTERVAL 1 DAY", date_), "unfit");
  EXPECT_EQ(time("'infinity'::DATE", date_), "unfit");
  EXPECT_EQ(time("'-infinity'::DATE", date_), "unfit");
  EXPECT_EQ(time("DATE '2026-01-31'", seconds_), "2026-01-31");
}

TEST_F(TimeField, WritesPointsOfTimeOfEveryPrecision) {
  EXPECT_EQ(time("'2026-01-31 23:59:59'::TIMESTAMP_S", micros_), "2026-01-31 23:59:59");
  EXPECT_EQ(time("'2026-01-31 23:59:59.125'::TIMESTAMP_MS", micros_), "2026-01-31 23:59:59.125000");
  EXPECT_EQ(time("TIMESTAMP '1969-12-31 23:59:59.999999'", micros_), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(time("'2026-01-31 00:00:00.000001'::TIMESTAMP_NS", micros_),
            "2026-01-31 00:00:00.000001");
  EXPECT_EQ(time("TIMESTAMPTZ '2026-07-01 12:00:00+02'", scaled(ColumnKind::kTimestamp, 0)),
            "2026-07-01 10:00:00");
  EXPECT_EQ(time("'infinity'::TIMESTAMP", micros_), "unfit");
  EXPECT_EQ(time("'-infinity'::TIMESTAMP", micros_), "unfit");
}

TEST_F(TimeField, RoundsToTheDigitsThatTheColumnHasAndSaysSo) {
  EXPECT_EQ(time("TIMESTAMP '2026-01-31 23:59:59.499999'", seconds_),
            "2026-01-31 23:59:59 inexact");
  EXPECT_EQ(time("TIMESTAMP '2026-01-31 23:59:59.5'", seconds_), "2026-02-01 00:00:00 inexact");
  EXPECT_EQ(time("TIMESTAMP '1969-12-31 23:59:58.4'", seconds_), "1969-12-31 23:59:58 inexact");
  EXPECT_EQ(time("'2026-01-31 00:00:00.0000005'::TIMESTAMP_NS", micros_),
            "2026-01-31 00:00:00.000001 inexact");
  EXPECT_EQ(time("TIMESTAMP '2026-01-31 00:00:00.25'", scaled(ColumnKind::kDatetime, 2)),
            "2026-01-31 00:00:00.250000");
  EXPECT_EQ(time("TIMESTAMP '9999-12-31 23:59:59.5'", seconds_), "unfit")
      << "rounded up, it is of the year 10000";
}

TEST_F(TimeField, TakesTheBeginOfADayForTheDay) {
  EXPECT_EQ(time("TIMESTAMP '1969-01-31 00:00:00'", date_), "1969-01-31");
  EXPECT_EQ(time("TIMESTAMP '2026-01-31 00:00:00.000001'", date_), "refused");
  EXPECT_EQ(time("'infinity'::TIMESTAMP", date_), "unfit");
}

TEST_F(TimeField, WritesLengthsOfTimeOnBothSidesOfZero) {
  const TargetColumn whole = scaled(ColumnKind::kTime, 0);
  EXPECT_EQ(time("TIME '23:59:59.25'", scaled(ColumnKind::kTime, 2)), "23:59:59.250000");
  EXPECT_EQ(time("TIME '23:59:59.5'", whole), "24:00:00 inexact");
  EXPECT_EQ(time("INTERVAL 34 DAY + INTERVAL 22 HOUR", whole), "838:00:00");
  EXPECT_EQ(time("to_seconds(-1)", whole), "-00:00:01");
  EXPECT_EQ(time("to_milliseconds(-1500)", whole), "-00:00:02 inexact");
  EXPECT_EQ(time("INTERVAL 1 MONTH", whole), "unfit") << "months have no length";
  EXPECT_EQ(time("to_hours(2147483647)", whole), "2147483647:00:00")
      << "the server refuses what is too long";
  EXPECT_EQ(time("to_days(2147483647)", whole), "unfit") << "no 64 bits hold its microseconds";
}

TEST_F(TimeField, TakesTextsOfOneFormOnly) {
  const TargetColumn tenths = scaled(ColumnKind::kDatetime, 1);
  EXPECT_EQ(time("'2026-02-28'", date_), "2026-02-28");
  EXPECT_EQ(time("'26-02-28'", date_), "refused") << "the server would guess the century";
  EXPECT_EQ(time("'2026-02-28 '", date_), "refused");
  EXPECT_EQ(time("'2026-02-28 10:11:12'", date_), "refused");
  EXPECT_EQ(time("'2026-02-28'", tenths), "2026-02-28");
  EXPECT_EQ(time("'2026-02-28T10:11:12.500'", tenths), "2026-02-28T10:11:12.500");
  EXPECT_EQ(time("'2026-02-28 10:11:12.55'", tenths), "refused");
  EXPECT_EQ(time("'2026-02-28 10:11:12.'", tenths), "refused");
  EXPECT_EQ(time("'2026-02-28 10:11:12Z'", tenths), "refused");
  EXPECT_EQ(time("'2026-02-28 9:11:12'", tenths), "refused");
  EXPECT_EQ(time("'-120:30:00'", scaled(ColumnKind::kTime, 0)), "-120:30:00");
  EXPECT_EQ(time("'1:30'", scaled(ColumnKind::kTime, 0)), "refused");
  EXPECT_EQ(time("'1200:30:00'", scaled(ColumnKind::kTime, 0)), "refused");
}

TEST_F(TimeField, LeavesOtherColumnsAndValuesToOthers) {
  EXPECT_EQ(time("DATE '2026-01-01'", target(ColumnKind::kText)), "none");
  EXPECT_EQ(time("20260101", date_), "none");
  EXPECT_EQ(time("TIME '10:00:00'", seconds_), "none");
  EXPECT_EQ(time("DATE '2026-01-01'", scaled(ColumnKind::kTime, 0)), "none");
}

}  // namespace
}  // namespace osiris::components::mysql
