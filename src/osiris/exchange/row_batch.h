#pragma once
// A batch of rows on its way into the database: columns in Arrow's memory layout, filled value by value.

#include "osiris/exchange/column_type.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// Rows of one batch: exactly one DuckDB row group, which is measured to load fastest
/// (smaller batches cost up to half the speed). Unit: rows.
inline constexpr std::size_t kBatchRows = 122'880;

/// A 128-bit integer as DuckDB stores HUGEINT, UHUGEINT, UUID and wide DECIMAL.
using Int128 = __int128;
using Uint128 = unsigned __int128;

/// Fills one column. Call exactly one append per row; the append must suit the column's type (a wrong one is
/// a bug and stops the program). Nested columns: append to child(0..) first, then end_list() or end_struct().
class ColumnBuilder {
 public:
  explicit ColumnBuilder(ColumnType type);
  ColumnBuilder(ColumnBuilder&&) noexcept = default;
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept = default;

  /// Appends NULL; nested columns get an empty or null child entry as Arrow needs it.
  void append_null();
  void append_bool(bool value);
  /// kTinyint..kBigint, kDate (days since 1970), kTime and kTimestamp* (units since midnight or 1970).
  void append_int(std::int64_t value) {
    ensure_fixed();
    store_int(value);
  }
  /// kUtinyint..kUbigint.
  void append_uint(std::uint64_t value);
  /// kHugeint; kDecimal (the unscaled value); kUuid as UUID bits, big end first.
  void append_int128(Int128 value);
  void append_uint128(Uint128 value);
  void append_float(float value);
  void append_double(double value);
  /// kVarchar, kJson, kEnum (a label), kBit (as text of 0 and 1): UTF-8, checked when the batch is handed over.
  /// kBlob: any bytes.
  void append_text(std::string_view value);
  void append_interval(std::int32_t months, std::int32_t days, std::int64_t micros);
  /// Closes a list or map entry: what was appended to child(0) (map: both) since the last call belongs to it.
  void end_list();
  /// Closes a struct entry, after one append to every child.
  void end_struct();

  ColumnBuilder& child(std::size_t index) { return *children_[index]; }
  const ColumnType& type() const { return type_; }
  std::size_t size() const { return size_; }
  std::size_t null_count() const { return null_count_; }
  /// Returns bytes held by this column and its children.
  std::size_t size_bytes() const;
  /// Forgets all rows but keeps the memory.
  void clear();

 private:
  friend class ArrowExport;
  void ensure_fixed() {}
  void store_int(std::int64_t value);
  void push_validity(bool valid);

  ColumnType type_;
  std::size_t width_ = 0;                       ///< Bytes per value of fixed-width types, else 0.
  std::size_t size_ = 0;
  std::size_t null_count_ = 0;
  std::vector<std::uint8_t> validity_;          ///< Bits, least significant first.
  std::vector<std::uint8_t> values_;            ///< Fixed-width values, or the bytes of all texts.
  std::vector<std::int64_t> offsets_;           ///< Texts and lists: size_ + 1 offsets.
  std::vector<std::unique_ptr<ColumnBuilder>> children_;
};

/// A batch of rows; at most kBatchRows.
class RowBatch {
 public:
  explicit RowBatch(const Schema& schema);
  ColumnBuilder& column(std::size_t index) { return columns_[index]; }
  const ColumnBuilder& column(std::size_t index) const { return columns_[index]; }
  std::size_t column_count() const { return columns_.size(); }
  /// Returns the rows that every column has; columns of unequal length are a bug found at hand-over.
  std::size_t row_count() const { return columns_.empty() ? 0 : columns_.front().size(); }
  bool full() const { return row_count() >= kBatchRows; }
  std::size_t size_bytes() const;
  void clear();

 private:
  friend class ArrowExport;
  std::vector<ColumnBuilder> columns_;
};

}  // namespace osiris::exchange
