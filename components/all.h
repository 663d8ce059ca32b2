#pragma once
// The list of all components built into this program.

#include "osiris/sdk/component.h"

#include <vector>

namespace osiris::components {

/// Makes every component, sorted by name. The definition is generated from
/// components/CMakeLists.txt.
std::vector<sdk::Component> all();

}  // namespace osiris::components
