#pragma once
// Parses the usual forms of values eight bytes at a time, for a fraction of what a close look
// costs. A value that is not recognised is not wrong: it is only unusual.

#include "components/filesystem/calendar.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace osiris::components {

/// Eight bytes of text, the first one lowest; what is beyond a shorter text is zero.
using TextWord = std::uint64_t;

inline constexpr std::size_t kWordBytes = sizeof(TextWord);
inline constexpr TextWord kHighBits = 0x8080'8080'8080'8080U;
/// Numbers of so many digits are whole in 64 bits and exact in DOUBLE.
inline constexpr std::size_t kUsualDigitsMax = 15;

/// Returns the byte repeated in every place.
constexpr TextWord repeat(unsigned char byte) { return 0x0101'0101'0101'0101U * byte; }

/// Loads 1 to 8 bytes without touching any beyond them.
inline TextWord load_word(const char* bytes, std::size_t count) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::size_t kHalf = kWordBytes / 2;
  TextWord word = 0;
  if (count == kWordBytes) {
    std::memcpy(&word, bytes, kWordBytes);
  } else if (count >= kHalf) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;  // The last four bytes, which overlap the first four.
    std::memcpy(&low, bytes, kHalf);
    std::memcpy(&high, bytes + count - kHalf, kHalf);
    word = low | (static_cast<TextWord>(high) << (8 * (count - kHalf)));
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      word |= static_cast<TextWord>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
  }
  return word;
}

/// Returns the high bit of the first `count` places.
constexpr TextWord first_places(std::size_t count) {
  return count == kWordBytes ? kHighBits : kHighBits & ((TextWord{1} << (8 * count)) - 1);
}

/// Returns the high bit of every place whose byte differs from `pattern` by more than `slack` says:
/// 0x76 lets a digit stand where the pattern has '0', 0x7f nothing but the pattern's byte.
constexpr TextWord mismatches(TextWord word, TextWord pattern, TextWord slack) {
  const TextWord difference = word ^ pattern;
  return (((difference & ~kHighBits) + slack) | difference) & kHighBits;
}

constexpr TextWord non_digits(TextWord word) { return mismatches(word, repeat('0'), repeat(0x76)); }

/// Returns the number that eight digits spell. Source: fast_float, by three multiplications.
constexpr std::uint64_t eight_digits(TextWord word) {
  constexpr TextWord kPairs = 0x0000'00FF'0000'00FFU;
  word -= repeat('0');
  word = word * 10 + (word >> 8);
  return (((word & kPairs) * 0x000F'4240'0000'0064U) +
          (((word >> 16) & kPairs) * 0x0000'2710'0000'0001U)) >>
         32;
}

/// Reads 1 to 15 bytes as a number; nothing unless all of them are digits.
inline std::optional<std::uint64_t> parse_digits(std::string_view text) {
  const std::size_t size_of_first =
      text.size() <= kWordBytes ? text.size() : text.size() - kWordBytes;
  const TextWord first = load_word(text.data(), size_of_first);
  TextWord strange = non_digits(first) & first_places(size_of_first);
  // Zeros before the first digit change nothing.
  const std::size_t missing = 8 * (kWordBytes - size_of_first);
  std::uint64_t value =
      eight_digits(missing == 0 ? first : (first << missing) | (repeat('0') >> (64 - missing)));
  if (text.size() > kWordBytes) {
    const TextWord rest = load_word(text.data() + size_of_first, kWordBytes);
    strange |= non_digits(rest);
    value = value * 100'000'000 + eight_digits(rest);
  }
  return strange == 0 ? std::optional(value) : std::nullopt;
}

/// Parses most of kIntegerKind: 1 to 15 digits, the first not 0 but in `0`.
inline std::optional<std::int64_t> parse_usual_integer(std::string_view text) {
  const bool negative = text.front() == '-';
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.size() > kUsualDigitsMax ||
      (digits.front() == '0' && text.size() > 1)) {
    return std::nullopt;
  }
  const auto value = parse_digits(digits);
  if (!value) {
    return std::nullopt;
  }
  const auto magnitude = static_cast<std::int64_t>(*value);
  return negative ? -magnitude : magnitude;
}

/// Parses most of kNumberKind and kIntegerKind: at most 15 digits, a point among or after them or
/// none, no padding zero, no exponent.
inline std::optional<double> parse_usual_number(std::string_view text) {
  constexpr std::array<double, kUsualDigitsMax + 1> kPowers{
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool negative = text.front() == '-';
  text.remove_prefix(negative ? 1 : 0);
  std::size_t point = 0;
  while (point < text.size() && text[point] != '.') {
    ++point;
  }
  const bool has_point = point < text.size();
  const std::string_view fraction_digits = text.substr(has_point ? point + 1 : point);
  if (point == 0 || point + fraction_digits.size() > kUsualDigitsMax ||
      (text[0] == '0' && (point > 1 || (negative && !has_point)))) {
    return std::nullopt;
  }
  const auto whole = parse_digits(text.substr(0, point));
  const auto fraction =
      fraction_digits.empty() ? std::optional<std::uint64_t>(0) : parse_digits(fraction_digits);
  if (!whole || !fraction) {
    return std::nullopt;
  }
  // Both operands are exact, so that the quotient is the nearest DOUBLE.
  const double scale = kPowers[fraction_digits.size()];
  const double magnitude =
      (static_cast<double>(*whole) * scale + static_cast<double>(*fraction)) / scale;
  return negative ? -magnitude : magnitude;
}

inline int two_digits(const char* text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

/// Parses the days 1 to 28 of the years 1000 to 9999, at the start of `text` (10 bytes at least),
/// as days since 1970.
inline std::optional<std::int32_t> parse_usual_day(const char* text) {
  constexpr TextWord kPattern = 0x2D30'302D'3030'3030U;  // "0000-00-", the first byte lowest.
  constexpr TextWord kSlack = 0x7F76'767F'7676'7676U;
  const TextWord day_digits = load_word(text + 8, 2);
  const bool shape = mismatches(load_word(text, kWordBytes), kPattern, kSlack) == 0 &&
                     (non_digits(day_digits) & first_places(2)) == 0;
  const int month = two_digits(text + 5);
  const int day = two_digits(text + 8);
  if (!shape || text[0] == '0' || month < 1 || month > 12 || day < 1 || day > 28) {
    return std::nullopt;
  }
  return days_since_1970(two_digits(text) * 100 + two_digits(text + 2), month, day);
}

/// Parses most of kDateKind, as days since 1970.
inline std::optional<std::int32_t> parse_usual_date(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  return text.size() == kDateBytes ? parse_usual_day(text.data()) : std::nullopt;
}

/// Parses the fraction of a second, 1 to 6 digits, as microseconds.
inline std::optional<std::int64_t> parse_usual_fraction(std::string_view digits) {
  constexpr std::array<std::int64_t, 7> kScales{1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
  const auto value = parse_digits(digits);
  return value ? std::optional(static_cast<std::int64_t>(*value) * kScales[digits.size()])
               : std::nullopt;
}

/// Parses most of kTimestampKind, with seconds, and at most microseconds, as µs since 1970.
inline std::optional<std::int64_t> parse_usual_timestamp(std::string_view text) {
  constexpr std::size_t kTimeStart = 11;  // Of `YYYY-MM-DD HH:MM:SS`.
  constexpr std::size_t kTimeEnd = 19;
  constexpr std::size_t kBytesMax = 26;
  if (text.size() < kTimeEnd || text.size() == kTimeEnd + 1 || text.size() > kBytesMax) {
    return std::nullopt;
  }
  constexpr TextWord kPattern = 0x3030'3A30'303A'3030U;  // "00:00:00"
  constexpr TextWord kSlack = 0x7676'7F76'767F'7676U;
  const auto days = parse_usual_day(text.data());
  const char* const time = text.data() + kTimeStart;
  const bool shape = (time[-1] == ' ' || time[-1] == 'T') &&
                     mismatches(load_word(time, kWordBytes), kPattern, kSlack) == 0;
  const int hour = two_digits(time);
  if (!days || !shape || hour > 23 || time[3] > '5' || time[6] > '5') {
    return std::nullopt;
  }
  const std::int64_t micros =
      *days * kMicrosPerDay + micros_of_day(hour, two_digits(time + 3), two_digits(time + 6));
  if (text.size() == kTimeEnd) {
    return micros;
  }
  const auto fraction = parse_usual_fraction(text.substr(kTimeEnd + 1));
  return text[kTimeEnd] == '.' && fraction ? std::optional(micros + *fraction) : std::nullopt;
}

}  // namespace osiris::components
