#include "components/filesystem/temporal_text.h"

#include "components/filesystem/calendar.h"
#include "osiris/base/text.h"

#include <array>

namespace osiris::components {
namespace {

/// Takes text apart from the front. What is asked for and not there sets `failed`.
class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return text_.empty(); }

  bool take(char wanted) {
    const bool found = !text_.empty() && text_.front() == wanted;
    text_.remove_prefix(found ? 1 : 0);
    return found;
  }
  void expect(char wanted) { failed_ |= !take(wanted); }

  /// Reads exactly `count` digits as a number from `low` to `high`.
  int number(std::size_t count, int low, int high) {
    int value = 0;
    std::size_t read = 0;
    for (; read < count && read < text_.size() && is_digit(text_[read]); ++read) {
      value = value * 10 + (text_[read] - '0');
    }
    text_.remove_prefix(read);
    failed_ |= read < count || value < low || value > high;
    return value;
  }

  /// Reads 1 to 6 digits after a point as microseconds: more could not be stored.
  std::int64_t fraction() {
    std::int64_t micros = 0;
    std::int64_t scale = kMicrosPerSecond;
    std::size_t read = 0;
    for (; read < text_.size() && is_digit(text_[read]); ++read) {
      scale /= 10;
      micros += (text_[read] - '0') * scale;
    }
    failed_ |= read == 0 || scale == 0;
    text_.remove_prefix(read);
    return micros;
  }

 private:
  std::string_view text_;
  bool failed_ = false;
};

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_of_month(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && !is_leap(year) ? 28 : kDays[static_cast<std::size_t>(month) - 1];
}

std::int32_t read_date(TextReader& text) {
  const int year = text.number(4, 1, 9999);
  text.expect('-');
  const int month = text.number(2, 1, 12);
  text.expect('-');
  if (text.failed()) {
    return 0;
  }
  const int day = text.number(2, 1, days_of_month(year, month));
  return days_since_1970(year, month, day);
}

struct TimeOfDay {
  std::int64_t micros = 0;
  bool has_seconds = false;
};

TimeOfDay read_time(TextReader& text) {
  const int hour = text.number(2, 0, 23);
  text.expect(':');
  const int minute = text.number(2, 0, 59);
  const bool has_seconds = text.take(':');
  const int second = has_seconds ? text.number(2, 0, 59) : 0;
  const std::int64_t fraction = has_seconds && text.take('.') ? text.fraction() : 0;
  return {micros_of_day(hour, minute, second) + fraction, has_seconds};
}

/// Reads how far a zone is ahead of UTC. Unit: µs.
std::int64_t read_offset(TextReader& text) {
  if (text.take('Z')) {
    return 0;
  }
  const bool behind = text.take('-');
  if (!behind) {
    text.expect('+');
  }
  constexpr int kHoursMax = 14;  // The largest offset in use is +14:00.
  const int hours = text.number(2, 0, kHoursMax);
  const bool minutes_follow = text.take(':') || !text.at_end();
  const int minutes = minutes_follow ? text.number(2, 0, 59) : 0;
  const std::int64_t ahead = micros_of_day(hours, minutes, 0);
  return behind ? -ahead : ahead;
}

TemporalValue read_temporal(TextReader& text, bool starts_with_time) {
  if (starts_with_time) {
    const TimeOfDay time = read_time(text);
    if (!time.has_seconds) {
      text.expect(':');  // Two numbers alone may be minutes and seconds.
    }
    return {TemporalForm::kTime, time.micros};
  }
  const std::int32_t days = read_date(text);
  if (text.at_end()) {
    return {TemporalForm::kDate, days};
  }
  if (!text.take('T')) {
    text.expect(' ');
  }
  const TimeOfDay time = read_time(text);
  const std::int64_t local = days * kMicrosPerDay + time.micros;
  if (text.at_end()) {
    return {TemporalForm::kTimestamp, local};
  }
  if (!time.has_seconds) {
    text.expect(':');
  }
  return {TemporalForm::kInstant, local - read_offset(text)};
}

}  // namespace

std::optional<TemporalValue> parse_temporal(std::string_view text) {
  TextReader reader(text);
  const TemporalValue value = read_temporal(reader, text.size() > 2 && text[2] == ':');
  return reader.failed() || !reader.at_end() ? std::nullopt : std::optional(value);
}

}  // namespace osiris::components
