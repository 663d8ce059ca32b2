#pragma once
// What can be said of JSON files before a step reads them.

#include "osiris/sdk/discovery.h"
#include "osiris/sdk/foresight.h"

namespace osiris::components {

/// Foresees the columns of the files that the option `path` means, by the options if they declare
/// all of them, which is certain, else by the files' first part.
/// Errors: what is wrong with the options themselves: json.bad_compression, json.bad_option,
/// data.column_not_found.
Result<sdk::Foresight> foresee_json(const sdk::StepConfig& config,
                                    const sdk::ForeseeContext& context);

/// Counts the records of the first part of a file, and goes on as if the rest were like it. Nothing
/// is known of a packed file that has more than that part. `config` names one file.
/// Errors: json.*, file.*.
Result<sdk::RowCount> count_json_rows(const sdk::StepConfig& config,
                                      const sdk::ForeseeContext& context);

}  // namespace osiris::components
