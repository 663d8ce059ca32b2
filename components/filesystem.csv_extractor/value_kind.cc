#include "components/filesystem.csv_extractor/value_kind.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

/// DOUBLE keeps every number of so many digits apart; with more, neighbours may become equal.
constexpr int kDoubleDigits = 17;
/// Integers of so many digits are below 2^53 and exact in DOUBLE.
constexpr int kExactIntegerDigits = 15;
/// Integers of so many digits fit BIGINT whatever the digits.
constexpr int kBigintDigits = 18;
constexpr int kHugeintDigits = 38;
/// No number with fewer digits and no exponent leaves the range of DOUBLE.
constexpr int kFiniteDigits = 300;

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// A decimal number taken apart; `whole` and `fraction` are digits only.
struct NumberParts {
  bool negative = false;
  bool plus = false;
  std::string_view whole;
  std::string_view fraction;
  bool has_point = false;
  bool has_exponent = false;
};

std::string_view take_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) {
    ++length;
  }
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

bool take(std::string_view& text, char wanted) {
  const bool found = !text.empty() && text.front() == wanted;
  text.remove_prefix(found ? 1 : 0);
  return found;
}

/// Reads `[+-]digits[.digits][e[+-]digits]` with a digit on one side of the point at least.
std::optional<NumberParts> parse_number(std::string_view text) {
  NumberParts parts;
  parts.negative = take(text, '-');
  parts.plus = !parts.negative && take(text, '+');
  parts.whole = take_digits(text);
  parts.has_point = take(text, '.');
  parts.fraction = parts.has_point ? take_digits(text) : std::string_view();
  if (parts.whole.empty() && parts.fraction.empty()) {
    return std::nullopt;
  }
  parts.has_exponent = take(text, 'e') || take(text, 'E');
  if (parts.has_exponent) {
    if (!take(text, '-')) {
      take(text, '+');
    }
    if (take_digits(text).empty()) {
      return std::nullopt;
    }
  }
  return text.empty() ? std::optional(parts) : std::nullopt;
}

/// Tells whether the number is one that DOUBLE can hold: neither infinite nor, by underflow, zero.
bool is_in_double_range(std::string_view text) {
  text.remove_prefix(text.starts_with('+') ? 1 : 0);
  double value = 0;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

int significant_digits(const NumberParts& parts) {
  std::string digits = std::string(parts.whole) + std::string(parts.fraction);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return static_cast<int>(digits.find_last_not_of('0') + 1);
}

/// Returns the digits before the point, without leading zeros.
int significant_whole(const NumberParts& parts) {
  const std::size_t zeros = std::min(parts.whole.find_first_not_of('0'), parts.whole.size());
  return static_cast<int>(parts.whole.size() - zeros);
}

bool is_exact_in_double(std::int64_t value) {
  const auto rounded = static_cast<double>(value);
  // 2^63 is the one result that an int64 cannot be compared with.
  return rounded < 0x1p63 && static_cast<std::int64_t>(rounded) == value;
}

KindSet integer_kind(std::string_view text, const NumberParts& parts) {
  const auto digits = static_cast<int>(parts.whole.size());
  if (digits <= kExactIntegerDigits) {
    return kIntegerKind;
  }
  if (digits > kHugeintDigits) {
    return kTextKind;
  }
  std::int64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) {
    return kIntegerKind | (is_exact_in_double(value) ? 0 : kManyDigits);
  }
  return kHugeKind | (significant_digits(parts) > kExactIntegerDigits ? kManyDigits : 0);
}

KindSet number_kind(std::string_view text) {
  const auto parts = parse_number(text);
  const bool padded = parts && parts->whole.size() > 1 && parts->whole.front() == '0';
  if (!parts || parts->plus || padded) {
    return kTextKind;  // A plus sign and leading zeros say something: a phone number, a code.
  }
  if (!parts->has_point && !parts->has_exponent) {
    const bool negative_zero = parts->negative && parts->whole == "0";
    return negative_zero ? kNumberKind : integer_kind(text, *parts);
  }
  const auto digits = static_cast<int>(parts->whole.size() + parts->fraction.size());
  const bool needs_look = parts->has_exponent || digits > kFiniteDigits;
  if (needs_look && !is_in_double_range(text)) {
    return kTextKind;
  }
  const bool many = digits > kDoubleDigits && significant_digits(*parts) > kDoubleDigits;
  return kNumberKind | (many ? kManyDigits : 0);
}

bool is_not_finite(std::string_view text) {
  if (!take(text, '-')) {
    take(text, '+');
  }
  const std::string lower = to_lower(text);
  return lower == "nan" || lower == "inf" || lower == "infinity";
}

/// Reads exactly `count` digits as a number, or -1.
int take_count(std::string_view& text, std::size_t count) {
  int value = 0;
  if (text.size() < count) {
    return -1;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool in_range(int value, int low, int high) { return value >= low && value <= high; }

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

bool take_date(std::string_view& text) {
  constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = take_count(text, 4);
  if (year < 1 || !take(text, '-')) {
    return false;
  }
  const int month = take_count(text, 2);
  if (!in_range(month, 1, 12) || !take(text, '-')) {
    return false;
  }
  const int day = take_count(text, 2);
  const bool real = month != 2 || day != 29 || is_leap(year);
  return real && in_range(day, 1, kDays[static_cast<std::size_t>(month) - 1]);
}

/// Which parts a time of day has.
enum class TimeShape { kNone, kMinutes, kSeconds };

/// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f` with at most six digits in the fraction: more would be
/// cut off in the database.
TimeShape take_time(std::string_view& text) {
  constexpr std::size_t kMicrosecondDigits = 6;
  if (!in_range(take_count(text, 2), 0, 23) || !take(text, ':') ||
      !in_range(take_count(text, 2), 0, 59)) {
    return TimeShape::kNone;
  }
  if (!take(text, ':')) {
    return TimeShape::kMinutes;
  }
  if (!in_range(take_count(text, 2), 0, 59)) {
    return TimeShape::kNone;
  }
  if (take(text, '.')) {
    const std::size_t digits = take_digits(text).size();
    return digits >= 1 && digits <= kMicrosecondDigits ? TimeShape::kSeconds : TimeShape::kNone;
  }
  return TimeShape::kSeconds;
}

/// Reads `Z`, `+HH`, `+HHMM` or `+HH:MM`.
bool take_offset(std::string_view& text) {
  if (take(text, 'Z')) {
    return true;
  }
  if (!take(text, '+') && !take(text, '-')) {
    return false;
  }
  constexpr int kHoursMax = 14;  // The largest offset in use is +14:00.
  if (!in_range(take_count(text, 2), 0, kHoursMax)) {
    return false;
  }
  const bool minutes_follow = take(text, ':') || !text.empty();
  return !minutes_follow || in_range(take_count(text, 2), 0, 59);
}

KindSet temporal_kind(std::string_view text) {
  if (text[2] == ':') {
    const bool is_time = take_time(text) == TimeShape::kSeconds && text.empty();
    return is_time ? kTimeKind : kTextKind;
  }
  if (!take_date(text)) {
    return kTextKind;
  }
  if (text.empty()) {
    return kDateKind;
  }
  if (!take(text, ' ') && !take(text, 'T')) {
    return kTextKind;
  }
  const TimeShape time = take_time(text);
  if (time == TimeShape::kNone || text.empty()) {
    return time == TimeShape::kNone ? kTextKind : kTimestampKind;
  }
  // DuckDB reads an offset after minutes as NULL.
  const bool is_instant = time == TimeShape::kSeconds && take_offset(text) && text.empty();
  return is_instant ? kInstantKind : kTextKind;
}

bool is_boolean(std::string_view text) {
  return text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
         text == "FALSE";
}

/// Tells whether `text` is an integer in range; a sign and leading zeros are allowed.
template <class Integer>
bool fits_integer(std::string_view text) {
  text.remove_prefix(text.starts_with('+') && text.size() > 1 && is_digit(text[1]) ? 1 : 0);
  Integer value = 0;
  const auto end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

bool fits_hugeint(std::string_view text) {
  const auto parts = parse_number(text);
  return parts && !parts->has_point && !parts->has_exponent &&
         significant_whole(*parts) <= kHugeintDigits;
}

bool fits_decimal(const ColumnType& type, std::string_view text) {
  const auto parts = parse_number(text);
  if (!parts || parts->has_exponent) {
    return false;
  }
  const std::size_t fraction = parts->fraction.find_last_not_of('0') + 1;
  return fraction <= type.scale && significant_whole(*parts) <= type.precision - type.scale;
}

bool fits_floating(std::string_view text) {
  return is_not_finite(text) || (parse_number(text) && is_in_double_range(text));
}

bool fits_uuid(std::string_view text) {
  constexpr std::string_view kPattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kPattern.size() &&
         std::equal(text.begin(), text.end(), kPattern.begin(), [](char byte, char wanted) {
           const char lower = static_cast<char>(byte | 0x20);
           const bool is_hex = is_digit(byte) || (lower >= 'a' && lower <= 'f');
           return wanted == '-' ? byte == '-' : is_hex;
         });
}

bool is_one_of(KindSet kinds, std::string_view text) { return (kind_of(text) & kinds) != 0; }

}  // namespace

KindSet kind_of(std::string_view text) {
  const char first = text.front();
  if (is_digit(first)) {
    const bool temporal = text.size() >= 8 && (text[4] == '-' || text[2] == ':');
    return temporal ? temporal_kind(text) : number_kind(text);
  }
  if (first == '-' || first == '.') {
    const KindSet kind = number_kind(text);
    return kind == kTextKind && is_not_finite(text) ? kNotFiniteKind : kind;
  }
  const char lower = static_cast<char>(first | 0x20);
  if ((lower == 't' || lower == 'f') && is_boolean(text)) {
    return kBooleanKind;
  }
  if ((lower == 'n' || lower == 'i') && is_not_finite(text)) {
    return kNotFiniteKind;
  }
  return kTextKind;
}

ColumnType type_of(KindSet kinds) {
  kinds &= ~kManyDigits;
  const auto only = [kinds](KindSet allowed) { return kinds != 0 && (kinds & ~allowed) == 0; };
  if (only(kBooleanKind)) {
    return TypeId::kBoolean;
  }
  if (only(kIntegerKind)) {
    return TypeId::kBigint;
  }
  if (only(kIntegerKind | kHugeKind)) {
    return TypeId::kHugeint;
  }
  if (only(kNumericKinds) && kinds != kNotFiniteKind) {
    return TypeId::kDouble;
  }
  if (only(kDateKind)) {
    return TypeId::kDate;
  }
  if (only(kTimeKind)) {
    return TypeId::kTime;
  }
  if (only(kDateKind | kTimestampKind)) {
    return TypeId::kTimestamp;
  }
  if (only(kInstantKind)) {
    return TypeId::kTimestampTz;
  }
  return TypeId::kVarchar;
}

bool fits(const ColumnType& type, std::string_view text) {
  switch (type.id) {
    case TypeId::kBoolean:
      return is_boolean(text) || text == "0" || text == "1";
    case TypeId::kTinyint:
      return fits_integer<std::int8_t>(text);
    case TypeId::kSmallint:
      return fits_integer<std::int16_t>(text);
    case TypeId::kInteger:
      return fits_integer<std::int32_t>(text);
    case TypeId::kBigint:
      return fits_integer<std::int64_t>(text);
    case TypeId::kUtinyint:
      return fits_integer<std::uint8_t>(text);
    case TypeId::kUsmallint:
      return fits_integer<std::uint16_t>(text);
    case TypeId::kUinteger:
      return fits_integer<std::uint32_t>(text);
    case TypeId::kUbigint:
      return fits_integer<std::uint64_t>(text);
    case TypeId::kHugeint:
      return fits_hugeint(text);
    case TypeId::kFloat:
    case TypeId::kDouble:
      return fits_floating(text);
    case TypeId::kDecimal:
      return fits_decimal(type, text);
    case TypeId::kDate:
      return is_one_of(kDateKind, text);
    case TypeId::kTime:
      return is_one_of(kTimeKind, text);
    case TypeId::kTimestamp:
      return is_one_of(kDateKind | kTimestampKind, text);
    case TypeId::kTimestampTz:
      return is_one_of(kInstantKind, text);
    case TypeId::kUuid:
      return fits_uuid(text);
    default:
      return true;
  }
}

}  // namespace osiris::components
