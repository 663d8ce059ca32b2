#include "osiris/app/project.h"

#include "osiris/app/dotenv.h"
#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kConnections = "connections: {fake: {main: {password: x}}}";

TEST_F(ProjectTest, NeedsNoConnectionsFile) {
  const auto loaded = load_connections(world);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->file, Path());
  EXPECT_THAT(loaded->catalog.families(), IsEmpty());
}

TEST_F(ProjectTest, FindsConnectionsInHomeThenProjectThenItsParent) {
  world.project_dir = folder / "team" / "project";
  write("team/osiris_connections.yaml", kConnections);
  EXPECT_EQ(load_connections(world)->file, folder / "team" / "osiris_connections.yaml");

  write("team/project/osiris_connections.yaml", kConnections);
  EXPECT_EQ(load_connections(world)->file, world.project_dir / "osiris_connections.yaml");

  write("home/osiris_connections.yaml", kConnections);
  world.environment = Environment({{"OSIRIS_HOME", (folder / "home").string()}});
  const auto loaded = load_connections(world);
  EXPECT_EQ(loaded->file, folder / "home" / "osiris_connections.yaml");
  EXPECT_THAT(loaded->catalog.aliases("fake"), ElementsAre("main"));
}

TEST_F(ProjectTest, ReportsWhatIsWrongInTheConnectionsFile) {
  write("osiris_connections.yaml", "connections: [not, a, mapping]");
  const auto loaded = load_connections(world);
  ASSERT_TRUE(loaded.has_value());
  EXPECT_TRUE(has_errors(loaded->diagnostics));
  EXPECT_EQ(loaded->diagnostics.front().where.file, "osiris_connections.yaml");
}

TEST_F(ProjectTest, TakesVariablesFromTheShellThenHomeThenProject) {
  write("home/.env", "A=home\nB=home\n");
  write(".env", "A=project\nB=project\nC=project\n");
  world.environment = Environment({{"A", "shell"}, {"OSIRIS_HOME", (folder / "home").string()}});
  ASSERT_TRUE(load_dotenv(world).has_value());
  EXPECT_EQ(world.environment.get("A"), "shell");
  EXPECT_EQ(world.environment.get("B"), "home");
  EXPECT_EQ(world.environment.get("C"), "project");
}

TEST_F(ProjectTest, TakesVariablesFromBesideTheConnectionsFileLast) {
  world.project_dir = folder / "team" / "project";
  write("team/.env", "A=team\nB=team\n");
  write("team/project/.env", "A=project\n");
  World without = world;
  ASSERT_TRUE(load_dotenv(without).has_value());
  EXPECT_EQ(without.environment.get("B"), std::nullopt);  // Somebody else's file.

  write("team/osiris_connections.yaml", kConnections);
  ASSERT_TRUE(load_dotenv(world).has_value());
  EXPECT_EQ(world.environment.get("A"), "project");
  EXPECT_EQ(world.environment.get("B"), "team");
}

TEST_F(ProjectTest, NamesTheDamagedLineOfAnEnvFileWithoutShowingIt) {
  write(".env", "A=1\nhunter2\n");
  const auto loaded = load_dotenv(world);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code, kDotenvInvalid.name);
  EXPECT_THAT(loaded.error().message, testing::StartsWith(".env:2:"));
  EXPECT_THAT(loaded.error().message, Not(testing::HasSubstr("hunter2")));
}

TEST_F(ProjectTest, KeepsSessionsInsideTheProject) {
  EXPECT_EQ(sessions_dir(world), folder / ".osiris_sessions");
}

}  // namespace
}  // namespace osiris::app
