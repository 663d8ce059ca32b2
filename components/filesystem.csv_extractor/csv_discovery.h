#pragma once
// What can be said of a CSV file that nobody has described: how it is written, how many rows it
// has.

#include "osiris/sdk/discovery.h"

#include <string>

namespace osiris::components {

/// Returns the options that a file most likely needs, besides `path`: a delimiter, if the first
/// line names it (`sep=;`), or has no comma and one of the other usual characters; an encoding, if
/// the file begins with the mark of UTF-16. Packed files are looked into.
Value guess_csv_config(const Path& path, const FileSystem& files);

/// Counts the records of the first part of a file, and goes on as if the rest were like it. Nothing
/// is known of a packed file that has more than that part. `config` names one file.
/// Errors: csv.*, file.*.
Result<sdk::RowCount> count_csv_rows(const sdk::StepConfig& config,
                                     const sdk::ForeseeContext& context);

}  // namespace osiris::components
