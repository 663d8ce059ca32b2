#pragma once
// What `osiris help` prints.

#include <string>

namespace CLI {
class App;
}

namespace osiris::cli {

/// Returns how the user names a verb: "data sql"; empty for the program itself.
std::string verb_path(const CLI::App& verb);

/// Explains the program, a group of verbs, or one verb with its arguments and options.
std::string help_text(const CLI::App& verb);

}  // namespace osiris::cli
