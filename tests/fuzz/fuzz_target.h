#pragma once
// What every fuzz target defines; libfuzzer_entry.cc and replay_test.cc call it.

#include <string_view>

namespace osiris {

/// Feeds one input to a parser and stops the program if a promise is broken.
void try_input(std::string_view text);

}  // namespace osiris
