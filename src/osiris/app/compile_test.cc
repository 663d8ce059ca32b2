#include "osiris/app/compilation.h"
#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(ProjectTest, ValidateAcceptsAPipeline) {
  const auto result = validate_pipeline(world, pipeline());
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->valid);
  EXPECT_EQ(result->pipeline_name, "numbers");
  EXPECT_EQ(result->step_count, 1U);
  EXPECT_EQ(result->text, kPipeline);
}

TEST_F(ProjectTest, ValidateReportsAnUnreadableFileAsAFinding) {
  const auto result =
      validate_pipeline(world, {.file = "/nowhere/p.yaml", .params = {}, .profile = {}});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->valid);
  ASSERT_EQ(result->diagnostics.size(), 1U);
  EXPECT_EQ(result->diagnostics[0].type, "file_not_found");
  EXPECT_EQ(result->diagnostics[0].code, kFileNotFound.name);
}

TEST_F(ProjectTest, ValidateReportsABrokenConnectionsFileToo) {
  write("osiris_connections.yaml", "connections: 3");
  const auto result = validate_pipeline(world, pipeline());
  EXPECT_FALSE(result->valid);
  EXPECT_EQ(result->diagnostics.back().where.file, "osiris_connections.yaml");
}

TEST_F(ProjectTest, ChecksReferencesOnlyIfConnectionsAreKnown) {
  const std::string text = std::string(kPipeline) + "      connection: \"@fake.main\"\n";
  EXPECT_TRUE(validate_pipeline(world, pipeline(text))->valid);
  EXPECT_EQ(run(pipeline(text))->exit_code, ExitCode::kInvalidInput);
  write("osiris_connections.yaml", "connections: {fake: {other: {password: x}}}");
  EXPECT_FALSE(validate_pipeline(world, pipeline(text))->valid);
  write("osiris_connections.yaml", "connections: {fake: {main: {password: x}}}");
  EXPECT_TRUE(validate_pipeline(world, pipeline(text))->valid);
}

TEST_F(ProjectTest, CompileWritesTheManifestUnderItsHash) {
  const auto result = compile_pipeline(world, pipeline(), {});
  ASSERT_TRUE(result.has_value());
  ASSERT_TRUE(result->manifest.has_value());
  EXPECT_EQ(result->manifest_path, folder / "build" / result->manifest->pipeline_id /
                                       result->manifest->short_hash() / "manifest.yaml");
  EXPECT_THAT(text_of(result->manifest_path), HasSubstr(result->manifest->hash));
  ASSERT_EQ(result->parameters.size(), 1U);
  EXPECT_EQ(result->parameters[0].origin, "default");
}

TEST_F(ProjectTest, CompileTakesParametersFromEverywhere) {
  write(".env", "OSIRIS_PARAM_ROWS=5\n");
  EXPECT_EQ(compile_pipeline(world, pipeline(), {})->parameters[0].value, Value(5));
  PipelineRequest request = pipeline();
  request.params["rows"] = "7";
  EXPECT_EQ(compile_pipeline(world, request, {})->parameters[0].value, Value(7));
}

TEST_F(ProjectTest, CompileWritesWhereItIsTold) {
  const auto result = compile_pipeline(world, pipeline(), folder / "out" / "here");
  EXPECT_EQ(result->manifest_path, folder / "out" / "here" / "manifest.yaml");
  EXPECT_TRUE(files.exists(result->manifest_path));
}

TEST_F(ProjectTest, CompileWritesNothingForAnInvalidPipeline) {
  const auto result = compile_pipeline(world, pipeline("name: x\n"), {});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->manifest.has_value());
  EXPECT_TRUE(has_errors(result->diagnostics));
  EXPECT_FALSE(files.exists(folder / "build"));
}

TEST_F(ProjectTest, CompileNeedsAReadableFile) {
  const auto result =
      compile_pipeline(world, {.file = "/nowhere/p.yaml", .params = {}, .profile = {}}, {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kFileNotFound.name);
}

TEST_F(ProjectTest, AManifestIsTakenAsItIs) {
  const auto compiled = compile_pipeline(world, pipeline(), {});
  PipelineRequest request{.file = compiled->manifest_path.string(), .params = {}, .profile = {}};
  const auto taken = compile_file(world, request, ConnectionCheck::kAlways);
  ASSERT_TRUE(taken.has_value());
  EXPECT_TRUE(taken->is_manifest);
  EXPECT_EQ(taken->manifest->hash, compiled->manifest->hash);

  request.params["rows"] = "5";
  EXPECT_EQ(compile_file(world, request, ConnectionCheck::kAlways).error().code,
            kManifestFixed.name);
}

TEST_F(ProjectTest, AChangedManifestIsRefused) {
  const auto compiled = compile_pipeline(world, pipeline(), {});
  std::string text = text_of(compiled->manifest_path);
  const std::size_t at = text.find("rows: 3");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 7, "rows: 4");
  write("changed.yaml", text);
  const auto taken =
      compile_file(world, {.file = (folder / "changed.yaml").string(), .params = {}, .profile = {}},
                   ConnectionCheck::kAlways);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().code, compile::kManifestInvalid.name);
}

}  // namespace
}  // namespace osiris::app
