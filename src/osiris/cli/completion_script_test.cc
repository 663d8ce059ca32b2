#include "osiris/cli/completion_script.h"

#include "osiris/cli/options.h"
#include "osiris/cli/verb_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CompletionScript, AsksTheProgramInEveryShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script(completion_script(shell));
    EXPECT_THAT(script, HasSubstr(kCompleteWord)) << shell;
    for (const VerbEntry& verb : verb_table().verbs) {
      if (verb.name != "completion" && verb.name != "run") {  // Words of the scripts' own.
        EXPECT_THAT(script, Not(HasSubstr("osiris " + verb.name))) << shell;
      }
    }
  }
}

}  // namespace
}  // namespace osiris::cli
