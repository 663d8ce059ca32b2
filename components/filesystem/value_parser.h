#pragma once
// Turns text, of a field or a JSON value, into a value of a column.

#include "osiris/exchange/row_batch.h"

#include <optional>
#include <string_view>

namespace osiris::components {

/// Returns what true, True, TRUE, false, False or FALSE means; nothing for any other text.
std::optional<bool> parse_boolean(std::string_view text);

/// Appends a text that is not empty as a value of the column's type, which parse_type() knows;
/// appends nothing and returns false if it is no such value, or would be rounded (but for FLOAT and
/// DOUBLE) or cut.
bool append_parsed(std::string_view text, exchange::ColumnBuilder& column);

}  // namespace osiris::components
