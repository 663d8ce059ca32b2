#pragma once
// Brings a CSV file into the database: DuckDB's reader stores it, the survey says whether it is
// right.

#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem.csv_extractor/survey.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>

namespace osiris::components {

inline constexpr ErrorCode kCsvRowsLost{
    "csv.rows_lost", Fault::kBug,
    "The database stored other rows than the file has. Please report it with the file's shape."};
inline constexpr ErrorCode kCsvReader{
    "csv.reader_failed", Fault::kBug,
    "DuckDB's reader failed on a file that osiris finds well-formed. Please report it with the "
    "file's shape."};

/// Stores the file as the step's relation and returns the number of rows. The load starts with the
/// types of the file's beginning while the survey goes on; if the rest needs other types, or is
/// malformed, the load is stopped, and in the first case begun again, with a warning.
/// Errors: those of the survey, csv.rows_lost, csv.reader_failed, database.*, file.disk_full,
/// run.cancelled. After any of them there is no relation.
Result<std::int64_t> load_csv(CsvSurvey& survey, const CsvOptions& options, const Path& path,
                              sdk::StepContext& context);

}  // namespace osiris::components
