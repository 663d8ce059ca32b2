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

/// Two steps that use one connection.
std::string pipeline_with_connection() {
  return std::string(kPipeline) +
         "      connection: \"@fake.main\"\n"
         "  - id: more-numbers\n"
         "    component: fake.numbers\n"
         "    config: {rows: 1, connection: \"@fake.main\"}\n";
}

TEST_F(ProjectTest, UnsetVariablesAreWarningsWherePipelinesAreOnlyChecked) {
  write("osiris_connections.yaml",
        "connections: {fake: {main: {password: '${PW}', host: '${HOST:-here}'}}}");
  write(".env", "PW=\n");  // Empty is as good as unset.
  const auto result = validate_pipeline(world, pipeline(pipeline_with_connection()));
  EXPECT_TRUE(result->valid);
  ASSERT_EQ(result->diagnostics.size(), 1U);  // Once, though two steps use the connection.
  const Diagnostic& finding = result->diagnostics[0];
  EXPECT_EQ(finding.code, sdk::kEnvironmentUnset.name);
  EXPECT_EQ(finding.severity, Severity::kWarning);
  EXPECT_EQ(finding.message,
            "environment variable 'PW' is not set; connection @fake.main needs it for 'password'");
  EXPECT_EQ(finding.hint, "export it, or put it into .env");
  EXPECT_EQ(finding.location, "steps[0].config.connection");
  EXPECT_EQ(finding.where.line, 11);
  EXPECT_EQ(finding.where.column, 19);
  EXPECT_EQ(finding.where.file, result->file);
}

TEST_F(ProjectTest, SetVariablesAndOtherConnectionsGiveNoFinding) {
  write("osiris_connections.yaml",
        "connections: {fake: {main: {password: '${PW}'}, other: {password: '${OTHER}'}}}");
  write(".env", "PW=x\n");
  EXPECT_THAT(validate_pipeline(world, pipeline(pipeline_with_connection()))->diagnostics,
              IsEmpty());
}

TEST_F(ProjectTest, WarningsBecomeErrorsIfWanted) {
  write("osiris_connections.yaml", "connections: {fake: {main: {password: '${PW}'}}}");
  PipelineRequest request = pipeline(pipeline_with_connection());
  EXPECT_TRUE(compile_pipeline(world, request, {})->manifest.has_value());
  ASSERT_TRUE(files.remove_all(folder / "build").has_value());
  request.warnings_as_errors = true;
  const auto result = compile_pipeline(world, request, {});
  EXPECT_FALSE(result->manifest.has_value());
  EXPECT_EQ(result->diagnostics.at(0).severity, Severity::kError);
  EXPECT_FALSE(files.exists(folder / "build"));
  EXPECT_FALSE(validate_pipeline(world, request)->valid);
}

TEST_F(ProjectTest, WarningsAsErrorsKeepAPipelineFromRunning) {
  std::string text = kPipeline;
  text.replace(text.find("name: numbers"), 13, "name: Numbers");  // Against convention: a warning.
  PipelineRequest request = pipeline(text);
  request.warnings_as_errors = true;
  EXPECT_EQ(run(request)->exit_code, ExitCode::kInvalidInput);
  EXPECT_FALSE(files.exists(sessions_dir(world)));
  request.warnings_as_errors = false;
  EXPECT_EQ(run(request)->exit_code, ExitCode::kSuccess);
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
