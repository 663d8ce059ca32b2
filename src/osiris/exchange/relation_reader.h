#pragma once
// Rows on their way out of the database: batches of columns, read where DuckDB holds them.

#include "osiris/exchange/database.h"
#include "osiris/exchange/row_batch.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// A view of one column of a batch. Lifetime: until the next batch is read.
class VectorView {
 public:
  VectorView(const ColumnType& type, void* vector, std::size_t size);

  const ColumnType& type() const { return *type_; }
  std::size_t size() const { return size_; }
  bool is_null(std::size_t row) const {
    return validity_ != nullptr && ((validity_[row / 64] >> (row % 64)) & 1U) == 0;
  }
  bool has_nulls() const { return validity_ != nullptr; }

  /// Returns the fixed-width values as DuckDB stores them (DATE: int32 days, TIMESTAMP: int64 µs, …).
  template <class T>
  const T* data() const {
    return static_cast<const T*>(data_);
  }
  /// kVarchar, kJson, kBlob, kBit (DuckDB's bit bytes).
  std::string_view text(std::size_t row) const;
  /// kEnum: the label. kTinyint … kBigint, kDecimal up to 18 digits, dates and times: the stored integer.
  std::string_view label(std::size_t row) const;
  std::int64_t integer(std::size_t row) const;
  std::uint64_t unsigned_integer(std::size_t row) const;
  /// kHugeint, kDecimal (unscaled), kUuid (as stored, top bit flipped back).
  Int128 int128(std::size_t row) const;

  /// kList, kMap, kArray: where the row's elements begin in child(0) and how many there are.
  std::pair<std::size_t, std::size_t> list_entry(std::size_t row) const;
  /// kList, kArray: the elements. kMap: a struct of key and value. kStruct: the field.
  VectorView child(std::size_t index) const;

 private:
  const ColumnType* type_;
  void* vector_;
  void* data_;
  const std::uint64_t* validity_;
  std::size_t size_;
};

/// Reads the rows of a query in order with memory for a few batches only.
class RelationReader {
 public:
  /// Starts a query. The connection must not be used otherwise until the reader is gone.
  static Result<RelationReader> open(Connection& connection, std::string_view sql,
                                     const RunControl& control = {});
  RelationReader(RelationReader&&) noexcept;
  RelationReader& operator=(RelationReader&&) noexcept;
  ~RelationReader();

  const Schema& schema() const;
  /// Reads the next batch; false at the end. Afterwards row_count() and column() show it.
  Result<bool> next();
  std::size_t row_count() const;
  VectorView column(std::size_t index) const;

 private:
  struct State;
  explicit RelationReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace osiris::exchange
