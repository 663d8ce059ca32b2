#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, CompilePrintsWhereTheManifestIs) {
  options.files = {write_pipeline()};
  options.explain_params = true;
  EXPECT_EQ(call(run_compile), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("parameter  value  from\nrows       3      default\n"));
  EXPECT_THAT(out(), testing::EndsWith("manifest.yaml\n"));
  EXPECT_THAT(err(), HasSubstr("manifest "));
}

TEST_F(VerbTest, CompileAnswersInJson) {
  options.files = {write_pipeline()};
  options.json = true;
  EXPECT_EQ(call(run_compile), ExitCode::kSuccess);
  EXPECT_TRUE(files.exists(document().text_or("manifest_path", "")));
  EXPECT_EQ(document().text_or("pipeline_slug", ""), "numbers");
  EXPECT_EQ(document().find("parameters")->items()[0].text_or("origin", ""), "default");
}

TEST_F(VerbTest, CompileOfAnInvalidPipelineEndsWithTheCodesName) {
  options.files = {write_pipeline("name: x\n")};
  EXPECT_EQ(call(run_compile), ExitCode::kInvalidInput);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(err(), HasSubstr("exit code 2 (invalid_input)"));
  options.json = true;
  EXPECT_EQ(call(run_compile), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), "pipeline.invalid");
}

TEST_F(VerbTest, CompileSaysIfTheFileIsNotThere) {
  options.files = {"/nowhere/p.yaml"};
  EXPECT_EQ(call(run_compile), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("file.not_found"));
}

TEST_F(VerbTest, CompileShowsWhatIsKnownOfEachStep) {
  options.files = {write_pipeline()};
  options.show_schema = true;
  EXPECT_EQ(call(run_compile), ExitCode::kSuccess);
  EXPECT_THAT(out(),
              HasSubstr("make-numbers: unknown, 'fake.numbers' cannot tell before it runs\n"));
}

TEST_F(VerbTest, CompileComparesWithAManifest) {
  options.files = {write_pipeline()};
  options.out_dir = (world.project_dir / "out").string();
  ASSERT_EQ(call(run_compile), ExitCode::kSuccess);
  options.check_manifest = options.out_dir;
  EXPECT_EQ(call(run_compile), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("up to date\n"));

  options.params = {{"rows", "4"}};
  EXPECT_EQ(call(run_compile), ExitCode::kInvalidInput);
  EXPECT_THAT(out(), HasSubstr("parameters: a parameter has another value"));
  EXPECT_THAT(out(), HasSubstr("params.rows"));
  EXPECT_THAT(err(), HasSubstr("manifest.outdated"));
  options.json = true;
  EXPECT_EQ(call(run_compile), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), "manifest.outdated");
  EXPECT_FALSE(document().find("same")->as_bool());
}

TEST_F(VerbTest, DiffSaysWhatDiffers) {
  options.files = {write_pipeline()};
  options.out_dir = (world.project_dir / "out").string();
  ASSERT_EQ(call(run_compile), ExitCode::kSuccess);
  options.files = {options.out_dir + "/manifest.yaml", options.files[0]};
  EXPECT_EQ(call(run_diff), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("same: both have the hash"));
  options.params = {{"rows", "4"}};  // For the pipeline; a manifest has its own.
  EXPECT_EQ(call(run_diff), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("steps.make-numbers.config.rows  3"));
  options.json = true;
  EXPECT_EQ(call(run_diff), ExitCode::kSuccess);
  EXPECT_FALSE(document().find("same")->as_bool());
  EXPECT_EQ(document().find("inputs")->items().size(), 2U) << "document and parameters";
}

}  // namespace
}  // namespace osiris::cli
