#pragma once
// Which columns a CSV file will give, told before the run.

#include "components/filesystem.csv_extractor/options.h"
#include "osiris/sdk/foresight.h"

#include <cstdint>
#include <string>

namespace osiris::components {

/// So much of a file's text is looked at: enough for every header, and for whole small files, in
/// less than a millisecond. Unit: bytes.
inline constexpr std::int64_t kForeseenBytes = std::int64_t{64} << 10;

/// Foresees the columns of the file at `path`, called `name` in messages. They are certain if the
/// options name and type all of them; then the file's types play no part.
/// Errors: csv.bad_option for columns that the file does not have.
Result<sdk::Foresight> foresee_csv(const Path& path, const std::string& name,
                                   const CsvOptions& options);

}  // namespace osiris::components
