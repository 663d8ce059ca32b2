#include "components/mysql.extractor/cursor_value.h"

#include "components/mysql.extractor/whole_number.h"
#include "components/mysql/type_mapping.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace osiris::components::mysql {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
/// Longer than any server has data; keeps sums within 64 bits. Unit: seconds.
constexpr std::int64_t kLookbackMax = std::int64_t{100} * 366 * kSecondsPerDay;
constexpr std::size_t kDayLength = 10;     // "2024-01-31"
constexpr std::size_t kSecondLength = 19;  // "2024-01-31 13:45:00"
constexpr std::size_t kFractionDigits = 6;

/// A point in time: seconds since 1970, and the fraction as it is written, ".5" or nothing.
struct Moment {
  std::int64_t seconds = 0;
  std::string fraction;
};

/// Reads digits at a place; nothing if others stand there.
std::optional<int> digits_at(std::string_view text, std::size_t begin, std::size_t count) {
  if (text.size() < begin + count) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(begin, count);
  const auto number = parse_integer(digits);
  if (!std::all_of(digits.begin(), digits.end(), is_digit) || !number) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

std::optional<std::int64_t> parse_day(std::string_view text) {
  const auto year = digits_at(text, 0, 4);
  const auto month = digits_at(text, 5, 2);
  const auto day = digits_at(text, 8, 2);
  if (text.size() != kDayLength || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date).time_since_epoch().count() * kSecondsPerDay;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  const auto hour = digits_at(text, 0, 2);
  const auto minute = digits_at(text, 3, 2);
  const auto second = digits_at(text, 6, 2);
  if (text.size() != 8 || text[2] != ':' || text[5] != ':' || !hour || !minute || !second ||
      *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return (*hour * 60LL + *minute) * 60 + *second;
}

std::optional<Moment> parse_moment(std::string_view text) {
  if (text.ends_with('Z') && text.size() > kDayLength) {
    text.remove_suffix(1);
  }
  auto day = parse_day(text.substr(0, kDayLength));
  if (!day || text.size() == kDayLength) {
    return day ? std::optional(Moment{.seconds = *day, .fraction = ""}) : std::nullopt;
  }
  const auto time = parse_time(text.substr(kDayLength + 1).substr(0, 8));
  if ((text[kDayLength] != ' ' && text[kDayLength] != 'T') || !time) {
    return std::nullopt;
  }
  const std::string_view fraction = text.substr(kSecondLength);
  if (!fraction.empty() &&
      (fraction.front() != '.' || fraction.size() < 2 || fraction.size() > 1 + kFractionDigits ||
       !std::all_of(fraction.begin() + 1, fraction.end(), is_digit))) {
    return std::nullopt;
  }
  return Moment{.seconds = *day + *time, .fraction = std::string(fraction)};
}

std::string write_literal(CursorKind kind, const Moment& moment) {
  const std::chrono::sys_seconds point{std::chrono::seconds(moment.seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(midnight);
  const auto of_day = (point - midnight).count();
  std::array<char, 48> text{};
  const int size =
      kind == CursorKind::kDate
          ? std::snprintf(text.data(), text.size(), "DATE'%04d-%02u-%02u'",
                          static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()))
          : std::snprintf(text.data(), text.size(), "TIMESTAMP'%04d-%02u-%02u %02d:%02d:%02d%s'",
                          static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()), static_cast<int>(of_day / 3600),
                          static_cast<int>(of_day / 60 % 60), static_cast<int>(of_day % 60),
                          moment.fraction.c_str());
  return {text.data(), static_cast<std::size_t>(size)};
}

/// Tells whether a text is digits with at most one point among or behind them.
bool is_decimal(std::string_view text) {
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const auto points = std::count(text.begin(), text.end(), '.');
  return !text.empty() && is_digit(text.front()) && points <= 1 && text.size() <= 67 &&
         std::all_of(text.begin(), text.end(),
                     [](char letter) { return is_digit(letter) || letter == '.'; });
}

std::optional<std::string> number_before(CursorKind kind, std::string_view value,
                                         std::string_view lookback) {
  if (!is_decimal(value) || !is_decimal(lookback) || lookback.starts_with('-')) {
    return std::nullopt;
  }
  const auto whole = parse_whole(value);
  const auto back = parse_whole(lookback);
  if (kind == CursorKind::kInteger && whole && back) {
    return write_whole(*whole - *back);  // The server would complain of what is below 0.
  }
  return std::string(value) + " - " + std::string(lookback) +
         (lookback.find('.') == std::string_view::npos ? ".0" : "");
}

}  // namespace

std::optional<CursorKind> cursor_kind(const Field& field) {
  switch (map_type(field, {}).form) {
    case ValueForm::kSigned:
    case ValueForm::kUnsigned:
      return CursorKind::kInteger;
    case ValueForm::kDecimal:
      return CursorKind::kDecimal;
    case ValueForm::kDate:
      return CursorKind::kDate;
    case ValueForm::kTimestamp:
      return CursorKind::kTimestamp;
    default:
      return std::nullopt;
  }
}

std::string_view to_string(CursorKind kind) {
  switch (kind) {
    case CursorKind::kInteger:
      return "integer";
    case CursorKind::kDecimal:
      return "decimal";
    case CursorKind::kDate:
      return "date";
    case CursorKind::kTimestamp:
      break;
  }
  return "timestamp";
}

std::optional<std::string> cursor_literal(CursorKind kind, std::string_view value) {
  if (kind == CursorKind::kInteger) {
    const auto number = parse_whole(value);
    return number ? std::optional(write_whole(*number)) : std::nullopt;
  }
  if (kind == CursorKind::kDecimal) {
    return is_decimal(value) ? std::optional(std::string(value)) : std::nullopt;
  }
  const auto moment = parse_moment(value);
  const bool is_day = moment && moment->seconds % kSecondsPerDay == 0 && moment->fraction.empty();
  if (!moment || (kind == CursorKind::kDate && !is_day)) {
    return std::nullopt;
  }
  return write_literal(kind, *moment);
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const auto within = [](std::optional<long long> seconds) -> std::optional<std::int64_t> {
    return seconds && *seconds >= 0 && *seconds <= kLookbackMax ? std::optional(*seconds)
                                                                : std::nullopt;
  };
  if (!text.starts_with('P')) {
    return within(parse_integer(text));
  }
  constexpr std::string_view kUnits = "WDTHMS";  // In this order, each once; T goes before hours.
  constexpr std::array<std::int64_t, 6> kSeconds{
      7 * kSecondsPerDay, kSecondsPerDay, 0, 3600, 60, 1};
  std::int64_t seconds = 0;
  std::size_t unit = 0;
  std::size_t at = 1;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size() - 1);
    const std::size_t found = kUnits.find(text[end], unit);
    const bool is_time_mark = text[end] == 'T' && end == at;
    const auto count = is_time_mark ? std::optional<std::int64_t>(0)
                                    : within(parse_integer(text.substr(at, end - at)));
    if (found == std::string_view::npos || !count || (text[end] == 'T') != is_time_mark ||
        (found > 2 && unit <= 2)) {
      return std::nullopt;
    }
    seconds += *count * kSeconds[found];
    if (!within(seconds)) {
      return std::nullopt;
    }
    unit = found + 1;
    at = end + 1;
  }
  return text.size() > 2 && !text.ends_with('T') ? std::optional(seconds) : std::nullopt;
}

std::optional<std::string> literal_before(CursorKind kind, std::string_view value,
                                          std::string_view lookback) {
  if (kind == CursorKind::kInteger || kind == CursorKind::kDecimal) {
    return number_before(kind, value, lookback);
  }
  auto moment = parse_moment(value);
  const auto back = parse_seconds(lookback);
  if (!moment || !back) {
    return std::nullopt;
  }
  const std::int64_t first = *parse_day("0001-01-01");
  moment->seconds = std::max(moment->seconds - *back, std::min(first, moment->seconds));
  return write_literal(kind, *moment);
}

}  // namespace osiris::components::mysql
