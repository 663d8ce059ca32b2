#pragma once
// The manual page osiris(1).

#include "osiris/app/verbs.h"
#include "osiris/cli/verb_table.h"

#include <string>

namespace osiris::cli {

/// Returns the page for the program man, in the macros of man(7), made of the table of verbs.
std::string manual_page(const VerbEntry& program, const app::VersionInfo& version);

}  // namespace osiris::cli
