#pragma once
// Rows of a query as a table for people, or as CSV.

#include "osiris/exchange/database.h"

#include <string>

namespace osiris::cli {

/// Lines up columns under their names; numbers to the right, NULL as "NULL", long texts cut.
std::string rows_as_table(const exchange::TextTable& table);

/// Writes a header and all rows; NULL is an empty field and an empty text is `""`, as in what
/// filesystem.csv_writer writes. Source: RFC 4180, with line feeds.
std::string rows_as_csv(const exchange::TextTable& table);

}  // namespace osiris::cli
