#pragma once
// The names of types that the options `dtype` and `schema` understand.

#include "osiris/exchange/column_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// Whose types are declared.
enum class TypeWords {
  kFields,  ///< Of plain text: everything that is one value.
  kJson,    ///< Of JSON values: these and JSON.
};

/// Reads a type's name as SQL (`BIGINT`, `decimal(18,2)`, `timestamp with time zone`) or pandas
/// (`int64`, `float32`, `bool`, `str`, `datetime64[ns]`) writes it; case does not matter. `int` and
/// `float` mean 64 bits, as in Python. Nothing if there are no values of such a type.
std::optional<exchange::ColumnType> parse_type(std::string_view name, TypeWords words);

/// Tells whether a name that parse_type() does not know means a list, a struct or a map.
bool names_nested_type(std::string_view name);

/// Returns what is near to a name that parse_type() does not know: "; did you mean …?" or nothing.
std::string suggest_type(std::string_view name, TypeWords words);

/// Returns the advice for such a name.
std::string types_hint(TypeWords words);

}  // namespace osiris::components
