#pragma once
// Which columns a CSV file will give, told before the run.

#include "components/filesystem.csv_extractor/csv_files.h"
#include "components/filesystem.csv_extractor/options.h"
#include "osiris/sdk/foresight.h"

#include <cstdint>
#include <vector>

namespace osiris::components {

/// So much of a file's text is looked at: enough for every header, and for whole small files, in
/// less than a millisecond. Unit: bytes.
inline constexpr std::int64_t kForeseenBytes = std::int64_t{64} << 10;

/// Foresees the columns of the files that `paths`, at least one, mean. They are certain if the
/// options name and type all of them; then the files' types play no part.
/// Errors: csv.bad_option for columns that the files do not have.
Result<sdk::Foresight> foresee_csv(const std::vector<CsvPath>& paths, const CsvOptions& options,
                                   const FileSystem& files);

}  // namespace osiris::components
