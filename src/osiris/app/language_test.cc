#include "osiris/app/test_project.h"
#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

namespace osiris::app {
namespace {

TEST_F(ProjectTest, GivesTheSchemaOfTheLanguageWithItsComponents) {
  const auto schema = language_schema(world, {});
  ASSERT_TRUE(schema.has_value());
  EXPECT_NE(schema->find("$defs")->find("fake.numbers"), nullptr);
}

TEST_F(ProjectTest, WritesTheSchemaIntoAFile) {
  const Path file = world.project_dir / "oml.schema.json";
  const auto schema = language_schema(world, file);
  ASSERT_TRUE(schema.has_value());
  EXPECT_EQ(world.files.read_text(file).value_or(""), to_pretty_json(*schema) + "\n");
}

TEST_F(ProjectTest, SaysThatTheSchemaCannotBeWritten) {
  const auto schema = language_schema(world, world.project_dir / "absent" / "oml.schema.json");
  ASSERT_FALSE(schema.has_value());
  EXPECT_EQ(schema.error().code, kFileNotFound.name);
}

TEST_F(ProjectTest, FormatsAFileInPlace) {
  const std::string file = pipeline("steps: []\nname: p # short\n").file;
  const auto looked_at = format_file(world, file, FormatAction::kLookOnly);
  ASSERT_TRUE(looked_at.has_value());
  EXPECT_TRUE(looked_at->changes());
  EXPECT_EQ(world.files.read_text(file).value_or(""), "steps: []\nname: p # short\n");
  ASSERT_TRUE(format_file(world, file, FormatAction::kWrite).has_value());
  EXPECT_EQ(world.files.read_text(file).value_or(""), "name: p  # short\nsteps: []\n");
  EXPECT_FALSE(format_file(world, file, FormatAction::kWrite)->changes());
}

TEST_F(ProjectTest, LeavesAFileAloneThatItCannotFormat) {
  const std::string file = pipeline("steps: [\n").file;
  const auto result = format_file(world, file, FormatAction::kWrite);
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->changes());
  EXPECT_EQ(result->diagnostics.front().code, kYamlSyntax.name);
  EXPECT_EQ(world.files.read_text(file).value_or(""), "steps: [\n");
}

TEST_F(ProjectTest, TellsThatAFileToFormatCannotBeRead) {
  const auto result = format_file(world, "absent.yaml", FormatAction::kWrite);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->diagnostics.front().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris::app
