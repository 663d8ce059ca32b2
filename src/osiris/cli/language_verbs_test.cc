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

}  // namespace
}  // namespace osiris::cli
