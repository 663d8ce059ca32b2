#pragma once
// The types a column of a relation can have: DuckDB's, as plain data.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::exchange {

/// Names a type. kUnknown stands for a type this build does not know; its columns can be stored and
/// queried, but not read value by value.
enum class TypeId : std::uint8_t {
  kBoolean,
  kTinyint,
  kSmallint,
  kInteger,
  kBigint,
  kHugeint,
  kUtinyint,
  kUsmallint,
  kUinteger,
  kUbigint,
  kUhugeint,
  kFloat,
  kDouble,
  kDecimal,
  kVarchar,
  kBlob,
  kBit,
  kDate,
  kTime,
  kTimeNs,
  kTimeTz,
  kTimestamp,
  kTimestampS,
  kTimestampMs,
  kTimestampNs,
  kTimestampTz,
  kInterval,
  kUuid,
  kJson,
  kEnum,
  kList,
  kArray,
  kStruct,
  kMap,
  kUnion,
  kNull,
  kUnknown,
};

/// A type with its parameters. Build with the functions below.
struct ColumnType {
  TypeId id = TypeId::kVarchar;
  std::uint8_t precision = 0;       ///< kDecimal: 1..38.
  std::uint8_t scale = 0;           ///< kDecimal: 0..precision.
  std::uint32_t array_size = 0;     ///< kArray.
  std::vector<std::string> labels;  ///< kEnum: in order.
  /// kList, kArray: one, named "". kMap: "key" and "value". kStruct, kUnion: the fields.
  std::vector<std::pair<std::string, ColumnType>> children;

  ColumnType() = default;
  // TypeId::kDate is a type. NOLINTNEXTLINE(google-explicit-constructor)
  ColumnType(TypeId type) : id(type) {}

  static ColumnType decimal(std::uint8_t precision, std::uint8_t scale);
  static ColumnType enumeration(std::vector<std::string> labels);
  static ColumnType list(ColumnType element);
  static ColumnType array(ColumnType element, std::uint32_t size);
  static ColumnType structure(std::vector<std::pair<std::string, ColumnType>> fields);
  static ColumnType map(ColumnType key, ColumnType value);

  /// Writes the type as DuckDB's SQL does: `DECIMAL(18,4)`, `STRUCT("a" INTEGER, "b" VARCHAR[])`.
  std::string to_sql() const;

  bool is_nested() const;
  bool operator==(const ColumnType& other) const = default;
};

/// A named, typed column. Names are any text; they are quoted wherever SQL is made.
struct Column {
  std::string name;
  ColumnType type;
  bool operator==(const Column& other) const = default;
};

using Schema = std::vector<Column>;

}  // namespace osiris::exchange
