#pragma once
// What a run tells of the types that it found.

#include "components/filesystem.json_extractor/shape.h"
#include "osiris/exchange/column_type.h"
#include "osiris/sdk/step_context.h"

namespace osiris::components {

/// Warns of places in the columns that are JSON because kinds of values are mixed there, and of
/// numbers that only text keeps; each with its path, `a.b` or `a[]`, and where it was seen first.
void warn_of_columns(const exchange::Schema& columns, const JsonShape& rows,
                     sdk::StepObserver& observer);

}  // namespace osiris::components
