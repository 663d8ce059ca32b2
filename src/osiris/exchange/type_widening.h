#pragma once
// Which types can stand for others without losing anything.

#include "osiris/exchange/column_type.h"

namespace osiris::exchange {

/// Tells whether every value of type `from` can be cast to type `to` and back without a change:
/// whole numbers to wider ones, or to DECIMAL and DOUBLE that hold all their digits, FLOAT to
/// DOUBLE, dates to timestamps, labels to text; lists, maps and structs by what they hold, where a
/// struct may gain fields. Text is no home for numbers: its order and its sums are others.
bool keeps_values(const ColumnType& from, const ColumnType& to);

}  // namespace osiris::exchange
