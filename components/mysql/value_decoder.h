#pragma once
// Turns the values of a result, as they stand in the binary protocol, into those of columns.

#include "components/mysql/type_mapping.h"
#include "osiris/exchange/row_batch.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace osiris::components::mysql {

inline constexpr ErrorCode kZeroDate{
    "mysql.zero_date", Fault::kUser,
    "A date is none of the calendar: 0000-00-00, a month or day 0, February 30. Correct it, or let "
    "`zero_dates` make it NULL."};
inline constexpr ErrorCode kDecimalOverflow{
    "mysql.decimal_overflow", Fault::kUser,
    "A DECIMAL needs more than the 38 digits that DuckDB has. Choose text or DOUBLE with "
    "`decimal_overflow`, or CAST it in the query."};
inline constexpr ErrorCode kNotBoolean{
    "mysql.not_boolean", Fault::kUser,
    "A TINYINT(1) that is to be a boolean is neither 0 nor 1. Leave `tinyint1_as_boolean` out."};
inline constexpr ErrorCode kValueTooLarge{
    "mysql.value_too_large", Fault::kUser,
    "A text or BLOB is larger than what fits into a step's memory. Leave the column out, or read a "
    "part of it with SUBSTRING."};
inline constexpr ErrorCode kValueMalformed{
    "mysql.malformed_value", Fault::kExternal,
    "The server sent a value that is not of its column's type. That is a bug of the server, or of "
    "osiris."};

/// The largest text or BLOB. A row is in memory several times on its way: in the packet, in the
/// batch, in DuckDB. Unit: bytes.
inline constexpr std::size_t kValueBytesMax = std::size_t{256} << 20;

/// What becomes of dates that the calendar does not have.
enum class ZeroDates : std::uint8_t { kError, kNull };

/// Values that were not stored as they are.
struct ValueLoss {
  std::int64_t count = 0;
  std::string first;  ///< The first of them, as the server has it.

  void add(const ValueLoss& other);
};

/// Appends the values of one field to its column. Keeps count of what it changed.
class ValueDecoder {
 public:
  ValueDecoder(const Field& field, const TypeChoices& choices, ZeroDates zero_dates);

  /// Appends one value; false if it cannot be: then nothing was appended, and explain() says why.
  bool append(const Cell& cell, exchange::ColumnBuilder& out) {
    if (cell.bytes == nullptr) {
      out.append_null();
      return true;
    }
    return decode_(*this, cell, out);
  }

  /// Says why append() refused a value. Names the column, but not the row.
  Error explain(const Cell& cell) const;
  /// Writes a value as a person would, for messages; "NULL" for none.
  std::string text_of(const Cell& cell) const;

  const std::string& name() const { return name_; }
  const exchange::ColumnType& type() const { return mapped_.type; }
  /// Dates that became NULL.
  const ValueLoss& zero_dates() const { return zero_dates_lost_; }
  /// Decimals that DOUBLE rounds.
  const ValueLoss& rounded() const { return rounded_; }

 private:
  friend struct Decoding;
  using Decode = bool (*)(ValueDecoder& self, const Cell& cell, exchange::ColumnBuilder& out);

  Decode decode_ = nullptr;
  std::string name_;
  MappedType mapped_;
  ZeroDates zero_dates_ = ZeroDates::kError;
  exchange::Uint128 magnitude_max_ = 0;  ///< kDecimal: 10^precision - 1.
  ValueLoss zero_dates_lost_;
  ValueLoss rounded_;
};

}  // namespace osiris::components::mysql
