#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, ValidateSaysThatAPipelineIsValid) {
  options.files = {write_pipeline()};
  EXPECT_EQ(call(run_validate), ExitCode::kSuccess);
  EXPECT_EQ(out(), options.files[0] + ": valid, 1 step\n");
  EXPECT_EQ(err(), "");
}

TEST_F(VerbTest, ValidateShowsPlacesAndCounts) {
  options.files = {write_pipeline(std::string(kPipeline) + "      behav: ok\n")};
  EXPECT_EQ(call(run_validate), ExitCode::kInvalidInput);
  EXPECT_THAT(out(), HasSubstr(": invalid, 1 error\n"));
  EXPECT_THAT(err(), HasSubstr("pipeline.yaml:11:7 error "));
  EXPECT_THAT(err(), HasSubstr("          behav: ok\n          ^^^^^\n"));
}

TEST_F(VerbTest, ValidateChecksAllFilesWhateverIsWrongWithOne) {
  options.files = {"/nowhere/p.yaml", write_pipeline()};
  options.json = true;
  EXPECT_EQ(call(run_validate), ExitCode::kInvalidInput);
  const Value found = document();
  EXPECT_FALSE(found.find("all_valid")->as_bool());
  ASSERT_EQ(found.find("files")->items().size(), 2U);
  EXPECT_TRUE(found.find("files")->items()[1].find("valid")->as_bool());
}

TEST_F(VerbTest, ValidateAnswersInJson) {
  options.files = {write_pipeline()};
  options.json = true;
  EXPECT_EQ(call(run_validate), ExitCode::kSuccess);
  EXPECT_TRUE(document().find("valid")->as_bool());
  EXPECT_EQ(document().text_or("name", ""), "numbers");
  EXPECT_EQ(document().find("steps_count")->as_int(), 1);
  EXPECT_EQ(document().text_or("status", ""), "success");
}

}  // namespace
}  // namespace osiris::cli
