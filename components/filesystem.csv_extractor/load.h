#pragma once
// Loads CSV files into the step's relation, in one pass if their first part shows the right types.

#include "components/filesystem.csv_extractor/options.h"
#include "components/filesystem/named_files.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvFileChanged{
    "csv.file_changed", Fault::kExternal,
    "The file changed while it was read, so that what was found first does not hold any more. Run "
    "again when nothing writes to it."};

/// The output that holds bad lines.
inline constexpr const char* kRejects = "rejects";

struct LoadedFiles {
  std::int64_t rows = 0;
  std::int64_t bad_lines = 0;
  std::int64_t bytes = 0;  ///< Of the files as they are packed.
};

/// Loads the rows of `files` (not empty), one file after the other, and bad lines into the output
/// kRejects if the options say so. Columns that are called otherwise than in the header, numbers
/// that DOUBLE rounds, types that widened late, and bad lines are reported as warnings.
/// Errors: csv.*, file.*, those of the database, run.cancelled.
Result<LoadedFiles> load_csv(const std::vector<NamedFile>& files, const CsvOptions& options,
                             sdk::StepContext& context);

}  // namespace osiris::components
