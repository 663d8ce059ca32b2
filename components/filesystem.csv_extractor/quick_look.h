#pragma once
// Recognises the usual values of a column whose kind is known, eight bytes at a time, for a tenth
// of what kind_of() costs. A value that is not recognised is not wrong: it is only unusual.

#include "components/filesystem.csv_extractor/value_kind.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace osiris::components {

/// Eight bytes of text, the first one lowest; what is beyond a shorter text is zero.
using TextWord = std::uint64_t;

inline constexpr std::size_t kWordBytes = sizeof(TextWord);
inline constexpr TextWord kHighBits = 0x8080'8080'8080'8080U;

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

/// Recognises most of kIntegerKind: 1 to 15 digits, the first not 0.
inline bool is_usual_integer(std::string_view text) {
  constexpr std::size_t kDigitsMax = 15;
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  const std::size_t size = text.size() - sign;
  const char* const digits = text.data() + sign;
  if (size == 0 || size > kDigitsMax || *digits == '0') {
    return false;
  }
  if (size <= kWordBytes) {
    return (non_digits(load_word(digits, size)) & first_places(size)) == 0;
  }
  return (non_digits(load_word(digits, kWordBytes)) |
          non_digits(load_word(digits + size - kWordBytes, kWordBytes))) == 0;
}

/// Recognises most of kNumberKind and kIntegerKind: at most 15 digits, a point among or after them
/// or none, no padding zero, no exponent.
inline bool is_usual_number(std::string_view text) {
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  const std::size_t size = text.size() - sign;
  const char* const digits = text.data() + sign;
  if (size < 2 || size > 2 * kWordBytes || digits[0] == '.' ||
      (digits[0] == '0' && digits[1] != '.')) {
    return false;
  }
  const std::size_t size_of_first = size < kWordBytes ? size : kWordBytes;
  const std::size_t size_of_rest = size - size_of_first;
  const TextWord first = load_word(digits, size_of_first);
  const TextWord rest = size_of_rest == 0 ? 0 : load_word(digits + size_of_first, size_of_rest);
  constexpr TextWord kPoints = repeat('.');
  constexpr TextWord kExact = repeat(0x7F);
  const TextWord first_points = mismatches(first, kPoints, kExact) ^ kHighBits;
  const TextWord rest_points = mismatches(rest, kPoints, kExact) ^ kHighBits;
  const TextWord strange = (non_digits(first) & ~first_points & first_places(size_of_first)) |
                           (non_digits(rest) & ~rest_points & first_places(size_of_rest));
  const TextWord points = first_points | rest_points;
  const bool at_most_one = (points & (points - 1)) == 0 && (first_points == 0 || rest_points == 0);
  return strange == 0 && at_most_one && (size < 2 * kWordBytes || points != 0);
}

/// Recognises the days 1 to 28 of the years 1000 to 9999, at the start of `text` (10 bytes at
/// least).
inline bool begins_with_usual_date(const char* text) {
  constexpr TextWord kPattern = 0x2D30'302D'3030'3030U;  // "0000-00-", the first byte lowest.
  constexpr TextWord kSlack = 0x7F76'767F'7676'7676U;
  const TextWord day_digits = load_word(text + 8, 2);
  const bool shape = mismatches(load_word(text, kWordBytes), kPattern, kSlack) == 0 &&
                     (non_digits(day_digits) & first_places(2)) == 0;
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return shape && text[0] != '0' && month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/// Recognises most of kDateKind.
inline bool is_usual_date(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  return text.size() == kDateBytes && begins_with_usual_date(text.data());
}

/// Recognises most of kTimestampKind: with seconds, and at most microseconds.
inline bool is_usual_timestamp(std::string_view text) {
  constexpr std::size_t kTimeStart = 11;  // Of `YYYY-MM-DD HH:MM:SS`.
  constexpr std::size_t kTimeEnd = 19;
  constexpr std::size_t kBytesMax = 26;
  if (text.size() < kTimeEnd || text.size() == kTimeEnd + 1 || text.size() > kBytesMax ||
      !begins_with_usual_date(text.data())) {
    return false;
  }
  constexpr TextWord kPattern = 0x3030'3A30'303A'3030U;  // "00:00:00"
  constexpr TextWord kSlack = 0x7676'7F76'767F'7676U;
  const char* const time = text.data() + kTimeStart;
  const int hour = (time[0] - '0') * 10 + (time[1] - '0');
  const bool shape = (time[-1] == ' ' || time[-1] == 'T') &&
                     mismatches(load_word(time, kWordBytes), kPattern, kSlack) == 0;
  const bool range = hour <= 23 && time[3] <= '5' && time[6] <= '5';
  if (!shape || !range || text.size() == kTimeEnd) {
    return shape && range;
  }
  const std::size_t digits = text.size() - kTimeEnd - 1;
  const TextWord fraction = load_word(text.data() + kTimeEnd + 1, digits);
  return text[kTimeEnd] == '.' && (non_digits(fraction) & first_places(digits)) == 0;
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
