#include "components/filesystem/type_name.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

constexpr std::string_view kJson = "json";

struct NamedType {
  std::string_view name;
  TypeId type;
};

constexpr std::array kTypes{
    // SQL.
    NamedType{"boolean", TypeId::kBoolean},
    NamedType{"tinyint", TypeId::kTinyint},
    NamedType{"smallint", TypeId::kSmallint},
    NamedType{"integer", TypeId::kInteger},
    NamedType{"bigint", TypeId::kBigint},
    NamedType{"hugeint", TypeId::kHugeint},
    NamedType{"utinyint", TypeId::kUtinyint},
    NamedType{"usmallint", TypeId::kUsmallint},
    NamedType{"uinteger", TypeId::kUinteger},
    NamedType{"ubigint", TypeId::kUbigint},
    NamedType{"real", TypeId::kFloat},
    NamedType{"double", TypeId::kDouble},
    NamedType{"double precision", TypeId::kDouble},
    NamedType{"varchar", TypeId::kVarchar},
    NamedType{"text", TypeId::kVarchar},
    NamedType{"date", TypeId::kDate},
    NamedType{"time", TypeId::kTime},
    NamedType{"timestamp", TypeId::kTimestamp},
    NamedType{"datetime", TypeId::kTimestamp},
    NamedType{"timestamptz", TypeId::kTimestampTz},
    NamedType{"timestamp with time zone", TypeId::kTimestampTz},
    NamedType{"uuid", TypeId::kUuid},
    // pandas and Python.
    NamedType{"bool", TypeId::kBoolean},
    NamedType{"int", TypeId::kBigint},
    NamedType{"int8", TypeId::kTinyint},
    NamedType{"int16", TypeId::kSmallint},
    NamedType{"int32", TypeId::kInteger},
    NamedType{"int64", TypeId::kBigint},
    NamedType{"uint8", TypeId::kUtinyint},
    NamedType{"uint16", TypeId::kUsmallint},
    NamedType{"uint32", TypeId::kUinteger},
    NamedType{"uint64", TypeId::kUbigint},
    NamedType{"float", TypeId::kDouble},
    NamedType{"float32", TypeId::kFloat},
    NamedType{"float64", TypeId::kDouble},
    NamedType{"str", TypeId::kVarchar},
    NamedType{"string", TypeId::kVarchar},
    NamedType{"object", TypeId::kVarchar},
    NamedType{"category", TypeId::kVarchar},
    NamedType{"datetime64", TypeId::kTimestamp},
    NamedType{"datetime64[ns]", TypeId::kTimestamp},
    NamedType{"datetime64[us]", TypeId::kTimestamp},
};

/// Reads `decimal(p,s)`, `decimal(p)` or `numeric(…)`.
std::optional<ColumnType> parse_decimal(std::string_view name) {
  constexpr int kPrecisionMax = 38;
  const std::size_t open = name.find('(');
  if (open == std::string_view::npos || !name.ends_with(')')) {
    return std::nullopt;
  }
  const std::string_view word = trim(name.substr(0, open));
  const auto numbers = split(name.substr(open + 1, name.size() - open - 2), ',');
  if ((word != "decimal" && word != "numeric") || numbers.size() > 2) {
    return std::nullopt;
  }
  const auto precision = parse_integer(trim(numbers[0]));
  const auto scale = numbers.size() == 2 ? parse_integer(trim(numbers[1])) : 0;
  if (!precision || !scale || *precision < 1 || *precision > kPrecisionMax || *scale < 0 ||
      *scale > *precision) {
    return std::nullopt;
  }
  return ColumnType::decimal(static_cast<std::uint8_t>(*precision),
                             static_cast<std::uint8_t>(*scale));
}

}  // namespace

std::optional<ColumnType> parse_type(std::string_view name, TypeWords words) {
  if (trim(name) == "FLOAT") {
    return TypeId::kFloat;  // In SQL; pandas' float, in lower case, has 64 bits.
  }
  const std::string lower = to_lower(trim(name));
  if (words == TypeWords::kJson && lower == kJson) {
    return TypeId::kJson;
  }
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const NamedType& type) { return type.name == lower; });
  return found != kTypes.end() ? std::optional<ColumnType>(found->type) : parse_decimal(lower);
}

bool names_nested_type(std::string_view name) {
  const std::string lower = to_lower(trim(name));
  constexpr std::array<std::string_view, 6> kNested{"struct", "map",   "list",
                                                    "row",    "array", "union"};
  return lower.ends_with(']') ||
         std::any_of(kNested.begin(), kNested.end(), [&lower](std::string_view word) {
           return lower.starts_with(word) && lower.find_first_of("([<") != std::string::npos;
         });
}

std::string suggest_type(std::string_view name, TypeWords words) {
  std::vector<std::string> names{"decimal(18,2)"};
  if (words == TypeWords::kJson) {
    names.emplace_back(kJson);
  }
  for (const NamedType& type : kTypes) {
    names.emplace_back(type.name);
  }
  return suggest(to_lower(name), names);
}

std::string types_hint(TypeWords words) {
  return std::string(
             "write an SQL type such as BIGINT, DOUBLE, DECIMAL(18,2), VARCHAR, BOOLEAN, ") +
         "DATE, TIME, TIMESTAMP, or a pandas word such as int64, float64, str" +
         (words == TypeWords::kJson ? "; arrays and objects are declared as JSON or VARCHAR, which "
                                      "keep their text"
                                    : "");
}

}  // namespace osiris::components
