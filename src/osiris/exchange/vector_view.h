#pragma once
// One column of a batch that was read from the database, seen where DuckDB holds it.

#include "osiris/exchange/column_type.h"
#include "osiris/exchange/row_batch.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace osiris::exchange {

/// How DuckDB lays out an INTERVAL.
struct IntervalValue {
  std::int32_t months;
  std::int32_t days;
  std::int64_t micros;
};

/// A TIME WITH TIME ZONE.
struct TimeTzValue {
  std::int64_t micros;          ///< Since midnight, local.
  std::int32_t offset_seconds;  ///< That the zone is ahead of UTC.
};

/// A view of one column of a batch. Lifetime: until the next batch is read.
class VectorView {
 public:
  /// `vector` is a duckdb_vector.
  VectorView(const ColumnType& type, void* vector, std::size_t size);

  const ColumnType& type() const { return *type_; }
  std::size_t size() const { return size_; }
  bool has_nulls() const { return validity_ != nullptr; }
  bool is_null(std::size_t row) const {
    return validity_ != nullptr && ((validity_[row / 64] >> (row % 64)) & 1U) == 0;
  }

  /// Returns the values as DuckDB stores them: int8…int64 and their unsigned forms, float, double,
  /// bool; DATE int32 days; TIME, TIMESTAMP* int64; HUGEINT and UHUGEINT 16 bytes; IntervalValue.
  template <class T>
  const T* data() const {
    return static_cast<const T*>(data_);
  }
  /// kVarchar, kJson, kBlob: the bytes. kEnum: the label.
  std::string_view text(std::size_t row) const;
  /// kTinyint…kBigint, dates, times, kDecimal up to 18 digits (unscaled): the stored integer.
  std::int64_t integer(std::size_t row) const;
  /// kUtinyint…kUbigint.
  std::uint64_t unsigned_integer(std::size_t row) const;
  /// kHugeint, kDecimal of any width (unscaled).
  Int128 int128(std::size_t row) const;
  /// kUhugeint, kUuid (the number its 32 hex digits spell).
  Uint128 uint128(std::size_t row) const;
  TimeTzValue time_tz(std::size_t row) const;
  /// kBit: zeros and ones.
  std::string bits(std::size_t row) const;

  /// kList, kMap, kArray: where the row's elements begin in the child, and how many there are.
  std::pair<std::size_t, std::size_t> list_entry(std::size_t row) const;
  /// kList, kArray: child(0) is the elements. kMap: child(0) the keys, child(1) the values.
  /// kStruct: the fields.
  VectorView child(std::size_t index) const;

 private:
  const ColumnType* type_;
  void* vector_;
  const void* data_;
  const std::uint64_t* validity_;
  std::size_t size_;
};

}  // namespace osiris::exchange
