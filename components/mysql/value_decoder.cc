#include "components/mysql/value_decoder.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstring>

namespace osiris::components::mysql {
namespace {

using exchange::ColumnBuilder;
using exchange::Int128;
using exchange::TypeId;
using exchange::Uint128;

static_assert(std::endian::native == std::endian::little, "the protocol is read as it stands");

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
// So much of a value is shown in a message. Unit: bytes.
constexpr std::size_t kShownBytes = 80;

template <class T>
T load(const unsigned char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

/// A date and time as the protocol has it; parts that are zero may be left out at the end.
/// Source: MySQL Internals, "Binary Protocol Value", ProtocolBinary::MYSQL_TYPE_DATETIME.
struct WireDate {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
};

WireDate read_date(const Cell& cell) {
  WireDate date;
  if (cell.size >= 4) {
    date.year = load<std::uint16_t>(cell.bytes);
    date.month = cell.bytes[2];
    date.day = cell.bytes[3];
  }
  if (cell.size >= 7) {
    date.hour = cell.bytes[4];
    date.minute = cell.bytes[5];
    date.second = cell.bytes[6];
  }
  if (cell.size >= 11) {
    date.micros = static_cast<int>(load<std::uint32_t>(cell.bytes + 7));
  }
  return date;
}

/// Tells whether the calendar has the day. MySQL has year 0.
bool is_real(const WireDate& date) {
  constexpr std::array<int, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.month < 1 || date.month > 12 || date.day < 1) {
    return false;
  }
  const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
  const int last = date.month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(date.month)];
  return date.day <= last;
}

/// Returns the days since 1970.
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::int64_t days_of(const WireDate& date) {
  // One cycle of 400 years more keeps the January of year 0 positive.
  const int shifted = 400 + (date.month <= 2 ? date.year - 1 : date.year);
  const int era = shifted / 400;
  const int year_of_era = shifted - era * 400;
  const int day_of_year =
      (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return std::int64_t{era - 1} * 146'097 + day_of_era - 719'468;
}

std::int64_t micros_of(const WireDate& date) {
  return days_of(date) * kMicrosPerDay +
         ((std::int64_t{date.hour} * 60 + date.minute) * 60 + date.second) * kMicrosPerSecond +
         date.micros;
}

/// Reads a length of time. Source: as above, ProtocolBinary::MYSQL_TYPE_TIME.
std::int64_t read_time(const Cell& cell) {
  if (cell.size < 8) {
    return 0;
  }
  const auto days = std::int64_t{load<std::uint32_t>(cell.bytes + 1)};
  std::int64_t micros =
      days * kMicrosPerDay +
      ((std::int64_t{cell.bytes[5]} * 60 + cell.bytes[6]) * 60 + cell.bytes[7]) * kMicrosPerSecond;
  if (cell.size >= 12) {
    micros += load<std::uint32_t>(cell.bytes + 8);
  }
  return cell.bytes[0] == 0 ? micros : -micros;
}

/// Reads digits with a fixed number of decimals; false if that is not what they are, or if the
/// number is too large for 128 bits.
bool read_decimal(std::string_view text, unsigned scale, Uint128& magnitude) {
  // 10^37 - 1, the most that one more digit may be put behind.
  constexpr Uint128 kMost =
      Uint128{10'000'000'000'000'000'000U} * 10'000'000'000'000'000'000U / 10 - 1;
  std::size_t i = 0;
  std::uint64_t head = 0;  // Multiplying in 64 bits costs a third; 18 digits fit.
  std::size_t digits = 0;
  unsigned decimals = 0;
  bool in_fraction = false;
  Uint128 value = 0;
  for (; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit > 9) {
      if (text[i] != '.' || in_fraction) {
        return false;
      }
      in_fraction = true;
      continue;
    }
    if (in_fraction && decimals == scale) {
      if (digit != 0) {
        return false;
      }
      continue;
    }
    decimals += in_fraction ? 1 : 0;
    if (digits < 18) {
      head = head * 10 + digit;
      digits += head != 0 ? 1 : 0;
      value = head;
    } else {
      if (value > kMost) {
        return false;
      }
      value = value * 10 + digit;
    }
  }
  for (; decimals < scale; ++decimals) {
    if (value > kMost) {
      return false;
    }
    value *= 10;
  }
  magnitude = value;
  return !text.empty();
}

/// Reads 8-4-4-4-12 hex digits.
bool read_uuid(std::string_view text, Uint128& value) {
  if (text.size() != 36) {
    return false;
  }
  value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (letter != '-') {
        return false;
      }
      continue;
    }
    const char lower = static_cast<char>(letter | 0x20);
    const bool is_letter = lower >= 'a' && lower <= 'f';
    if (!is_letter && !is_digit(letter)) {
      return false;
    }
    value = value << 4U | static_cast<unsigned>(is_letter ? lower - 'a' + 10 : letter - '0');
  }
  return true;
}

std::uint64_t read_bit(const Cell& cell) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < cell.size && i < 8; ++i) {
    value = value << 8U | cell.bytes[i];
  }
  return value;
}

std::string date_text(const WireDate& date, bool with_time) {
  std::array<char, 48> text{};
  int size =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  if (with_time) {
    size += std::snprintf(text.data() + size, text.size() - static_cast<std::size_t>(size),
                          " %02d:%02d:%02d", date.hour, date.minute, date.second);
    if (date.micros != 0) {
      size += std::snprintf(text.data() + size, text.size() - static_cast<std::size_t>(size),
                            ".%06d", date.micros);
    }
  }
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string time_text(std::int64_t micros) {
  const std::int64_t ahead = micros < 0 ? -micros : micros;
  std::array<char, 48> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%s%02lld:%02lld:%02lld.%06lld", micros < 0 ? "-" : "",
      static_cast<long long>(ahead / 3'600'000'000),
      static_cast<long long>(ahead / 60'000'000 % 60),
      static_cast<long long>(ahead / 1'000'000 % 60), static_cast<long long>(ahead % 1'000'000));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::int64_t read_signed(const Cell& cell, unsigned width) {
  switch (width) {
    case 1:
      return load<std::int8_t>(cell.bytes);
    case 2:
      return load<std::int16_t>(cell.bytes);
    case 4:
      return load<std::int32_t>(cell.bytes);
    default:
      return load<std::int64_t>(cell.bytes);
  }
}

std::uint64_t read_unsigned(const Cell& cell, unsigned width) {
  switch (width) {
    case 1:
      return load<std::uint8_t>(cell.bytes);
    case 2:
      return load<std::uint16_t>(cell.bytes);
    case 4:
      return load<std::uint32_t>(cell.bytes);
    default:
      return load<std::uint64_t>(cell.bytes);
  }
}

}  // namespace

void ValueLoss::add(const ValueLoss& other) {
  if (count == 0) {
    first = other.first;
  }
  count += other.count;
}

/// The ways to append a value, one for each form. One is chosen per column, so that no value is
/// asked what it is.
struct Decoding {
  template <class T>
  static bool append_signed(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_int(load<T>(cell.bytes));
    return true;
  }

  template <class T>
  static bool append_unsigned(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_uint(load<T>(cell.bytes));
    return true;
  }

  static bool append_boolean(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    if (*cell.bytes > 1) {
      return false;
    }
    out.append_bool(*cell.bytes == 1);
    return true;
  }

  static bool append_float(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_float(load<float>(cell.bytes));
    return true;
  }

  static bool append_double(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_double(load<double>(cell.bytes));
    return true;
  }

  static bool append_decimal(ValueDecoder& self, const Cell& cell, ColumnBuilder& out) {
    std::string_view text = cell.text();
    const bool negative = !text.empty() && text.front() == '-';
    text.remove_prefix(negative ? 1 : 0);
    Uint128 magnitude = 0;
    if (!read_decimal(text, self.mapped_.type.scale, magnitude) ||
        magnitude > self.magnitude_max_) {
      return false;
    }
    const auto value = static_cast<Int128>(magnitude);
    out.append_int128(negative ? -value : value);
    return true;
  }

  /// The digits are lost if the number, printed with as many of them, reads otherwise.
  static bool append_rounded(ValueDecoder& self, const Cell& cell, ColumnBuilder& out) {
    const std::string_view text = cell.text();
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
      return false;
    }
    const std::size_t point = text.find('.');
    const int decimals =
        point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point) - 1;
    std::array<char, 128> printed{};
    const auto end = std::to_chars(printed.data(), printed.data() + printed.size(), value,
                                   std::chars_format::fixed, decimals);
    if (std::string_view(printed.data(), static_cast<std::size_t>(end.ptr - printed.data())) !=
        text) {
      if (self.rounded_.count++ == 0) {
        self.rounded_.first = text;
      }
    }
    out.append_double(value);
    return true;
  }

  static bool append_bit(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_uint(read_bit(cell));
    return true;
  }

  static bool append_one_bit(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_bool(read_bit(cell) != 0);
    return true;
  }

  static bool append_no_date(ValueDecoder& self, const Cell& cell, ColumnBuilder& out) {
    if (self.zero_dates_ == ZeroDates::kError) {
      return false;
    }
    if (self.zero_dates_lost_.count++ == 0) {
      self.zero_dates_lost_.first = self.text_of(cell);
    }
    out.append_null();
    return true;
  }

  static bool append_date(ValueDecoder& self, const Cell& cell, ColumnBuilder& out) {
    const WireDate date = read_date(cell);
    if (!is_real(date)) {
      return append_no_date(self, cell, out);
    }
    out.append_int(days_of(date));
    return true;
  }

  static bool append_timestamp(ValueDecoder& self, const Cell& cell, ColumnBuilder& out) {
    const WireDate date = read_date(cell);
    if (!is_real(date)) {
      return append_no_date(self, cell, out);
    }
    out.append_int(micros_of(date));
    return true;
  }

  static bool append_time(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    out.append_interval(0, 0, read_time(cell));
    return true;
  }

  static bool append_uuid(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    Uint128 value = 0;
    if (!read_uuid(cell.text(), value)) {
      return false;
    }
    out.append_uint128(value);
    return true;
  }

  static bool append_text(ValueDecoder&, const Cell& cell, ColumnBuilder& out) {
    if (cell.size > kValueBytesMax) {
      return false;
    }
    out.append_text(cell.text());
    return true;
  }

  static ValueDecoder::Decode integers(ValueForm form, unsigned width) {
    const bool is_signed = form == ValueForm::kSigned;
    switch (width) {
      case 1:
        return is_signed ? append_signed<std::int8_t> : append_unsigned<std::uint8_t>;
      case 2:
        return is_signed ? append_signed<std::int16_t> : append_unsigned<std::uint16_t>;
      case 4:
        return is_signed ? append_signed<std::int32_t> : append_unsigned<std::uint32_t>;
      default:
        return is_signed ? append_signed<std::int64_t> : append_unsigned<std::uint64_t>;
    }
  }

  static ValueDecoder::Decode choose(const MappedType& mapped) {
    switch (mapped.form) {
      case ValueForm::kSigned:
      case ValueForm::kUnsigned:
        return integers(mapped.form, mapped.width);
      case ValueForm::kBoolean:
        return append_boolean;
      case ValueForm::kYear:
        return append_signed<std::int16_t>;
      case ValueForm::kFloat:
        return append_float;
      case ValueForm::kDouble:
        return append_double;
      case ValueForm::kDecimal:
        return mapped.type.id == TypeId::kDouble ? append_rounded : append_decimal;
      case ValueForm::kBit:
        return mapped.type.id == TypeId::kBoolean ? append_one_bit : append_bit;
      case ValueForm::kDate:
        return append_date;
      case ValueForm::kTimestamp:
        return append_timestamp;
      case ValueForm::kTime:
        return append_time;
      case ValueForm::kUuid:
        return append_uuid;
      case ValueForm::kText:
      case ValueForm::kBytes:
        break;
    }
    return append_text;
  }
};

ValueDecoder::ValueDecoder(const Field& field, const TypeChoices& choices, ZeroDates zero_dates)
    : name_(field.name), mapped_(map_type(field, choices)), zero_dates_(zero_dates) {
  decode_ = Decoding::choose(mapped_);
  for (unsigned i = 0; i < mapped_.type.precision; ++i) {
    magnitude_max_ = magnitude_max_ * 10 + 9;
  }
}

Error ValueDecoder::explain(const Cell& cell) const {
  const std::string column = "column '" + printable(name_) + "': ";
  switch (mapped_.form) {
    case ValueForm::kDate:
    case ValueForm::kTimestamp:
      return make_error(
          kZeroDate, column + text_of(cell) + " is no date of the calendar",
          "correct it at the source, or set `zero_dates: set_null` to read such dates as "
          "NULL");
    case ValueForm::kDecimal:
      return make_error(kDecimalOverflow,
                        column + text_of(cell) + " does not fit into " + mapped_.type.to_sql(),
                        "set `decimal_overflow` to varchar or double, or CAST it in the query");
    case ValueForm::kBoolean:
      return make_error(kNotBoolean, column + text_of(cell) + " is neither 0 nor 1",
                        "remove `tinyint1_as_boolean`, so that the column is a number");
    case ValueForm::kText:
    case ValueForm::kBytes:
      return make_error(
          kValueTooLarge,
          column + "the value has " + format_bytes(static_cast<std::int64_t>(cell.size)) +
              ", more than the " + format_bytes(static_cast<std::int64_t>(kValueBytesMax)) +
              " that a value may have",
          "leave the column out, or read a part of it with SUBSTRING");
    default:
      return make_error(kValueMalformed,
                        column + "'" + text_of(cell) + "' is no " + mapped_.type.to_sql());
  }
}

std::string ValueDecoder::text_of(const Cell& cell) const {
  if (cell.bytes == nullptr) {
    return "NULL";
  }
  switch (mapped_.form) {
    case ValueForm::kSigned:
      return std::to_string(read_signed(cell, mapped_.width));
    case ValueForm::kUnsigned:
      return std::to_string(read_unsigned(cell, mapped_.width));
    case ValueForm::kBoolean:
      return std::to_string(read_signed(cell, 1));
    case ValueForm::kYear:
      return std::to_string(read_unsigned(cell, 2));
    case ValueForm::kFloat:
      return std::to_string(load<float>(cell.bytes));
    case ValueForm::kDouble:
      return std::to_string(load<double>(cell.bytes));
    case ValueForm::kBit:
      return std::to_string(read_bit(cell));
    case ValueForm::kDate:
      return date_text(read_date(cell), false);
    case ValueForm::kTimestamp:
      return date_text(read_date(cell), true);
    case ValueForm::kTime:
      return time_text(read_time(cell));
    case ValueForm::kDecimal:
    case ValueForm::kUuid:
    case ValueForm::kText:
    case ValueForm::kBytes:
      break;
  }
  return printable(cell.text().substr(0, kShownBytes), kShownBytes);
}

}  // namespace osiris::components::mysql
