#pragma once
// Time enters here, so that tests choose it.

#include <chrono>
#include <string>

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

}  // namespace osiris
