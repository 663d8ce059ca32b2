// Dates, times and lengths of time. Fractions that a column would round are rounded here, so that
// they are noticed.

#include "components/mysql.writer/field_rules.h"
#include "osiris/base/text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>
#include <limits>

namespace osiris::components::mysql {
namespace {

using exchange::ByteBuffer;
using exchange::Int128;
using exchange::IntervalValue;
using exchange::TypeId;
using exchange::VectorView;

// 0001-01-01 and 9999-12-31, in days since 1970: what MySQL stores, though it only speaks for
// years from 1000 on. Source: MySQL Reference Manual, "The DATE, DATETIME, and TIMESTAMP Types".
constexpr std::int64_t kFirstDay = -719'162;
constexpr std::int64_t kLastDay = 2'932'896;
constexpr std::int64_t kDaySeconds = 86'400;
constexpr unsigned kMicroDigits = 6;

constexpr std::int64_t power_of_ten(unsigned exponent) {
  std::int64_t result = 1;
  for (unsigned i = 0; i < exponent; ++i) {
    result *= 10;
  }
  return result;
}

std::int64_t floor_divide(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

/// A point or length of time in the target's digits.
struct Rounded {
  std::int64_t micros = 0;
  bool is_exact = true;
};

/// Rounds half up to the target's digits of a second. `units` have the rules' source_digits.
Rounded round_to_target(std::int64_t units, const FieldRules& rules) {
  const unsigned digits = std::min(rules.scale.value_or(kMicroDigits), kMicroDigits);
  if (rules.source_digits > digits) {
    const std::int64_t step = power_of_ten(rules.source_digits - digits);
    const std::int64_t down = floor_divide(units, step);
    const std::int64_t rest = units - down * step;
    return {.micros = (down + (rest * 2 >= step ? 1 : 0)) * power_of_ten(kMicroDigits - digits),
            .is_exact = rest == 0};
  }
  return {.micros = units * power_of_ten(kMicroDigits - rules.source_digits)};
}

Fit date(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::int64_t days = column.data<std::int32_t>()[row];
  if (days < kFirstDay || days > kLastDay) {
    return Fit::kUnfit;
  }
  exchange::append_date(days, out);
  return Fit::kExact;
}

/// Tells whether MySQL has a time, rounded up or not. The infinities are the ends of the range.
bool is_in_calendar(std::int64_t units, const FieldRules& rules) {
  const std::int64_t day = kDaySeconds * power_of_ten(rules.source_digits);
  const std::int64_t days = floor_divide(units, day);
  return days >= kFirstDay && days <= kLastDay;
}

Fit timestamp(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const std::int64_t units = column.data<std::int64_t>()[row];
  if (!is_in_calendar(units, rules)) {
    return Fit::kUnfit;
  }
  const Rounded rounded = round_to_target(units, rules);
  if (floor_divide(rounded.micros, kDaySeconds * power_of_ten(kMicroDigits)) > kLastDay) {
    return Fit::kUnfit;
  }
  exchange::append_timestamp(rounded.micros, kMicroDigits, out);
  return rounded.is_exact ? Fit::kExact : Fit::kInexact;
}

/// Appends the day of a point of time that is the begin of one.
Fit timestamp_as_date(const FieldRules& rules, const VectorView& column, std::size_t row,
                      ByteBuffer& out) {
  const std::int64_t units = column.data<std::int64_t>()[row];
  if (!is_in_calendar(units, rules)) {
    return Fit::kUnfit;
  }
  const std::int64_t day = kDaySeconds * power_of_ten(rules.source_digits);
  if (units % day != 0) {
    return Fit::kRefused;
  }
  exchange::append_date(units / day, out);
  return Fit::kExact;
}

Fit append_length(std::int64_t units, const FieldRules& rules, ByteBuffer& out) {
  // The sign stands alone, so that half a unit goes away from zero on both sides.
  const Rounded rounded = round_to_target(units < 0 ? -units : units, rules);
  if (units < 0) {
    out.append('-');
  }
  exchange::append_time(rounded.micros, kMicroDigits, out);
  return rounded.is_exact ? Fit::kExact : Fit::kInexact;
}

Fit time(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  return append_length(column.data<std::int64_t>()[row], rules, out);
}

Fit interval(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  const IntervalValue& value = column.data<IntervalValue>()[row];
  const Int128 micros =
      Int128{value.days} * kDaySeconds * power_of_ten(kMicroDigits) + value.micros;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (value.months != 0 || micros > kMax || micros < -kMax) {
    return Fit::kUnfit;
  }
  return append_length(static_cast<std::int64_t>(micros), rules, out);
}

/// Reads a text from its front, piece by piece.
class Pieces {
 public:
  explicit Pieces(std::string_view text) : text_(text) {}
  bool at_end() const { return text_.empty(); }
  bool takes(std::string_view letters) {
    if (text_.empty() || letters.find(text_.front()) == std::string_view::npos) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }
  bool takes_digits(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < most && count < text_.size() && is_digit(text_[count])) {
      ++count;
    }
    text_.remove_prefix(count);
    return count >= least;
  }
  /// Takes ".123" if it is there: at most `digits` of them, and zeros behind.
  bool takes_fraction(unsigned digits) {
    if (!takes(".")) {
      return true;
    }
    const bool some = takes_digits(digits == 0 ? 0 : 1, digits);
    while (takes("0")) {
    }
    return some;
  }
  bool takes_date() {
    return takes_digits(4, 4) && takes("-") && takes_digits(2, 2) && takes("-") &&
           takes_digits(2, 2);
  }
  bool takes_clock(std::size_t hour_digits_max) {
    return takes_digits(2, hour_digits_max) && takes(":") && takes_digits(2, 2) && takes(":") &&
           takes_digits(2, 2);
  }

 private:
  std::string_view text_;
};

/// Appends a text that has the one form in which the server cannot read it otherwise than meant.
Fit append_if(bool has_form, std::string_view text, ByteBuffer& out) {
  if (!has_form) {
    return Fit::kRefused;
  }
  exchange::append_text(text, out);
  return Fit::kExact;
}

Fit date_text(const FieldRules&, const VectorView& column, std::size_t row, ByteBuffer& out) {
  Pieces pieces(column.text(row));
  return append_if(pieces.takes_date() && pieces.at_end(), column.text(row), out);
}

Fit timestamp_text(const FieldRules& rules, const VectorView& column, std::size_t row,
                   ByteBuffer& out) {
  Pieces pieces(column.text(row));
  const bool has_date = pieces.takes_date();
  const bool has_form =
      has_date &&
      (pieces.at_end() || (pieces.takes(" T") && pieces.takes_clock(2) &&
                           pieces.takes_fraction(rules.scale.value_or(0)) && pieces.at_end()));
  return append_if(has_form, column.text(row), out);
}

Fit time_text(const FieldRules& rules, const VectorView& column, std::size_t row, ByteBuffer& out) {
  Pieces pieces(column.text(row));
  static_cast<void>(pieces.takes("-"));
  return append_if(
      pieces.takes_clock(3) && pieces.takes_fraction(rules.scale.value_or(0)) && pieces.at_end(),
      column.text(row), out);
}

bool is_timestamp(TypeId type) {
  return type >= TypeId::kTimestamp && type <= TypeId::kTimestampTz;
}

}  // namespace

FieldChoice time_field(TypeId source, const TargetColumn& target) {
  switch (target.kind) {
    case ColumnKind::kDate:
      return {.append = source == TypeId::kDate ? date
                        : is_timestamp(source)  ? timestamp_as_date
                        : is_text(source)       ? date_text
                                                : nullptr};
    case ColumnKind::kDatetime:
    case ColumnKind::kTimestamp:
      return {.append = source == TypeId::kDate ? date
                        : is_timestamp(source)  ? timestamp
                        : is_text(source)       ? timestamp_text
                                                : nullptr};
    case ColumnKind::kTime:
      return {.append = source == TypeId::kTime || source == TypeId::kTimeNs ? time
                        : source == TypeId::kInterval                        ? interval
                        : is_text(source)                                    ? time_text
                                                                             : nullptr};
    default:
      return {};
  }
}

}  // namespace osiris::components::mysql
