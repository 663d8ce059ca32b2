#pragma once
// The state that a step leaves for the next run of its pipeline, and when it counts.

#include "osiris/run/adapter.h"

namespace osiris::run {

inline constexpr ErrorCode kStateBroken{
    "step.state_invalid", Fault::kBug,
    "A component left a state though its spec does not say that it keeps one, or one that cannot "
    "be kept: no object, too large, or with values that JSON does not have. Please report it."};

/// Keeps in the session what an attempt that went well leaves for the next run: the result's state,
/// or `given` (null: nothing) if it has none. Nothing for a step that keeps no state.
/// Errors: step.state_invalid, file.*
Status keep_step_state(const compile::ManifestStep& step, const sdk::StepResult& result,
                       const Value* given, const session::SessionFolder& folder, FileSystem& files);

/// Whether the states of a run may be committed.
enum class StateVerdict {
  kCommit,
  kRunFailed,
  kStepsLeft,  ///< A step was not chosen.
  kUnseen,     ///< A kept step has not seen what a step that it needs made anew.
};

/// Judges a run that is over. What a step read may be forgotten by the source's next reader only
/// when every step of the pipeline has seen it; else rows would be left out for ever that no writer
/// wrote. `result` has one outcome for each step of `plan`.
StateVerdict judge_states(const compile::Manifest& plan, const ExecResult& result);

}  // namespace osiris::run
