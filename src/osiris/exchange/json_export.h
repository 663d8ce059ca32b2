#pragma once
// A relation as JSON text: one object for each row.

#include "osiris/exchange/csv_export.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// Whether each object has a line of its own, or all of them stand in one array.
enum class JsonLayout { kLines, kArray };

/// What a JSON export wrote.
struct JsonStats {
  ExportStats written;
  /// For each column, how many NaN and infinities were written as null, which is all that JSON has
  /// for them.
  std::vector<std::int64_t> nulled;
};

/// Writes the named columns of a relation as objects, in this order, rows in the relation's order.
/// Numbers are bare, with every digit that HUGEINT and DECIMAL have, FLOAT and DOUBLE in the
/// shortest form that reads back equal; NULL is null and never left out. Dates and times are ISO
/// 8601 text (`2026-11-22T17:06:30.500000`, with `Z` if there is a time zone), BLOB is base64, JSON
/// columns are as they are, on one line; LIST, ARRAY, STRUCT and MAP are arrays and objects; all
/// else is text as append_value() of value_text.h writes it. In an array each object has a line,
/// too.
/// Uses up to `workers` threads; the sink is called by one thread at a time.
/// Errors: relation.not_found, data.column_not_found, those of the sink, run.cancelled.
Result<JsonStats> export_json(Database& database, std::string_view relation,
                              const std::vector<std::string>& columns, JsonLayout layout,
                              const ByteSink& sink, int workers, const RunControl& control = {});

}  // namespace osiris::exchange
