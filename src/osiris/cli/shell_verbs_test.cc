#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

using ShellVerbsTest = VerbTest;

TEST_F(ShellVerbsTest, CompletePrintsLinesForScripts) {
  options.words = {"components", "show", "fake"};
  EXPECT_EQ(call(run_complete), ExitCode::kSuccess);
  EXPECT_EQ(out(), "fake.numbers\tMakes numbers\n:none\n");
}

TEST_F(ShellVerbsTest, ScriptAndPageComeAsTheyAreOrAsJson) {
  options.shell = "fish";
  CapturedConsole plain;
  EXPECT_EQ(print_completion(options, plain.console), ExitCode::kSuccess);
  EXPECT_THAT(plain.out(), HasSubstr("\ncomplete -c osiris -e\n"));
  options.json = true;
  CapturedConsole page;
  EXPECT_EQ(print_manual(options, page.console), ExitCode::kSuccess);
  EXPECT_THAT(page.out(), HasSubstr("\"page\": \".\\\\\\\" Printed"));
}

}  // namespace
}  // namespace osiris::cli
