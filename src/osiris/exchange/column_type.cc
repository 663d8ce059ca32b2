#include "osiris/exchange/column_type.h"

#include "osiris/exchange/sql_text.h"

#include <array>
#include <cstddef>

namespace osiris::exchange {

namespace {

// Indexed by TypeId; empty where the name has parameters.
constexpr std::array<std::string_view, static_cast<std::size_t>(TypeId::kUnknown) + 1> kTypeNames =
    {
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "FLOAT",
        "DOUBLE",
        "",
        "VARCHAR",
        "BLOB",
        "BIT",
        "DATE",
        "TIME",
        "TIME_NS",
        "TIME WITH TIME ZONE",
        "TIMESTAMP",
        "TIMESTAMP_S",
        "TIMESTAMP_MS",
        "TIMESTAMP_NS",
        "TIMESTAMP WITH TIME ZONE",
        "INTERVAL",
        "UUID",
        "JSON",
        "",
        "",
        "",
        "",
        "",
        "",
        "\"NULL\"",
        "UNKNOWN",
};

std::string field_list(const std::vector<std::pair<std::string, ColumnType>>& fields) {
  std::string out = "(";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    out +=
        (i == 0 ? "" : ", ") + quote_identifier(fields[i].first) + " " + fields[i].second.to_sql();
  }
  return out + ")";
}

}  // namespace

ColumnType ColumnType::decimal(std::uint8_t precision, std::uint8_t scale) {
  ColumnType type(TypeId::kDecimal);
  type.precision = precision;
  type.scale = scale;
  return type;
}

ColumnType ColumnType::enumeration(std::vector<std::string> labels) {
  ColumnType type(TypeId::kEnum);
  type.labels = std::move(labels);
  return type;
}

ColumnType ColumnType::list(ColumnType element) {
  ColumnType type(TypeId::kList);
  type.children.emplace_back("", std::move(element));
  return type;
}

ColumnType ColumnType::array(ColumnType element, std::uint32_t size) {
  ColumnType type(TypeId::kArray);
  type.array_size = size;
  type.children.emplace_back("", std::move(element));
  return type;
}

ColumnType ColumnType::structure(std::vector<std::pair<std::string, ColumnType>> fields) {
  ColumnType type(TypeId::kStruct);
  type.children = std::move(fields);
  return type;
}

ColumnType ColumnType::map(ColumnType key, ColumnType value) {
  ColumnType type(TypeId::kMap);
  type.children.emplace_back("key", std::move(key));
  type.children.emplace_back("value", std::move(value));
  return type;
}

bool ColumnType::is_nested() const {
  return id == TypeId::kList || id == TypeId::kArray || id == TypeId::kStruct ||
         id == TypeId::kMap || id == TypeId::kUnion;
}

std::string ColumnType::to_sql() const {
  switch (id) {
    case TypeId::kDecimal:
      return "DECIMAL(" + std::to_string(precision) + "," + std::to_string(scale) + ")";
    case TypeId::kEnum: {
      std::string out = "ENUM(";
      for (std::size_t i = 0; i < labels.size(); ++i) {
        out += (i == 0 ? "" : ", ") + quote_literal(labels[i]);
      }
      return out + ")";
    }
    case TypeId::kList:
      return children[0].second.to_sql() + "[]";
    case TypeId::kArray:
      return children[0].second.to_sql() + "[" + std::to_string(array_size) + "]";
    case TypeId::kStruct:
      return "STRUCT" + field_list(children);
    case TypeId::kUnion:
      return "UNION" + field_list(children);
    case TypeId::kMap:
      return "MAP(" + children[0].second.to_sql() + ", " + children[1].second.to_sql() + ")";
    default:
      return std::string(kTypeNames[static_cast<std::size_t>(id)]);
  }
}

}  // namespace osiris::exchange
