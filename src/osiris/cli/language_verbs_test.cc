#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

TEST_F(VerbTest, OmlSchemaPrintsTheSchemaAlone) {
  EXPECT_EQ(call(run_oml_schema), ExitCode::kSuccess);
  EXPECT_EQ(document().text_or("title", ""), "OML 0.1.0");
  EXPECT_EQ(document().find("status"), nullptr);
  EXPECT_EQ(err(), "");
}

TEST_F(VerbTest, OmlSchemaWritesAFileAndSaysWhich) {
  options.out_file = (folder / "oml.schema.json").string();
  EXPECT_EQ(call(run_oml_schema), ExitCode::kSuccess);
  EXPECT_EQ(out(), options.out_file + "\n");
  options.json = true;
  EXPECT_EQ(call(run_oml_schema), ExitCode::kSuccess);
  EXPECT_EQ(document().text_or("file", ""), options.out_file);
  EXPECT_EQ(document().find("schema")->text_or("title", ""), "OML 0.1.0");
}

TEST_F(VerbTest, OmlSchemaSaysThatItCannotWrite) {
  options.out_file = (folder / "absent" / "oml.schema.json").string();
  EXPECT_EQ(call(run_oml_schema), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), testing::HasSubstr("absent"));
}

TEST_F(VerbTest, OmlFormatRewritesFilesAndSaysWhich) {
  options.files = {write_pipeline("name:   p\n")};
  EXPECT_EQ(call(run_oml_format), ExitCode::kSuccess);
  EXPECT_EQ(out(), options.files.front() + ": formatted\n");
  EXPECT_EQ(call(run_oml_format), ExitCode::kSuccess);
  EXPECT_EQ(out(), options.files.front() + ": unchanged\n");
  options.quiet = true;
  EXPECT_EQ(call(run_oml_format), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
}

TEST_F(VerbTest, OmlFormatChecksWithoutWriting) {
  options.files = {write_pipeline("name:   p\n")};
  options.check_layout = true;
  EXPECT_EQ(call(run_oml_format), ExitCode::kInvalidInput);
  EXPECT_EQ(out(), options.files.front() + ": would change\n");
  EXPECT_THAT(err(), testing::HasSubstr("format.not_canonical"));
  EXPECT_EQ(world.files.read_text(options.files.front()).value_or(""), "name:   p\n");
  options.json = true;
  EXPECT_EQ(call(run_oml_format), ExitCode::kInvalidInput);
  EXPECT_TRUE(document().find("files")->items().front().find("changed")->as_bool());
  EXPECT_EQ(document().find("error")->text_or("code", ""), "format.not_canonical");
}

TEST_F(VerbTest, OmlFormatPrintsOnRequest) {
  options.files = {write_pipeline("name:   p\n")};
  options.to_stdout = true;
  EXPECT_EQ(call(run_oml_format), ExitCode::kSuccess);
  EXPECT_EQ(out(), "name: p\n");
  options.json = true;
  EXPECT_EQ(call(run_oml_format), ExitCode::kSuccess);
  EXPECT_EQ(document().find("files")->items().front().text_or("formatted", ""), "name: p\n");
  options.files.push_back(options.files.front());
  EXPECT_EQ(call(run_oml_format), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), "usage.invalid");
}

TEST_F(VerbTest, OmlFormatGoesOnBehindADocumentWithErrors) {
  const std::string good = write_pipeline("name:   p\n");
  const std::string bad = (folder / "bad.yaml").string();
  ASSERT_TRUE(world.files.write_text(bad, "a: [\n").has_value());
  options.files = {bad, good};
  EXPECT_EQ(call(run_oml_format), ExitCode::kInvalidInput);
  EXPECT_EQ(out(), good + ": formatted\n");
  EXPECT_THAT(err(), testing::HasSubstr("yaml.syntax"));
  EXPECT_THAT(err(), testing::HasSubstr("format.not_done"));
}

}  // namespace
}  // namespace osiris::cli
