#include "osiris/exchange/type_widening.h"

#include <algorithm>
#include <optional>

namespace osiris::exchange {

namespace {

// Bits of a whole number's magnitude, and the digits of its largest.
struct IntegerWidth {
  bool is_signed;
  unsigned bits;
  unsigned digits;
};

std::optional<IntegerWidth> integer_width(TypeId id) {
  switch (id) {
    case TypeId::kTinyint:
      return IntegerWidth{true, 7, 3};
    case TypeId::kSmallint:
      return IntegerWidth{true, 15, 5};
    case TypeId::kInteger:
      return IntegerWidth{true, 31, 10};
    case TypeId::kBigint:
      return IntegerWidth{true, 63, 19};
    case TypeId::kHugeint:
      return IntegerWidth{true, 127, 39};
    case TypeId::kUtinyint:
      return IntegerWidth{false, 8, 3};
    case TypeId::kUsmallint:
      return IntegerWidth{false, 16, 5};
    case TypeId::kUinteger:
      return IntegerWidth{false, 32, 10};
    case TypeId::kUbigint:
      return IntegerWidth{false, 64, 20};
    case TypeId::kUhugeint:
      return IntegerWidth{false, 128, 39};
    default:
      return std::nullopt;
  }
}

// Bits of the whole numbers that floating point holds exactly.
constexpr unsigned kDoubleBits = 53;
constexpr unsigned kFloatBits = 24;

bool keeps_integers(const IntegerWidth& from, const ColumnType& to) {
  if (const auto width = integer_width(to.id)) {
    return from.bits <= width->bits && (!from.is_signed || width->is_signed);
  }
  if (to.id == TypeId::kDecimal) {
    return from.digits + to.scale <= to.precision;
  }
  return (to.id == TypeId::kDouble && from.bits <= kDoubleBits) ||
         (to.id == TypeId::kFloat && from.bits <= kFloatBits);
}

bool keeps_children(const ColumnType& from, const ColumnType& to) {
  if (from.id != TypeId::kStruct) {
    return from.children.size() == to.children.size() &&
           std::equal(
               from.children.begin(), from.children.end(), to.children.begin(),
               [](const auto& a, const auto& b) { return keeps_values(a.second, b.second); });
  }
  return std::all_of(from.children.begin(), from.children.end(), [&to](const auto& field) {
    return std::any_of(to.children.begin(), to.children.end(), [&field](const auto& other) {
      return field.first == other.first && keeps_values(field.second, other.second);
    });
  });
}

bool keeps_other(const ColumnType& from, const ColumnType& to) {
  switch (from.id) {
    case TypeId::kFloat:
      return to.id == TypeId::kDouble;
    case TypeId::kDecimal:
      return to.id == TypeId::kDecimal && to.scale >= from.scale &&
             to.precision - to.scale >= from.precision - from.scale;
    case TypeId::kDate:
    case TypeId::kTimestampS:
    case TypeId::kTimestampMs:
      return to.id == TypeId::kTimestamp;
    case TypeId::kEnum:
    case TypeId::kUuid:
      return to.id == TypeId::kVarchar;
    case TypeId::kNull:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool keeps_values(const ColumnType& from, const ColumnType& to) {
  if (from == to) {
    return true;
  }
  if (from.id == to.id && from.is_nested() && from.array_size == to.array_size) {
    return keeps_children(from, to);
  }
  const auto width = integer_width(from.id);
  return width ? keeps_integers(*width, to) : keeps_other(from, to);
}

}  // namespace osiris::exchange
