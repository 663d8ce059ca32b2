#pragma once
// DuckDB's type handles as our plain ColumnType. For the files of this folder only.

#include "osiris/exchange/column_type.h"
#include "osiris/exchange/duckdb_api.h"

namespace osiris::exchange {

/// Reads a type handle; does not take it over. Types this build does not know become kUnknown.
ColumnType read_logical_type(duckdb_logical_type type);

/// Reads a type handle and destroys it.
ColumnType take_logical_type(duckdb_logical_type type);

}  // namespace osiris::exchange
