#pragma once
// Time enters here, so that tests choose it.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace osiris {

using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Tells the time. Implementations are safe to call from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Returns wall clock time in UTC; may jump backwards.
  virtual UtcTime now() const = 0;
  /// Returns time since an unknown start; never goes backwards. For durations.
  virtual std::chrono::nanoseconds monotonic() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  UtcTime now() const override;
  std::chrono::nanoseconds monotonic() const override;
};

/// A clock for tests: stands still until told.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(UtcTime start) : now_(start) {}
  UtcTime now() const override { return now_; }
  std::chrono::nanoseconds monotonic() const override { return since_start_; }
  void advance(std::chrono::microseconds step) {
    now_ += step;
    since_start_ += step;
  }

 private:
  UtcTime now_;
  std::chrono::nanoseconds since_start_{0};
};

/// Formats as `2026-11-22T17:06:30.123456+00:00`.
std::string to_iso8601(UtcTime time);

/// Parses a length of time, a whole number and a unit: "30d", "12h", "90m", "45s"; nothing if
/// malformed or longer than a thousand years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Parses a day, "2026-01-31", as its begin in UTC; nothing if malformed or not in the calendar.
std::optional<UtcTime> parse_day(std::string_view text);

}  // namespace osiris
