#pragma once
// The program: reads its arguments, calls one verb, returns its exit code.

#include "osiris/sdk/component.h"

#include <vector>

namespace osiris::cli {

/// Makes the list of components; called only by verbs that need it.
using ComponentList = std::vector<sdk::Component> (*)();

/// Runs the program. Returns what the process should exit with.
int run_program(int argument_count, const char* const* arguments, ComponentList components);

}  // namespace osiris::cli
