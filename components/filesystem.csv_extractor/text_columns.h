#pragma once
// Columns that stay text though nearly all of their values are something else: what to tell of
// them.

#include "components/filesystem.csv_extractor/csv_source.h"
#include "components/filesystem/named_files.h"
#include "osiris/sdk/step_context.h"

#include <vector>

namespace osiris::components {

/// Warns of text columns whose first values look like dates that cannot be read
/// (csv.dates_unread), and of those that are text because of few values (csv.widened_to_text):
/// nine tenths or more of the first values have another type, or all look like dates and some are
/// no real days. Codes with leading zeros are text for good reason. `records` have been read by
/// the columns. Errors: those of the files.
Status warn_of_text_columns(const std::vector<NamedFile>& files, const CsvOptions& options,
                            const std::vector<CsvColumn>& columns, const FileRecords& records,
                            sdk::StepObserver& observer);

/// Warns of a text column whose first value, which was found after warn_of_text_columns(), looks
/// like a date (csv.dates_unread).
void warn_of_late_dates(const CsvColumn& column, const CsvOptions& options,
                        const FileRecords& records, sdk::StepObserver& observer);

}  // namespace osiris::components
