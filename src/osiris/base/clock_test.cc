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
