#pragma once
// What a step's SQL may read: the relations of the steps it needs, under their names.

#include "osiris/compile/manifest.h"
#include "osiris/exchange/query_inputs.h"

#include <functional>
#include <string>
#include <vector>

namespace osiris::compile {

/// A relation that a step may read.
struct StepSource {
  std::string step_id;  ///< The step that makes it.
  exchange::QueryInput input;
};

/// Lists the relations that a step may read, in the order of its needs. `has_relation` tells
/// whether there is one of that name: a step that writes makes none.
std::vector<StepSource> step_inputs(const ManifestStep& step,
                                    const std::function<bool(const std::string&)>& has_relation);

}  // namespace osiris::compile
