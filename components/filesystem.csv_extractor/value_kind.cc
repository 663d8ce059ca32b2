#include "components/filesystem.csv_extractor/value_kind.h"

#include "components/filesystem/number_text.h"
#include "components/filesystem/temporal_text.h"
#include "components/filesystem/value_parser.h"
#include "osiris/base/text.h"

#include <charconv>
#include <system_error>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

/// DOUBLE keeps every number of so many digits apart; with more, neighbours may become equal.
constexpr int kDoubleDigits = 17;
/// Integers of so many digits are below 2^53 and exact in DOUBLE.
constexpr int kExactIntegerDigits = 15;
/// No number with fewer digits and no exponent leaves the range of DOUBLE.
constexpr int kFiniteDigits = 300;

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
  if (needs_look && !parse_floating<double>(text)) {
    return kTextKind;
  }
  const bool many = digits > kDoubleDigits && significant_digits(*parts) > kDoubleDigits;
  return kNumberKind | (many ? kManyDigits : 0);
}

KindSet temporal_kind(std::string_view text) {
  const auto value = parse_temporal(text);
  if (!value) {
    return kTextKind;
  }
  switch (value->form) {
    case TemporalForm::kDate:
      return kDateKind;
    case TemporalForm::kTime:
      return kTimeKind;
    case TemporalForm::kTimestamp:
      return kTimestampKind;
    case TemporalForm::kInstant:
      break;
  }
  return kInstantKind;
}

}  // namespace

KindSet kind_of(std::string_view text) {
  const char first = text.front();
  if (is_digit(first)) {
    const bool temporal = text.size() >= 8 && (text[4] == '-' || text[2] == ':');
    return temporal ? temporal_kind(text) : number_kind(text);
  }
  if (first == '-' || first == '.') {
    const KindSet kind = number_kind(text);
    return kind == kTextKind && parse_not_finite(text) ? kNotFiniteKind : kind;
  }
  const char lower = static_cast<char>(first | 0x20);
  if ((lower == 't' || lower == 'f') && parse_boolean(text)) {
    return kBooleanKind;
  }
  if ((lower == 'n' || lower == 'i') && parse_not_finite(text)) {
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

}  // namespace osiris::components
