#pragma once
// Which columns a CSV file will give, told before the run.

#include "components/filesystem.csv_extractor/options.h"
#include "osiris/sdk/foresight.h"

#include <cstdint>

namespace osiris::components {

/// So much of a file's text is looked at: enough for every header, and for whole small files, in
/// less than a millisecond. Unit: bytes.
inline constexpr std::int64_t kForeseenBytes = std::int64_t{64} << 10;

/// Foresees the columns of the files that the option `path` means. They are certain if the options
/// name and type all of them; then the files' types play no part.
/// Errors: csv.bad_option for columns that the files do not have.
Result<sdk::Foresight> foresee_csv(const sdk::StepConfig& config, const CsvOptions& options,
                                   const sdk::ForeseeContext& context);

}  // namespace osiris::components
