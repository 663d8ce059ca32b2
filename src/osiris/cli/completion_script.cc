#include "osiris/cli/completion_script.h"

#include "osiris/base/check.h"

namespace osiris::cli {

// Generated from completion.bash, completion.zsh and completion.fish.
std::string_view bash_completion();
std::string_view zsh_completion();
std::string_view fish_completion();

std::string_view completion_script(const std::string& shell) {
  if (shell == "bash") {
    return bash_completion();
  }
  if (shell == "zsh") {
    return zsh_completion();
  }
  OSIRIS_CHECK(shell == "fish", "a shell that the command line does not take");
  return fish_completion();
}

}  // namespace osiris::cli
