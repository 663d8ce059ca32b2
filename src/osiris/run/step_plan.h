#pragma once
// Which steps of a manifest a run executes, which it takes from an earlier run of its session, and
// which it leaves alone.

#include "osiris/base/result.h"
#include "osiris/compile/manifest.h"
#include "osiris/format/value.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace osiris::run {

inline constexpr ErrorCode kStepUnknown{
    "run.step_unknown", Fault::kUser,
    "`--only`, `--from`, `--until` or `--step` names a step that "
    "the pipeline does not have."};
inline constexpr ErrorCode kNothingChosen{
    "run.nothing_chosen", Fault::kUser,
    "`--from` and `--until` together choose no step: the one does not need the other."};
inline constexpr ErrorCode kInputAbsent{
    "run.input_absent", Fault::kUser,
    "A chosen step needs the relation of a step that is not run and that the session does not "
    "have. "
    "Take it from an earlier run with `--resume SESSION`, or run the step as well."};

/// Returns for each step the indexes of those that it needs or names as inputs, each once; all
/// stand in front of it in the manifest.
std::vector<std::vector<std::size_t>> needs_of(const compile::Manifest& manifest);

/// Steps that an earlier run of the session finished, with the rows that they made; outputs besides
/// a step's own relation stand there by their relations' names.
using FinishedSteps = std::map<std::string, std::int64_t>;

/// Reads off a session's events which steps are finished. A step whose input was made again later,
/// or is not finished, has to be done again, too.
FinishedSteps finished_steps(const compile::Manifest& manifest, const std::vector<Value>& events);

/// Which steps the user chose; all empty: all of them.
struct StepSelection {
  std::string only = {};   ///< This step alone.
  std::string from = {};   ///< This step and all that need it.
  std::string until = {};  ///< This step and all that it needs.
  bool empty() const { return only.empty() && from.empty() && until.empty(); }
};

/// What becomes of a step.
enum class StepFate {
  kRun,
  kKeep,   ///< An earlier run finished it; its relation and files are used as they are.
  kLeave,  ///< It was not chosen.
};

/// Decides about each step, in the manifest's order. What is chosen by `only` or `from` is run even
/// if it is finished; else what is finished is kept, and what needs a step that is run is run.
/// Errors: run.step_unknown, run.nothing_chosen, run.input_absent.
Result<std::vector<StepFate>> plan_steps(const compile::Manifest& manifest,
                                         const StepSelection& selection,
                                         const FinishedSteps& finished);

}  // namespace osiris::run
