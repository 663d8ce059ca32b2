#pragma once
// Recognises the usual values of a column whose kind is known, for a tenth of what kind_of() costs.
// A value that is not recognised is not wrong: it is only unusual.

#include "components/filesystem.csv_extractor/value_kind.h"

#include <cstddef>
#include <string_view>

namespace osiris::components {

inline bool is_decimal_digit(char byte) { return byte >= '0' && byte <= '9'; }

inline bool are_digits(const char* bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_decimal_digit(bytes[i])) {
      return false;
    }
  }
  return true;
}

/// Recognises most of kIntegerKind: 1 to 15 digits, the first not 0.
inline bool is_usual_integer(std::string_view text) {
  constexpr std::size_t kDigitsMax = 15;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  const std::size_t digits = text.size() - sign;
  return digits >= 1 && digits <= kDigitsMax && text[sign] != '0' &&
         are_digits(text.data() + sign, digits);
}

/// Recognises most of kNumberKind and kIntegerKind: at most 15 digits, a point among them or not,
/// no padding zero, no exponent.
inline bool is_usual_number(std::string_view text) {
  constexpr std::size_t kBytesMax = 16;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  const std::size_t first = sign;
  if (text.size() < first + 2 || text.size() > kBytesMax ||
      (text[first] == '0' && text[first + 1] != '.')) {
    return false;
  }
  std::size_t points = 0;
  bool all = true;
  for (std::size_t i = first; i < text.size(); ++i) {
    const bool is_point = text[i] == '.';
    points += is_point ? 1 : 0;
    all &= is_point || is_decimal_digit(text[i]);
  }
  return all && points <= 1 && is_decimal_digit(text[first]);
}

/// Recognises the days 1 to 28 of the years 1000 to 9999, at the start of `text` (10 bytes at
/// least).
inline bool begins_with_usual_date(const char* text) {
  const bool shape = text[4] == '-' && text[7] == '-' && text[0] != '0' && are_digits(text, 4) &&
                     are_digits(text + 5, 2) && are_digits(text + 8, 2);
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return shape && month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/// Recognises most of kDateKind.
inline bool is_usual_date(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  return text.size() == kDateBytes && begins_with_usual_date(text.data());
}

/// Recognises most of kTimestampKind: with seconds, and at most microseconds.
inline bool is_usual_timestamp(std::string_view text) {
  constexpr std::size_t kSecondsEnd = 19;  // Of `YYYY-MM-DD HH:MM:SS`.
  constexpr std::size_t kBytesMax = 26;
  if (text.size() < kSecondsEnd || text.size() == kSecondsEnd + 1 || text.size() > kBytesMax ||
      !begins_with_usual_date(text.data())) {
    return false;
  }
  const char* const time = text.data() + 11;
  const bool shape = (time[-1] == ' ' || time[-1] == 'T') && time[2] == ':' && time[5] == ':' &&
                     are_digits(time, 2) && are_digits(time + 3, 2) && are_digits(time + 6, 2);
  const int hour = (time[0] - '0') * 10 + (time[1] - '0');
  const bool range = hour <= 23 && time[3] <= '5' && time[6] <= '5';
  const bool fraction = text.size() == kSecondsEnd ||
                        (text[kSecondsEnd] == '.' &&
                         are_digits(text.data() + kSecondsEnd + 1, text.size() - kSecondsEnd - 1));
  return shape && range && fraction;
}

/// Tells whether a text that is not empty is surely of one of the kinds that a column has already.
inline bool is_usual(KindSet kinds, std::string_view text) {
  switch (kinds & ~kManyDigits) {
    case kIntegerKind:
      return is_usual_integer(text);
    case kNumberKind:  // An integer among them changes nothing.
    case kIntegerKind | kNumberKind:
      return is_usual_number(text);
    case kDateKind:
      return is_usual_date(text);
    case kTimestampKind:
      return is_usual_timestamp(text);
    default:
      return false;
  }
}

}  // namespace osiris::components
