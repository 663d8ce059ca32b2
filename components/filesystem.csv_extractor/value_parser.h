#pragma once
// Turns the text of a field into a value of a column.

#include "osiris/exchange/row_batch.h"

#include <string_view>

namespace osiris::components {

/// Appends a text that is not empty as a value of the column's type, which parse_type() knows;
/// appends nothing and returns false if it is no such value, or would be rounded (but for FLOAT and
/// DOUBLE) or cut.
bool append_parsed(std::string_view text, exchange::ColumnBuilder& column);

}  // namespace osiris::components
