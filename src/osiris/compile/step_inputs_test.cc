#include "osiris/compile/step_inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::ElementsAre;

bool always(const std::string&) { return true; }

TEST(StepInputs, AreTheNeedsThatHaveRelationsUnderAllTheirNames) {
  ManifestStep step;
  step.needs = {"write", "load-orders", "rates"};
  step.inputs = {{.name = "r", .step_id = "rates", .mark = {}}};
  const auto inputs = step_inputs(step, [](const std::string& id) { return id != "write"; });
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_EQ(inputs[0].relation, "load-orders");
  EXPECT_THAT(inputs[0].names, ElementsAre("load_orders", "df_load_orders"));
  EXPECT_EQ(inputs[1].relation, "rates");
  EXPECT_THAT(inputs[1].names, ElementsAre("df_rates", "r"));
}

TEST(StepInputs, TheOnlyOneIsInputDfToo) {
  ManifestStep step;
  step.needs = {"orders"};
  EXPECT_THAT(step_inputs(step, always)[0].names, ElementsAre("df_orders", "input_df"));
}

TEST(StepInputs, NamedOnesNeedNoNeeds) {
  ManifestStep step;
  step.inputs = {{.name = "a", .step_id = "orders", .mark = {}}};
  ASSERT_EQ(step_inputs(step, always).size(), 1U);
  EXPECT_EQ(step_inputs(step, always)[0].relation, "orders");
}

}  // namespace
}  // namespace osiris::compile
