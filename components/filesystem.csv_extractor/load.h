#pragma once
// Loads a CSV file into the step's relation, in one pass if its first part shows the right types.

#include "components/filesystem.csv_extractor/options.h"
#include "osiris/sdk/step_context.h"

#include <cstdint>
#include <string>

namespace osiris::components {

inline constexpr ErrorCode kCsvFileChanged{
    "csv.file_changed", Fault::kExternal,
    "The file changed while it was read, so that what was found first does not hold any more. Run "
    "again when nothing writes to it."};

struct LoadedFile {
  std::int64_t rows = 0;
  std::int64_t bytes = 0;  ///< Of the file as it is packed.
};

/// Loads the file at `path`, called `name` in messages. Columns that are called otherwise than in
/// the header, numbers that DOUBLE rounds, and types that widened late are reported as warnings.
/// Errors: csv.*, file.*, those of the database, run.cancelled; then the relation is as before.
Result<LoadedFile> load_csv(const Path& path, const std::string& name, const CsvOptions& options,
                            sdk::StepContext& context);

}  // namespace osiris::components
