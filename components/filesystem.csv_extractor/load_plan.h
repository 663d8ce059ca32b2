#pragma once
// What DuckDB's reader is told about a CSV file: everything, so that it has nothing to guess.

#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem.csv_extractor/survey.h"

#include <cstdint>
#include <string>
#include <vector>

namespace osiris::components {

struct PlannedColumn {
  std::string name;
  exchange::ColumnType type;
  bool selected = true;
  bool nulls_by_query = false;  ///< Read as text: the reader cannot tell all of its NULLs.
  bool operator==(const PlannedColumn&) const = default;
};

/// Follows from what a survey found; equal plans load equal rows.
struct LoadPlan {
  std::vector<PlannedColumn> columns;
  std::int64_t skip = 0;            ///< Lines as the reader counts them.
  LineEnd line_end = LineEnd::kLf;  ///< kNone: several kinds.
  std::int64_t line_bytes_max = 0;
  bool drop_blank_lines = false;  ///< The reader makes a NULL row of a blank line.
  bool operator==(const LoadPlan&) const = default;
};

LoadPlan make_plan(const CsvFindings& findings, const CsvOptions& options);

/// Whether the reader works on several parts of the file at once.
enum class Reading { kParallel, kSerial };

/// Writes the SELECT that reads the file at `path` (absolute).
std::string select_sql(const LoadPlan& plan, const CsvOptions& options, const Path& path,
                       Reading reading);

}  // namespace osiris::components
