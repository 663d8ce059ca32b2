#include "osiris/app/test_project.h"
#include "osiris/format/json.h"

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

}  // namespace
}  // namespace osiris::app
