#include "osiris/app/project_foresight.h"

#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

/// A component's answer: which folder and which connection it was shown.
Result<sdk::Foresight> tell_context(const sdk::StepConfig&, const sdk::ForeseeContext& context) {
  sdk::Foresight foresight;
  foresight.basis = context.project_dir.string() + " " +
                    (context.settings == nullptr ? "none" : context.settings->ref.to_text());
  return foresight;
}

class ForesightOfAProject : public ProjectTest {
 protected:
  std::string basis_for(const std::string& connection, sdk::ForeseeFunction function) {
    const sdk::Registry components(
        {{.name = "fake.numbers", .spec_yaml = kNumbersSpec, .run = nullptr, .foresee = function}});
    World other{world.files, world.clock, components, world.environment, world.project_dir};
    const auto connections = sdk::ConnectionCatalog::parse(
        "connections: {fake: {main: {password: x}, open: {password: \"${NOT_SET}\"}}}", "c.yaml");
    ProjectForesight project(other, connections.first, "p.yaml");
    compile::ManifestStep step;
    step.component = "fake.numbers";
    step.connection = connection;
    const auto foresight = project.foresee(step, {});
    return foresight.has_value() ? foresight->basis : foresight.error().code;
  }
};

TEST_F(ForesightOfAProject, ShowsComponentsTheProjectAndTheConnection) {
  EXPECT_EQ(basis_for("", tell_context), world.project_dir.string() + " none");
  EXPECT_EQ(basis_for("@fake.main", tell_context), world.project_dir.string() + " @fake.main");
}

TEST_F(ForesightOfAProject, KnowsNothingWithoutTheConnection) {
  EXPECT_THAT(basis_for("@fake.open", tell_context), testing::HasSubstr("NOT_SET"));
  EXPECT_THAT(basis_for("@fake.gone", tell_context), testing::HasSubstr("gone"));
}

TEST_F(ForesightOfAProject, KnowsNothingOfComponentsThatCannotTell) {
  EXPECT_EQ(basis_for("", nullptr), "'fake.numbers' cannot tell before it runs");
}

}  // namespace
}  // namespace osiris::app
