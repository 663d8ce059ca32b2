#pragma once
// Which columns a step reads from JSON files, where their records have a say.

#include "components/filesystem.json_extractor/learn.h"

namespace osiris::components {

/// Tells whether a step can read its rows without a look at all records before: their columns and
/// types are declared, and nothing is declared of other keys.
bool is_known_beforehand(const JsonOptions& options);

/// Returns the columns to take, in their order, that of the file's name last: declared types where
/// there are some, else those that were learned. Names that no record has are errors, unless
/// there is no record and nothing else to find out.
/// Errors: data.column_not_found, json.bad_option, both telling the option; json.no_records.
Result<exchange::Schema> json_columns(const JsonRead& read, const LearnedShape& learned);

}  // namespace osiris::components
