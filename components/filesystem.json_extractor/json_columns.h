#pragma once
// Which columns a step reads from JSON files.

#include "components/filesystem.json_extractor/json_source.h"

namespace osiris::components {

/// Returns the columns to take, in their order, that of the file's name last.
/// Errors: data.column_not_found, json.no_records.
Result<exchange::Schema> json_columns(const JsonRead& read, const JsonShape& rows);

}  // namespace osiris::components
