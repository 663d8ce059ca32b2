// Numbers, years and bits. What a column would round without a word is noticed here.

#include "components/mysql.writer/field_rules.h"
#include "components/mysql.writer/number_text.h"
#include "osiris/base/text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <type_traits>

namespace osiris::components::mysql {
namespace {

using exchange::ByteBuffer;
using exchange::Int128;
using exchange::TypeId;
using exchange::Uint128;
using exchange::VectorView;

// The longest text of a number: the smallest DOUBLE with all the digits that it needs. Unit: bytes.
constexpr std::size_t kNumberBytesMax = 1100;

// Source: MySQL Reference Manual, "The YEAR Type". Two digits mean another year, so 1 to 99 cannot
// be written; neither can the server hold them.
constexpr std::int64_t kFirstYear = 1901;
constexpr std::int64_t kLastYear = 2155;

// Each integer type has its own function, so that no value's type is looked at.
Fit boolean(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  out.append(column.data<bool>()[row] ? '1' : '0');
  return Fit::kExact;
}

template <class T>
Fit integer(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  if constexpr (std::is_signed_v<T>) {
    exchange::append_integer(column.data<T>()[row], out);
  } else {
    exchange::append_unsigned(column.data<T>()[row], out);
  }
  return Fit::kExact;
}

Fit hugeint(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  exchange::append_int128(column.int128(row), out);
  return Fit::kExact;
}

Fit uhugeint(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  exchange::append_uint128(column.uint128(row), out);
  return Fit::kExact;
}

/// Appends a DECIMAL with the target's digits behind the point, or as many as it has itself.
Fit decimal(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  Int128 value = column.int128(row);
  if (!rules.scale || rules.source_digits <= *rules.scale) {
    exchange::append_decimal(value, rules.source_digits, out);
    return Fit::kExact;
  }
  Int128 unit = 1;
  for (unsigned digit = *rules.scale; digit < rules.source_digits; ++digit) {
    unit *= 10;
  }
  const Int128 rest = value % unit;
  const Int128 half = unit / 2;
  value /= unit;
  if (rest >= half || -rest >= half) {
    value += rest < 0 ? -1 : 1;
  }
  exchange::append_decimal(value, *rules.scale, out);
  return rest == 0 ? Fit::kExact : Fit::kInexact;
}

/// Appends FLOAT or DOUBLE in the shortest digits that mean it, without an exponent; rounded, if
/// the target holds fewer behind the point.
template <class Float>
Fit fixed_real(const FieldRules& rules, const VectorView& column, std::size_t row,
               ByteBuffer& out) {
  const Float value = column.data<Float>()[row];
  if (!std::isfinite(value)) {
    return Fit::kUnfit;
  }
  std::array<char, kNumberBytesMax> space{};
  char* const end = space.data() + space.size();
  const char* written = std::to_chars(space.data(), end, value, std::chars_format::fixed).ptr;
  const auto size = [&] { return static_cast<std::size_t>(written - space.data()); };
  Fit fit = Fit::kExact;
  if (rules.scale && digits_behind_point({space.data(), size()}) > *rules.scale) {
    written = std::to_chars(space.data(), end, value, std::chars_format::fixed,
                            static_cast<int>(*rules.scale))
                  .ptr;
    fit = Fit::kInexact;
  }
  out.append_bytes(space.data(), size());
  return fit;
}

/// Appends FLOAT or DOUBLE as the DOUBLE that it is.
template <class Float>
Fit real(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const auto value = static_cast<double>(column.data<Float>()[row]);
  if (!std::isfinite(value)) {
    return Fit::kUnfit;
  }
  std::array<char, 32> space{};
  const auto written = std::to_chars(space.data(), space.data() + space.size(), value);
  out.append_bytes(space.data(), static_cast<std::size_t>(written.ptr - space.data()));
  return Fit::kExact;
}

/// Appends a text that is a number whose digits the target holds.
Fit number_text(const FieldRules& rules, const VectorView& column, std::size_t row,
                ByteBuffer& out) {
  const std::string_view text = column.text(row);
  if (!is_number(text) || (rules.scale && digits_behind_point(text) > *rules.scale)) {
    return Fit::kRefused;
  }
  exchange::append_text(text, out);
  return Fit::kExact;
}

AppendField whole_number(TypeId source) {
  switch (source) {
    case TypeId::kBoolean:
      return boolean;
    case TypeId::kTinyint:
      return integer<std::int8_t>;
    case TypeId::kSmallint:
      return integer<std::int16_t>;
    case TypeId::kInteger:
      return integer<std::int32_t>;
    case TypeId::kBigint:
      return integer<std::int64_t>;
    case TypeId::kUtinyint:
      return integer<std::uint8_t>;
    case TypeId::kUsmallint:
      return integer<std::uint16_t>;
    case TypeId::kUinteger:
      return integer<std::uint32_t>;
    case TypeId::kUbigint:
      return integer<std::uint64_t>;
    case TypeId::kHugeint:
      return hugeint;
    case TypeId::kUhugeint:
      return uhugeint;
    default:
      return nullptr;
  }
}

AppendField fixed_number(TypeId source) {
  switch (source) {
    case TypeId::kDecimal:
      return decimal;
    case TypeId::kFloat:
      return fixed_real<float>;
    case TypeId::kDouble:
      return fixed_real<double>;
    default:
      return is_text(source) ? number_text : whole_number(source);
  }
}

/// Returns a whole number of any integer type; nothing if it is beyond 64 bits.
std::optional<Int128> whole(const VectorView& column, std::size_t row) {
  switch (column.type().id) {
    case TypeId::kBoolean:
      return column.data<bool>()[row] ? 1 : 0;
    case TypeId::kHugeint:
      return column.int128(row);
    case TypeId::kUhugeint: {
      const Uint128 value = column.uint128(row);
      return (value >> 127U) == 0 ? std::optional(static_cast<Int128>(value)) : std::nullopt;
    }
    case TypeId::kUtinyint:
    case TypeId::kUsmallint:
    case TypeId::kUinteger:
    case TypeId::kUbigint:
      return column.unsigned_integer(row);
    default:
      return column.integer(row);
  }
}

Fit year(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::optional<Int128> value = whole(column, row);
  if (value == Int128{0}) {
    exchange::append_text("0000", out);
    return Fit::kExact;
  }
  if (!value || *value < kFirstYear || *value > kLastYear) {
    return Fit::kRefused;
  }
  exchange::append_integer(static_cast<std::int64_t>(*value), out);
  return Fit::kExact;
}

Fit year_text(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::string_view text = column.text(row);
  const long long value = parse_integer(text).value_or(-1);
  if (text.size() != 4 || (value != 0 && (value < kFirstYear || value > kLastYear))) {
    return Fit::kRefused;
  }
  exchange::append_text(text, out);
  return Fit::kExact;
}

/// Appends the bits of a number as bytes.
Fit bits(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::optional<Int128> value = whole(column, row);
  if (!value || *value < 0 || (*value >> rules.length) != 0) {
    return Fit::kRefused;
  }
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>((*value >> (8 * (bytes.size() - 1 - i))) & 0xFF);
  }
  append_hex({bytes.data(), bytes.size()}, out);
  return Fit::kExact;
}

/// Appends zeros and ones as bytes; there must be as many as the column has.
Fit bits_text(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::string digits = column.bits(row);
  if (digits.size() != rules.length) {
    return Fit::kRefused;
  }
  const std::string whole_bytes = std::string((8 - digits.size() % 8) % 8, '0') + digits;
  std::string bytes;
  for (std::size_t at = 0; at < whole_bytes.size(); at += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) {
      byte = byte * 2 + (whole_bytes[at + bit] == '1' ? 1U : 0U);
    }
    bytes += static_cast<char>(byte);
  }
  append_hex(bytes, out);
  return Fit::kExact;
}

AppendField floating_number(TypeId source, bool has_scale) {
  if (!has_scale && source == TypeId::kFloat) {
    return real<float>;
  }
  return !has_scale && source == TypeId::kDouble ? real<double> : fixed_number(source);
}

}  // namespace

FieldChoice number_field(TypeId source, const TargetColumn& target) {
  switch (target.kind) {
    case ColumnKind::kInteger:
    case ColumnKind::kDecimal:
      return {.append = fixed_number(source)};
    case ColumnKind::kFloat:
      return {.append = floating_number(source, target.scale.has_value()),
              .keeps_digits = source == TypeId::kFloat ? nullptr : keeps_digits<float>};
    case ColumnKind::kDouble:
      return {.append = floating_number(source, target.scale.has_value()),
              .keeps_digits = source == TypeId::kFloat || source == TypeId::kDouble
                                  ? nullptr
                                  : keeps_digits<double>};
    case ColumnKind::kYear:
      return {.append = is_text(source)                   ? year_text
                        : whole_number(source) != nullptr ? year
                                                          : nullptr};
    case ColumnKind::kBit:
      return {.append = source == TypeId::kBit            ? bits_text
                        : whole_number(source) != nullptr ? bits
                                                          : nullptr};
    default:
      return {};
  }
}

}  // namespace osiris::components::mysql
