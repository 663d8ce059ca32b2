#pragma once
// A batch of rows on its way into the database: columns in Arrow's memory layout, filled value by
// value.

#include "osiris/exchange/byte_buffer.h"
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
__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

/// Fills one column. Call exactly one append per row; the append must suit the column's type (a
/// wrong one is a bug and stops the program). Nested columns: append to child(0..) first, then
/// end_list() or end_struct().
class ColumnBuilder {
 public:
  explicit ColumnBuilder(ColumnType type);
  ColumnBuilder(ColumnBuilder&&) noexcept = default;
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept = default;

  /// Appends NULL; nested columns get the child entries that Arrow needs.
  void append_null();
  /// kBoolean.
  void append_bool(bool value);
  /// kTinyint..kBigint; kDate (days since 1970); kTime (µs, kTimeNs ns since midnight); kTimestamp*
  /// (units since 1970); kDecimal up to 18 digits (the unscaled value). Values outside the type's
  /// width are a bug.
  void append_int(std::int64_t value);
  /// kUtinyint..kUbigint.
  void append_uint(std::uint64_t value);
  /// kHugeint; kDecimal of any width (the unscaled value).
  void append_int128(Int128 value);
  /// kUhugeint; kUuid (the number its 32 hex digits spell).
  void append_uint128(Uint128 value);
  /// kFloat.
  void append_float(float value);
  /// kDouble.
  void append_double(double value);
  /// kVarchar, kJson, kEnum (a label), kBit (zeros and ones): UTF-8, checked when the batch is
  /// handed over. kBlob: any bytes.
  void append_text(std::string_view value);
  /// kTimeTz: µs since midnight and the seconds that the zone is ahead of UTC.
  void append_time_tz(std::int64_t micros, std::int32_t offset_seconds);
  /// kInterval.
  void append_interval(std::int32_t months, std::int32_t days, std::int64_t micros);
  /// kList, kMap: closes an entry; what was appended to child(0) (kMap: child(0) and child(1))
  /// since the last entry belongs to it. kArray: exactly array_size values must have been appended.
  void end_list();
  /// kStruct: closes an entry, after one append to every child.
  void end_struct();

  ColumnBuilder& child(std::size_t index) { return *children_[index]; }
  const ColumnBuilder& child(std::size_t index) const { return *children_[index]; }
  std::size_t child_count() const { return children_.size(); }
  const ColumnType& type() const { return type_; }
  std::size_t size() const { return size_; }
  std::size_t null_count() const { return null_count_; }
  /// Returns the bytes held by this column and its children.
  std::size_t size_bytes() const;
  /// Forgets all rows but keeps the memory.
  void clear();

  /// The Arrow buffers; null validity means that nothing is NULL. For the exchange itself.
  const std::uint8_t* validity() const { return null_count_ == 0 ? nullptr : validity_.data(); }
  const ByteBuffer& values() const { return values_; }
  const ByteBuffer& offsets() const { return offsets_; }

 private:
  void require(bool suits) const {
    if (!suits) {
      refuse_value();
    }
  }
  [[noreturn]] void refuse_value() const;
  void push_valid() {
    if (null_count_ > 0) {
      push_validity_bit(true);
    }
    ++size_;
  }
  void push_validity_bit(bool valid);
  void append_empty_value();
  void append_offset(std::size_t offset);

  ColumnType type_;
  std::size_t width_ = 0;     ///< Bytes per value of fixed-width types, else 0.
  bool has_offsets_ = false;  ///< Texts, lists and maps.
  std::size_t size_ = 0;
  std::size_t null_count_ = 0;
  ByteBuffer validity_;  ///< Bits, least significant first; begun at the first NULL.
  ByteBuffer values_;    ///< Fixed-width values, bits of booleans, or the bytes of all texts.
  ByteBuffer offsets_;   ///< size_ + 1 of them; int64, but int32 for maps, which have no wide form.
  std::vector<std::unique_ptr<ColumnBuilder>> children_;
};

inline void ColumnBuilder::append_int(std::int64_t value) {
  switch (width_) {
    case 8:
      values_.append(value);
      break;
    case 4:
      require(static_cast<std::int32_t>(value) == value);
      values_.append(static_cast<std::int32_t>(value));
      break;
    case 16:
      append_int128(value);
      return;
    case 2:
      require(static_cast<std::int16_t>(value) == value);
      values_.append(static_cast<std::int16_t>(value));
      break;
    default:
      require(width_ == 1 && static_cast<std::int8_t>(value) == value);
      values_.append(static_cast<std::int8_t>(value));
  }
  push_valid();
}

inline void ColumnBuilder::append_double(double value) {
  require(type_.id == TypeId::kDouble);
  values_.append(value);
  push_valid();
}

inline void ColumnBuilder::append_text(std::string_view value) {
  require(has_offsets_ && children_.empty());
  values_.append_bytes(value.data(), value.size());
  offsets_.append(static_cast<std::int64_t>(values_.size()));
  push_valid();
}

/// A batch of rows; at most kBatchRows.
class RowBatch {
 public:
  explicit RowBatch(const Schema& schema);
  ColumnBuilder& column(std::size_t index) { return columns_[index]; }
  const ColumnBuilder& column(std::size_t index) const { return columns_[index]; }
  std::size_t column_count() const { return columns_.size(); }
  /// Returns the rows of the first column; columns of unequal length are a bug found at hand-over.
  std::size_t row_count() const { return columns_.empty() ? 0 : columns_.front().size(); }
  bool full() const { return row_count() >= kBatchRows; }
  std::size_t size_bytes() const;
  void clear();

 private:
  std::vector<ColumnBuilder> columns_;
};

}  // namespace osiris::exchange
