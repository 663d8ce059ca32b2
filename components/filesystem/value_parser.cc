#include "components/filesystem/value_parser.h"

#include "components/filesystem/calendar.h"
#include "components/filesystem/number_text.h"
#include "components/filesystem/temporal_text.h"
#include "osiris/base/text.h"

#include <charconv>
#include <string>
#include <system_error>
#include <type_traits>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::ColumnType;
using exchange::Int128;
using exchange::TypeId;
using exchange::Uint128;

bool append_boolean(std::string_view text, ColumnBuilder& column) {
  const bool is_number = text == "0" || text == "1";
  const auto value = is_number ? std::optional(text == "1") : parse_boolean(text);
  if (value) {
    column.append_bool(*value);
  }
  return value.has_value();
}

/// Appends an integer in range; a sign and leading zeros are allowed.
template <class Integer>
bool append_integer(std::string_view text, ColumnBuilder& column) {
  text.remove_prefix(text.starts_with('+') && text.size() > 1 && is_digit(text[1]) ? 1 : 0);
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) {
    return false;
  }
  if constexpr (std::is_signed_v<Integer>) {
    column.append_int(value);
  } else {
    column.append_uint(value);
  }
  return true;
}

Int128 to_int128(std::string_view digits, Int128 value = 0) {
  for (const char digit : digits) {
    value = value * 10 + (digit - '0');
  }
  return value;
}

bool append_hugeint(std::string_view text, ColumnBuilder& column) {
  const auto parts = parse_number(text);
  if (!parts || parts->has_point || parts->has_exponent ||
      significant_whole(*parts) > kHugeintDigits) {
    return false;
  }
  const Int128 value = to_int128(parts->whole);
  column.append_int128(parts->negative ? -value : value);
  return true;
}

bool append_decimal(std::string_view text, ColumnBuilder& column) {
  const ColumnType& type = column.type();
  const auto parts = parse_number(text);
  if (!parts || parts->has_exponent) {
    return false;
  }
  const std::string_view fraction =
      parts->fraction.substr(0, parts->fraction.find_last_not_of('0') + 1);
  if (fraction.size() > type.scale || significant_whole(*parts) > type.precision - type.scale) {
    return false;
  }
  Int128 value = to_int128(fraction, to_int128(parts->whole));
  for (std::size_t place = fraction.size(); place < type.scale; ++place) {
    value *= 10;
  }
  column.append_int128(parts->negative ? -value : value);
  return true;
}

template <class Float>
bool append_floating(std::string_view text, ColumnBuilder& column) {
  std::optional<Float> value = parse_floating<Float>(text);
  if (const auto not_finite = value ? std::nullopt : parse_not_finite(text)) {
    value = static_cast<Float>(*not_finite);
  }
  if (!value) {
    return false;
  }
  if constexpr (std::is_same_v<Float, float>) {
    column.append_float(*value);
  } else {
    column.append_double(*value);
  }
  return true;
}

bool append_temporal(std::string_view text, ColumnBuilder& column) {
  constexpr std::size_t kHourAndMinute = 5;
  const TypeId wanted = column.type().id;
  auto parsed = parse_temporal(text);
  if (!parsed && wanted == TypeId::kTime && text.size() == kHourAndMinute) {
    parsed = parse_temporal(std::string(text) + ":00");  // Not minutes and seconds: it is declared.
  }
  if (!parsed) {
    return false;
  }
  const TypeId type = column.type().id;
  const bool day_as_time = parsed->form == TemporalForm::kDate && type == TypeId::kTimestamp;
  const bool suits = (parsed->form == TemporalForm::kDate && type == TypeId::kDate) ||
                     (parsed->form == TemporalForm::kTime && type == TypeId::kTime) ||
                     (parsed->form == TemporalForm::kTimestamp && type == TypeId::kTimestamp) ||
                     (parsed->form == TemporalForm::kInstant && type == TypeId::kTimestampTz);
  if (suits || day_as_time) {
    column.append_int(day_as_time ? parsed->value * kMicrosPerDay : parsed->value);
  }
  return suits || day_as_time;
}

int hex_digit(char byte) {
  const char lower = static_cast<char>(byte | 0x20);
  return is_digit(byte) ? byte - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool append_uuid(std::string_view text, ColumnBuilder& column) {
  constexpr std::string_view kPattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kPattern.size()) {
    return false;
  }
  Uint128 value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = hex_digit(text[i]);
    if (kPattern[i] == '-' ? text[i] != '-' : digit < 0) {
      return false;
    }
    value = kPattern[i] == '-' ? value : value << 4 | static_cast<Uint128>(digit);
  }
  column.append_uint128(value);
  return true;
}

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") {
    return true;
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    return false;
  }
  return std::nullopt;
}

bool append_parsed(std::string_view text, ColumnBuilder& column) {
  switch (column.type().id) {
    case TypeId::kBoolean:
      return append_boolean(text, column);
    case TypeId::kTinyint:
      return append_integer<std::int8_t>(text, column);
    case TypeId::kSmallint:
      return append_integer<std::int16_t>(text, column);
    case TypeId::kInteger:
      return append_integer<std::int32_t>(text, column);
    case TypeId::kBigint:
      return append_integer<std::int64_t>(text, column);
    case TypeId::kUtinyint:
      return append_integer<std::uint8_t>(text, column);
    case TypeId::kUsmallint:
      return append_integer<std::uint16_t>(text, column);
    case TypeId::kUinteger:
      return append_integer<std::uint32_t>(text, column);
    case TypeId::kUbigint:
      return append_integer<std::uint64_t>(text, column);
    case TypeId::kHugeint:
      return append_hugeint(text, column);
    case TypeId::kFloat:
      return append_floating<float>(text, column);
    case TypeId::kDouble:
      return append_floating<double>(text, column);
    case TypeId::kDecimal:
      return append_decimal(text, column);
    case TypeId::kDate:
    case TypeId::kTime:
    case TypeId::kTimestamp:
    case TypeId::kTimestampTz:
      return append_temporal(text, column);
    case TypeId::kUuid:
      return append_uuid(text, column);
    default:
      column.append_text(text);
      return true;
  }
}

}  // namespace osiris::components
