#include "osiris/base/clock.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

using namespace std::chrono_literals;

TEST(Clock, FormatsIso8601WithMicroseconds) {
  EXPECT_EQ(to_iso8601(UtcTime{0us}), "1970-01-01T00:00:00.000000+00:00");
  const auto time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 17h + 6min + 30s;
  EXPECT_EQ(to_iso8601(time + 123456us), "2026-11-22T17:06:30.123456+00:00");
  EXPECT_EQ(to_iso8601(time + 7us), "2026-11-22T17:06:30.000007+00:00");
  EXPECT_EQ(to_iso8601(UtcTime{-1us}), "1969-12-31T23:59:59.999999+00:00");
}

TEST(Clock, ParsesLengthsOfTime) {
  EXPECT_EQ(parse_duration("30d"), std::chrono::days(30));
  EXPECT_EQ(parse_duration("12h"), 12h);
  EXPECT_EQ(parse_duration("90m"), 90min);
  EXPECT_EQ(parse_duration("45s"), 45s);
  EXPECT_EQ(parse_duration("0d"), 0min);
  for (const char* wrong : {"", "d", "30", "30x", "30 d", "-1d", "1.5h", "30dd", "+1d", "366001d",
                            "99999999999999999999d"}) {
    EXPECT_EQ(parse_duration(wrong), std::nullopt) << wrong;
  }
}

TEST(Clock, ParsesDaysOfTheCalendar) {
  EXPECT_EQ(to_iso8601(parse_day("2026-01-31").value()), "2026-01-31T00:00:00.000000+00:00");
  EXPECT_TRUE(parse_day("2024-02-29").has_value());
  for (const char* wrong : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "20260101",
                            "2026-01-01T", "-026-01-01", "2026/01/01", "2026-01--1"}) {
    EXPECT_EQ(parse_day(wrong), std::nullopt) << wrong;
  }
}

TEST(Clock, FakeMovesOnlyWhenTold) {
  FakeClock clock(UtcTime{10s});
  EXPECT_EQ(clock.now(), UtcTime{10s});
  clock.advance(1500us);
  EXPECT_EQ(clock.now(), UtcTime{10s + 1500us});
  EXPECT_EQ(clock.monotonic(), 1500us);
}

TEST(Clock, SystemTimeIsPlausibleAndNeverGoesBack) {
  const SystemClock clock;
  EXPECT_GT(clock.now(), std::chrono::sys_days(std::chrono::year(2024) / 1 / 1));
  const auto earlier = clock.monotonic();
  EXPECT_GE(clock.monotonic(), earlier);
}

}  // namespace
}  // namespace osiris
