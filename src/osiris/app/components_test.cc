#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;

TEST_F(ProjectTest, ListsComponents) {
  const auto components = list_components(world);
  ASSERT_TRUE(components.has_value());
  ASSERT_EQ(components->size(), 1U);
  EXPECT_EQ((*components)[0].name, "fake.numbers");
  EXPECT_EQ((*components)[0].title, "Makes numbers");
  EXPECT_THAT((*components)[0].modes, ElementsAre("read"));
}

TEST_F(ProjectTest, ShowsOneComponent) {
  EXPECT_EQ((*show_component(world, "fake.numbers"))->version, "1.0.0");
  EXPECT_EQ(show_component(world, "fake.nombers").error().code, sdk::kComponentUnknown.name);
}

}  // namespace
}  // namespace osiris::app
