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
  EXPECT_EQ(inputs[0].input.relation, "load-orders");
  EXPECT_THAT(inputs[0].input.names, ElementsAre("load_orders", "df_load_orders"));
  EXPECT_EQ(inputs[1].input.relation, "rates");
  EXPECT_THAT(inputs[1].input.names, ElementsAre("df_rates", "r"));
}

TEST(StepInputs, TheOnlyOneIsInputDfToo) {
  ManifestStep step;
  step.needs = {"orders"};
  EXPECT_THAT(step_inputs(step, always)[0].input.names, ElementsAre("df_orders", "input_df"));
}

TEST(StepInputs, AnOutputStandsForItsStepUnlessThatIsNamedToo) {
  ManifestStep step;
  step.needs = {"orders"};
  step.inputs = {{.name = "bad", .step_id = "orders", .output = "rejects", .mark = {}}};
  auto inputs = step_inputs(step, always);
  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_EQ(inputs[0].step_id, "orders");
  EXPECT_EQ(inputs[0].input.relation, "orders.rejects");
  EXPECT_THAT(inputs[0].input.names,
              ElementsAre("orders_rejects", "df_orders_rejects", "bad", "input_df"));

  step.inputs.push_back({.name = "good", .step_id = "orders", .mark = {}});
  inputs = step_inputs(step, always);
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_THAT(inputs[0].input.names, ElementsAre("orders_rejects", "df_orders_rejects", "bad"));
  EXPECT_EQ(inputs[1].input.relation, "orders");
  EXPECT_THAT(inputs[1].input.names, ElementsAre("df_orders", "good"));
}

}  // namespace
}  // namespace osiris::compile
