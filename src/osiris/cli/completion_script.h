#pragma once
// The scripts that let shells complete command lines of osiris.

#include <string>
#include <string_view>

namespace osiris::cli {

/// Returns the script for "bash", "zsh" or "fish". It asks the program itself what may come next,
/// so it holds no verb and no option.
std::string_view completion_script(const std::string& shell);

}  // namespace osiris::cli
