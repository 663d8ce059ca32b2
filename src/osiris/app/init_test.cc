#include "osiris/app/starter_project.h"
#include "osiris/app/test_project.h"

#include "osiris/format/yaml.h"

namespace osiris::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST_F(ProjectTest, InitMakesAllFilesOnce) {
  const auto made = init_project(world, folder / "shop");
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(made->created, ElementsAre("data/orders.csv", "pipelines/first.yaml",
                                         "osiris_connections.yaml", ".env.example", ".gitignore"));
  EXPECT_THAT(made->kept, IsEmpty());
  EXPECT_THAT(text_of(folder / "shop" / ".gitignore"), HasSubstr(".osiris_sessions/\n"));

  const auto again = init_project(world, folder / "shop");
  EXPECT_THAT(again->created, IsEmpty());
  EXPECT_EQ(again->kept.size(), 5U);
}

TEST_F(ProjectTest, InitTakesTheProjectFolderByDefault) {
  EXPECT_EQ(init_project(world, {})->project_dir, folder.path());
  EXPECT_TRUE(files.exists(folder / "pipelines" / "first.yaml"));
}

TEST_F(ProjectTest, InitNeverOverwrites) {
  write("pipelines/first.yaml", "mine");
  const auto made = init_project(world, folder.path());
  EXPECT_THAT(made->kept, ElementsAre("pipelines/first.yaml"));
  EXPECT_EQ(text_of(folder / "pipelines" / "first.yaml"), "mine");
}

TEST_F(ProjectTest, InitAppendsOnlyMissingLinesToGitignore) {
  write(".gitignore", "*.log\n/build\n.env");
  const auto made = init_project(world, folder.path());
  EXPECT_THAT(made->extended, ElementsAre(".gitignore"));
  const std::string text = text_of(folder / ".gitignore");
  EXPECT_THAT(text, StartsWith("*.log\n/build\n.env\n"));
  EXPECT_THAT(text, HasSubstr(".osiris_sessions/\n.osiris_state/\n.osiris_cache/\noutput/\n"));
  EXPECT_THAT(text, Not(HasSubstr("build/\n")));
}

TEST_F(ProjectTest, InitSaysWhatIsInTheWay) {
  write("shop", "a file");
  const auto made = init_project(world, folder / "shop");
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().code, StartsWith("file."));
  EXPECT_THAT(made.error().message, HasSubstr("shop"));
}

TEST_F(ProjectTest, StarterFilesAreReadable) {
  for (const StarterFile& file : starter_files()) {
    if (file.path.ends_with(".yaml")) {
      EXPECT_TRUE(parse_yaml(file.text, std::string(file.path)).value.has_value()) << file.path;
    }
  }
  write("osiris_connections.yaml", std::string(starter_files()[2].text));
  const auto loaded = load_connections(world);
  EXPECT_THAT(loaded->diagnostics, IsEmpty());
  EXPECT_THAT(loaded->catalog.families(), Contains("filesystem"));
}

}  // namespace
}  // namespace osiris::app
