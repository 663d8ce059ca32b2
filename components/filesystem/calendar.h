#pragma once
// Days and times of day as numbers, in the proleptic Gregorian calendar that DuckDB uses.

#include <cstdint>

namespace osiris::components {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Returns the days from 1970-01-01 to a real day of the years 1 to 9999.
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
constexpr std::int32_t days_since_1970(int year, int month, int day) {
  // Years begin in March, so that a leap day is the last day of its year.
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int year_of_era = shifted - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

constexpr std::int64_t micros_of_day(int hour, int minute, int second) {
  return ((std::int64_t{hour} * 60 + minute) * 60 + second) * kMicrosPerSecond;
}

}  // namespace osiris::components
