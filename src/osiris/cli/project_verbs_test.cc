#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, InitTellsWhatItMadeAndWhatIsNext) {
  EXPECT_EQ(call(run_init), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("created   pipelines/first.yaml\n"));
  EXPECT_THAT(err(), HasSubstr("osiris run pipelines/first.yaml"));
  EXPECT_EQ(call(run_init), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("kept      pipelines/first.yaml\n"));
}

TEST_F(VerbTest, InitAnswersInJson) {
  options.json = true;
  options.directory = (folder / "shop").string();
  EXPECT_EQ(call(run_init), ExitCode::kSuccess);
  EXPECT_EQ(document().text_or("project_path", ""), (folder / "shop").string());
  EXPECT_EQ(document().find("created")->items().size(), 5U);
}

TEST_F(VerbTest, InitSaysWhatIsInTheWay) {
  write("shop", "a file");
  options.directory = (folder / "shop").string();
  EXPECT_EQ(call(run_init), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("shop"));
}

}  // namespace
}  // namespace osiris::cli
