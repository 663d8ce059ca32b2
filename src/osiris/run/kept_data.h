#pragma once
// What steps of an earlier run of a session made, and whether it is still there.

#include "osiris/compile/manifest.h"
#include "osiris/exchange/database.h"
#include "osiris/run/step_plan.h"

#include <vector>

namespace osiris::run {

inline constexpr ErrorCode kDataLost{
    "run.data_lost", Fault::kUser,
    "The session to resume has not the data any more that its finished steps made. Run anew, or "
    "make it again with `--from STEP`."};

/// Makes the error for what a step made and is not there.
Error data_lost_error(const compile::ManifestStep& step);

/// Checks that the relations of steps that are kept have the rows that they had; `fates` are of the
/// manifest's steps, in its order. Errors: run.data_lost.
Status check_kept_data(const compile::Manifest& manifest, const std::vector<StepFate>& fates,
                       const FinishedSteps& finished, exchange::Connection& connection);

}  // namespace osiris::run
