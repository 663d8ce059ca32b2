#include "osiris/base/clock.h"

#include "osiris/base/text.h"

#include <fmt/format.h>

namespace osiris {

UtcTime SystemClock::now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

std::string to_iso8601(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+00:00",
                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::chrono::seconds kLongest = std::chrono::days(366'000);
  if (text.empty() || !is_digit(text.front())) {
    return std::nullopt;
  }
  const auto number = parse_integer(text.substr(0, text.size() - 1));
  const char letter = text.back();
  const auto unit = letter == 'd'   ? std::chrono::seconds(std::chrono::days(1))
                    : letter == 'h' ? std::chrono::seconds(std::chrono::hours(1))
                    : letter == 'm' ? std::chrono::seconds(std::chrono::minutes(1))
                    : letter == 's' ? std::chrono::seconds(1)
                                    : std::chrono::seconds(0);
  if (!number || unit.count() == 0 || *number > kLongest / unit) {
    return std::nullopt;
  }
  return unit * *number;
}

std::optional<UtcTime> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t length) -> std::optional<int> {
    const std::string_view part = text.substr(at, length);
    const auto parsed = is_digit(part.front()) ? parse_integer(part) : std::nullopt;
    return parsed ? std::optional(static_cast<int>(*parsed)) : std::nullopt;
  };
  const auto year = number(0, 4);
  const auto month = number(5, 2);
  const auto day = number(8, 2);
  if (!year || !month || !day) {
    return std::nullopt;
  }
  const auto date = std::chrono::year(*year) / *month / *day;
  return date.ok() ? std::optional<UtcTime>(std::chrono::sys_days(date)) : std::nullopt;
}

}  // namespace osiris
