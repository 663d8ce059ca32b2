#pragma once
// What a step's SQL may read: the relations of the steps it needs, under their names.

#include "osiris/compile/manifest.h"
#include "osiris/exchange/query_inputs.h"

#include <functional>
#include <string>
#include <vector>

namespace osiris::compile {

/// Lists the relations that a step may read, in the order of its needs. `has_relation` tells
/// whether a step makes one.
std::vector<exchange::QueryInput> step_inputs(
    const ManifestStep& step, const std::function<bool(const std::string&)>& has_relation);

}  // namespace osiris::compile
