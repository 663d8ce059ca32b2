#pragma once
// Which columns each step will make, asked before anything runs, and what that shows to be wrong.

#include "osiris/base/diagnostic.h"
#include "osiris/compile/manifest.h"
#include "osiris/oml/parameters.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/foresight.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::compile {

/// Foresees one step over the inputs that are given. Errors of Fault::kUser are findings about the
/// pipeline, all others end compiling.
using Foresee = std::function<Result<sdk::Foresight>(
    const ManifestStep& step, const std::vector<exchange::BindInput>& inputs)>;

inline constexpr ErrorCode kSharedTarget{"pipeline.shared_target", Fault::kUser,
                                         "Two steps of a pipeline write the same file, so that "
                                         "only one of them would be left. Give each "
                                         "a file of its own, or let both append."};

/// What is known of one step that makes a relation.
struct StepForesight {
  std::string step_id;
  sdk::Foresight foresight;
};

/// Where a step stands in its document.
struct StepOrigin {
  std::string location;  ///< "steps[3]"
  Mark mark;             ///< Of its id.
};

/// The document that the steps come from, to place findings in it.
struct Origin {
  std::string_view text;
  std::string file;
  const std::vector<oml::ResolvedParameter>& parameters;
  std::vector<StepOrigin> steps;  ///< One for each step of the manifest, in its order.
};

/// What was foreseen of all steps.
struct ForesightOutcome {
  std::vector<StepForesight> steps;  ///< In the order of the manifest; writers are left out.
  Diagnostics diagnostics;
  std::optional<Error> failure;  ///< Why asking had to end, which is not the pipeline's fault.
};

/// Asks about each step, in order, and hands on what is known to the steps that read it. A query
/// that fails over columns which are only likely is a warning if it works with texts in their
/// place. A file that another step writes is not looked at, unless that step comes later.
ForesightOutcome foresee_steps(const std::vector<ManifestStep>& steps, const Origin& origin,
                               const sdk::Registry& registry, const Foresee& foresee);

}  // namespace osiris::compile
