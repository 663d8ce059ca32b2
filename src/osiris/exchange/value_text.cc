#include "osiris/exchange/value_text.h"

#include "osiris/base/check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace osiris::exchange {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kHexUpper = "0123456789ABCDEF";

// Two digits for each number below 100: half the divisions of one digit at a time.
constexpr auto kDigitPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

char* put_two(char* at, std::uint64_t value) {
  at[0] = kDigitPairs[2 * value];
  at[1] = kDigitPairs[2 * value + 1];
  return at + 2;
}

// Writes at least `width` digits, with zeros in front.
char* put_padded(char* at, std::uint64_t value, int width) {
  std::array<char, 20> digits{};
  char* end = digits.data() + digits.size();
  char* begin = end;
  do {
    *--begin = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  for (std::ptrdiff_t missing = width - (end - begin); missing > 0; --missing) {
    *at++ = '0';
  }
  std::memcpy(at, begin, static_cast<std::size_t>(end - begin));
  return at + (end - begin);
}

char* tail(ByteBuffer& out) { return reinterpret_cast<char*>(out.data() + out.size()); }

struct CivilDate {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

// Days since 1970-01-01 to a date of the proleptic Gregorian calendar, counting in eras of 400
// years that begin on 1 March, so that the leap day ends a year.
CivilDate civil_from_days(std::int64_t days) {
  days += 719'468;  // 0000-03-01.
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

char* put_date(char* at, std::int64_t days) {
  const CivilDate date = civil_from_days(days);
  const bool before_christ = date.year <= 0;
  at = put_padded(at, static_cast<std::uint64_t>(before_christ ? 1 - date.year : date.year), 4);
  *at++ = '-';
  at = put_two(at, date.month);
  *at++ = '-';
  at = put_two(at, date.day);
  if (before_christ) {
    std::memcpy(at, " (BC)", 5);
    at += 5;
  }
  return at;
}

constexpr std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t result = 1;
  for (unsigned i = 0; i < exponent; ++i) {
    result *= 10;
  }
  return result;
}

// `units` are not negative.
char* put_time(char* at, std::uint64_t units, unsigned digits) {
  const std::uint64_t per_second = power_of_ten(digits);
  const std::uint64_t seconds = units / per_second;
  const std::uint64_t fraction = units % per_second;
  const std::uint64_t hours = seconds / 3600;
  at = hours < 100 ? put_two(at, hours) : put_padded(at, hours, 2);
  *at++ = ':';
  at = put_two(at, seconds / 60 % 60);
  *at++ = ':';
  at = put_two(at, seconds % 60);
  if (fraction != 0) {
    *at++ = '.';
    at = put_padded(at, fraction, static_cast<int>(digits));
  }
  return at;
}

// Longest text of any single date, time or number: HUGEINT with sign, dates with six-digit years
// and (BC).
constexpr std::size_t kShortTextMax = 64;

// Lets `put` write at most kShortTextMax characters.
template <class Put>
void append_short(ByteBuffer& out, Put&& put) {
  out.reserve_more(kShortTextMax);
  char* begin = tail(out);
  out.advance(static_cast<std::size_t>(put(begin) - begin));
}

template <class Float>
void append_real(Float value, ByteBuffer& out) {
  if (std::isnan(value)) {
    return append_text("nan", out);
  }
  if (std::isinf(value)) {
    return append_text(value < 0 ? "-inf" : "inf", out);
  }
  append_short(out, [value](char* at) {
    const Float size = std::fabs(value);
    const bool fixed = value == 0 || (size >= Float(1e-4) && size < Float(1e16));
    char* end = std::to_chars(at, at + kShortTextMax, value,
                              fixed ? std::chars_format::fixed : std::chars_format::scientific)
                    .ptr;
    // A floating-point number stays one when it is read back.
    if (fixed && std::memchr(at, '.', static_cast<std::size_t>(end - at)) == nullptr) {
      *end++ = '.';
      *end++ = '0';
    }
    return end;
  });
}

void append_unit(std::int64_t count, std::string_view unit, ByteBuffer& out, bool& first) {
  if (count == 0) {
    return;
  }
  if (!first) {
    append_text(" ", out);
  }
  first = false;
  append_integer(count, out);
  append_text(" ", out);
  append_text(unit, out);
  if (count != 1 && count != -1) {
    append_text("s", out);
  }
}

void append_interval(const IntervalValue& value, ByteBuffer& out) {
  bool first = true;
  append_unit(value.months / 12, "year", out, first);
  append_unit(value.months % 12, "month", out, first);
  append_unit(value.days, "day", out, first);
  if (value.micros == 0 && !first) {
    return;
  }
  append_text(first ? "" : " ", out);
  append_text(value.micros < 0 ? "-" : "", out);
  // Negated as unsigned: the smallest number has no positive twin.
  const auto micros = static_cast<std::uint64_t>(value.micros);
  append_short(out,
               [&](char* at) { return put_time(at, value.micros < 0 ? 0 - micros : micros, 6); });
}

void append_uuid(Uint128 value, ByteBuffer& out) {
  append_short(out, [value](char* at) {
    for (int digit = 0; digit < 32; ++digit) {
      if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
        *at++ = '-';
      }
      *at++ = kHex[static_cast<std::size_t>(value >> (124 - 4 * digit)) & 0xFU];
    }
    return at;
  });
}

void append_blob(std::string_view bytes, ByteBuffer& out) {
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '\\' && c != '"' && c != '\'') {
      out.append(c);
    } else {
      const std::array<char, 4> escape = {'\\', 'x', kHexUpper[byte >> 4], kHexUpper[byte & 0xFU]};
      out.append_bytes(escape.data(), escape.size());
    }
  }
}

void append_time_tz(const TimeTzValue& value, ByteBuffer& out) {
  append_time(value.micros, 6, out);
  append_text(value.offset_seconds < 0 ? "-" : "+", out);
  const auto offset = static_cast<std::uint64_t>(std::abs(value.offset_seconds));
  append_short(out, [offset](char* at) {
    at = put_two(at, offset / 3600);
    if (offset % 3600 != 0) {
      *at++ = ':';
      at = put_two(at, offset / 60 % 60);
    }
    if (offset % 60 != 0) {
      *at++ = ':';
      at = put_two(at, offset % 60);
    }
    return at;
  });
}

bool is_json_bare(TypeId id) {
  switch (id) {
    case TypeId::kTinyint:
    case TypeId::kSmallint:
    case TypeId::kInteger:
    case TypeId::kBigint:
    case TypeId::kHugeint:
    case TypeId::kUtinyint:
    case TypeId::kUsmallint:
    case TypeId::kUinteger:
    case TypeId::kUbigint:
    case TypeId::kUhugeint:
    case TypeId::kDecimal:
    case TypeId::kJson:
      return true;
    default:
      return false;
  }
}

void append_json_list(const VectorView& column, std::size_t row, ByteBuffer& out) {
  const auto [begin, count] = column.list_entry(row);
  const VectorView elements = column.child(0);
  out.append('[');
  for (std::size_t i = begin; i < begin + count; ++i) {
    append_text(i == begin ? "" : ",", out);
    append_json_value(elements, i, out);
  }
  out.append(']');
}

// A JSON object's key is a text, whatever the type of the map's key.
void append_json_key(const VectorView& keys, std::size_t row, ByteBuffer& out) {
  ByteBuffer text;
  append_value(keys, row, text);
  append_json_string({reinterpret_cast<const char*>(text.data()), text.size()}, out);
  out.append(':');
}

void append_json_map(const VectorView& column, std::size_t row, ByteBuffer& out) {
  const auto [begin, count] = column.list_entry(row);
  const VectorView keys = column.child(0);
  const VectorView values = column.child(1);
  out.append('{');
  for (std::size_t i = begin; i < begin + count; ++i) {
    append_text(i == begin ? "" : ",", out);
    append_json_key(keys, i, out);
    append_json_value(values, i, out);
  }
  out.append('}');
}

void append_json_struct(const VectorView& column, std::size_t row, ByteBuffer& out) {
  out.append('{');
  for (std::size_t i = 0; i < column.type().children.size(); ++i) {
    append_text(i == 0 ? "" : ",", out);
    append_json_string(column.type().children[i].first, out);
    out.append(':');
    append_json_value(column.child(i), row, out);
  }
  out.append('}');
}

}  // namespace

void append_json_string(std::string_view text, ByteBuffer& out) {
  out.append('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.append('\\');
      out.append(c);
    } else if (static_cast<std::uint8_t>(c) < 0x20) {
      append_text("\\u00", out);
      out.append(kHex[static_cast<std::uint8_t>(c) >> 4]);
      out.append(kHex[static_cast<std::uint8_t>(c) & 0xFU]);
    } else {
      out.append(c);
    }
  }
  out.append('"');
}

void append_integer(std::int64_t value, ByteBuffer& out) {
  append_short(out, [value](char* at) { return std::to_chars(at, at + kShortTextMax, value).ptr; });
}

void append_unsigned(std::uint64_t value, ByteBuffer& out) {
  append_short(out, [value](char* at) { return std::to_chars(at, at + kShortTextMax, value).ptr; });
}

void append_uint128(Uint128 value, ByteBuffer& out) {
  constexpr std::uint64_t kChunk = 1'000'000'000'000'000'000ULL;  // 18 digits.
  if (value < kChunk) {
    return append_unsigned(static_cast<std::uint64_t>(value), out);
  }
  append_uint128(value / kChunk, out);
  append_short(out, [value](char* at) {
    return put_padded(at, static_cast<std::uint64_t>(value % kChunk), 18);
  });
}

void append_int128(Int128 value, ByteBuffer& out) {
  auto magnitude = static_cast<Uint128>(value);
  if (value < 0) {
    out.append('-');
    magnitude = 0 - magnitude;
  }
  append_uint128(magnitude, out);
}

void append_decimal(Int128 unscaled, unsigned scale, ByteBuffer& out) {
  auto magnitude = static_cast<Uint128>(unscaled);
  if (unscaled < 0) {
    out.append('-');
    magnitude = 0 - magnitude;
  }
  if (scale == 0) {
    return append_uint128(magnitude, out);
  }
  if (scale <= 18 && magnitude <= std::numeric_limits<std::uint64_t>::max()) {
    const auto small = static_cast<std::uint64_t>(magnitude);
    const std::uint64_t divisor = power_of_ten(scale);
    return append_short(out, [=](char* at) {
      at = std::to_chars(at, at + kShortTextMax, small / divisor).ptr;
      *at++ = '.';
      return put_padded(at, small % divisor, static_cast<int>(scale));
    });
  }
  // Digits first, then room for the point among them.
  ByteBuffer digits;
  append_uint128(magnitude, digits);
  const std::size_t count = digits.size();
  const std::string_view text(reinterpret_cast<const char*>(digits.data()), count);
  append_text(count > scale ? text.substr(0, count - scale) : std::string_view("0"), out);
  out.append('.');
  for (std::size_t missing = count; missing < scale; ++missing) {
    out.append('0');
  }
  append_text(count > scale ? text.substr(count - scale) : text, out);
}

void append_double(double value, ByteBuffer& out) { append_real(value, out); }

void append_float(float value, ByteBuffer& out) { append_real(value, out); }

void append_date(std::int64_t days, ByteBuffer& out) {
  constexpr std::int64_t kInfinity = std::numeric_limits<std::int32_t>::max();
  if (days == kInfinity || days == -kInfinity) {
    return append_text(days < 0 ? "-infinity" : "infinity", out);
  }
  append_short(out, [days](char* at) { return put_date(at, days); });
}

void append_time(std::int64_t units, unsigned digits, ByteBuffer& out) {
  append_short(out,
               [=](char* at) { return put_time(at, static_cast<std::uint64_t>(units), digits); });
}

void append_timestamp(std::int64_t units, unsigned digits, ByteBuffer& out) {
  constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();
  if (units == kInfinity || units == -kInfinity) {
    return append_text(units < 0 ? "-infinity" : "infinity", out);
  }
  const auto per_day = static_cast<std::int64_t>(86'400 * power_of_ten(digits));
  std::int64_t days = units / per_day;
  std::int64_t rest = units % per_day;
  if (rest < 0) {
    --days;
    rest += per_day;
  }
  append_short(out, [=](char* at) {
    at = put_date(at, days);
    *at++ = ' ';
    return put_time(at, static_cast<std::uint64_t>(rest), digits);
  });
}

bool lacks_text_form(const ColumnType& type) {
  return type.id == TypeId::kUnion || type.id == TypeId::kUnknown ||
         std::any_of(type.children.begin(), type.children.end(),
                     [](const auto& child) { return lacks_text_form(child.second); });
}

void append_value(const VectorView& column, std::size_t row, ByteBuffer& out) {
  switch (column.type().id) {
    case TypeId::kBoolean:
      return append_text(column.data<bool>()[row] ? "True" : "False", out);
    case TypeId::kTinyint:
    case TypeId::kSmallint:
    case TypeId::kInteger:
    case TypeId::kBigint:
      return append_integer(column.integer(row), out);
    case TypeId::kUtinyint:
    case TypeId::kUsmallint:
    case TypeId::kUinteger:
    case TypeId::kUbigint:
      return append_unsigned(column.unsigned_integer(row), out);
    case TypeId::kHugeint:
      return append_int128(column.int128(row), out);
    case TypeId::kUhugeint:
      return append_uint128(column.uint128(row), out);
    case TypeId::kFloat:
      return append_float(column.data<float>()[row], out);
    case TypeId::kDouble:
      return append_double(column.data<double>()[row], out);
    case TypeId::kDecimal:
      return append_decimal(column.int128(row), column.type().scale, out);
    case TypeId::kVarchar:
    case TypeId::kJson:
    case TypeId::kEnum:
      return append_text(column.text(row), out);
    case TypeId::kBlob:
      return append_blob(column.text(row), out);
    case TypeId::kBit:
      return append_text(column.bits(row), out);
    case TypeId::kDate:
      return append_date(column.integer(row), out);
    case TypeId::kTime:
      return append_time(column.integer(row), 6, out);
    case TypeId::kTimeNs:
      return append_time(column.integer(row), 9, out);
    case TypeId::kTimeTz:
      return append_time_tz(column.time_tz(row), out);
    case TypeId::kTimestamp:
      return append_timestamp(column.integer(row), 6, out);
    case TypeId::kTimestampS:
      return append_timestamp(column.integer(row), 0, out);
    case TypeId::kTimestampMs:
      return append_timestamp(column.integer(row), 3, out);
    case TypeId::kTimestampNs:
      return append_timestamp(column.integer(row), 9, out);
    case TypeId::kTimestampTz: {
      append_timestamp(column.integer(row), 6, out);
      const bool finite = out.data()[out.size() - 1] != 'y';  // Of "infinity".
      return append_text(finite ? "+00" : "", out);
    }
    case TypeId::kInterval:
      return append_interval(column.data<IntervalValue>()[row], out);
    case TypeId::kUuid:
      return append_uuid(column.uint128(row), out);
    case TypeId::kNull:
      return;
    case TypeId::kUnion:
    case TypeId::kUnknown:
      OSIRIS_CHECK(false, "columns of this type are cast to text before they are read");
    default:
      return append_json_value(column, row, out);
  }
}

void append_json_value(const VectorView& column, std::size_t row, ByteBuffer& out) {
  if (column.is_null(row)) {
    return append_text("null", out);
  }
  const TypeId id = column.type().id;
  if (id == TypeId::kList || id == TypeId::kArray) {
    return append_json_list(column, row, out);
  }
  if (id == TypeId::kMap) {
    return append_json_map(column, row, out);
  }
  if (id == TypeId::kStruct) {
    return append_json_struct(column, row, out);
  }
  if (id == TypeId::kBoolean) {
    return append_text(column.data<bool>()[row] ? "true" : "false", out);
  }
  const bool finite = (id == TypeId::kDouble && std::isfinite(column.data<double>()[row])) ||
                      (id == TypeId::kFloat && std::isfinite(column.data<float>()[row]));
  if (finite || is_json_bare(id)) {
    return append_value(column, row, out);
  }
  ByteBuffer text;
  append_value(column, row, text);
  append_json_string({reinterpret_cast<const char*>(text.data()), text.size()}, out);
}

}  // namespace osiris::exchange
