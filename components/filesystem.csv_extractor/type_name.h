#pragma once
// The names that the option `dtype` understands.

#include "osiris/exchange/column_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris::components {

/// Reads a type's name as SQL (`BIGINT`, `decimal(18,2)`, `timestamp with time zone`) or pandas
/// (`int64`, `float32`, `bool`, `str`, `datetime64[ns]`) writes it; case does not matter. `int` and
/// `float` mean 64 bits, as in Python. Nothing if CSV has no fields of such a type.
std::optional<exchange::ColumnType> parse_type(std::string_view name);

/// Returns what is near to a name that parse_type() does not know: "; did you mean …?" or nothing.
std::string suggest_type(std::string_view name);

}  // namespace osiris::components
