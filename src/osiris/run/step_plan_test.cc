#include "osiris/run/step_plan.h"

#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr StepFate kRun = StepFate::kRun;
constexpr StepFate kKeep = StepFate::kKeep;
constexpr StepFate kLeave = StepFate::kLeave;

compile::ManifestStep step(const std::string& id, std::vector<std::string> needs) {
  compile::ManifestStep step;
  step.id = id;
  step.needs = std::move(needs);
  return step;
}

/// a -> b -> d, c -> d, d -> e; e names its input instead of needing it.
compile::Manifest diamond() {
  compile::Manifest manifest;
  manifest.steps = {step("a", {}), step("b", {"a"}), step("c", {}), step("d", {"b", "c"}),
                    step("e", {})};
  manifest.steps[4].inputs = {{.name = "x", .step_id = "d", .mark = {}}};
  return manifest;
}

std::vector<StepFate> planned(const StepSelection& selection, const FinishedSteps& finished = {}) {
  return plan_steps(diamond(), selection, finished).value_or(std::vector<StepFate>());
}

std::vector<Value> events(std::initializer_list<const char*> lines) {
  std::vector<Value> values;
  for (const char* line : lines) {
    values.push_back(*parse_json(line));
  }
  return values;
}

TEST(StepPlan, RunsAllOfANewSession) {
  EXPECT_THAT(planned({}), ElementsAre(kRun, kRun, kRun, kRun, kRun));
}

TEST(StepPlan, KeepsWhatIsFinishedAndRunsWhatNeedsTheRest) {
  EXPECT_THAT(planned({}, {{"a", 1}, {"b", 1}}), ElementsAre(kKeep, kKeep, kRun, kRun, kRun));
  EXPECT_THAT(planned({}, {{"b", 1}, {"c", 1}}), ElementsAre(kRun, kRun, kKeep, kRun, kRun));
}

TEST(StepPlan, RefusesToChooseNothing) {
  const auto turned = plan_steps(diamond(), {.from = "d", .until = "a"}, {});
  ASSERT_FALSE(turned.has_value());
  EXPECT_TRUE(turned.error().is(kNothingChosen));
  EXPECT_THAT(turned.error().message, HasSubstr("'a' does not need 'd'"));
  EXPECT_TRUE(plan_steps(diamond(), {.from = "a", .until = "d"}, {{"c", 1}}).has_value());
}

TEST(StepPlan, RunsUpToAStep) {
  EXPECT_THAT(planned({.until = "b"}), ElementsAre(kRun, kRun, kLeave, kLeave, kLeave));
  EXPECT_THAT(planned({.until = "d"}, {{"a", 1}}), ElementsAre(kKeep, kRun, kRun, kRun, kLeave));
}

TEST(StepPlan, RunsFromAStepAgain) {
  const FinishedSteps all{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}};
  EXPECT_THAT(planned({.from = "b"}, all), ElementsAre(kKeep, kRun, kKeep, kRun, kRun));
  EXPECT_THAT(planned({.from = "b", .until = "d"}, all),
              ElementsAre(kKeep, kRun, kKeep, kRun, kKeep));
  EXPECT_THAT(planned({.from = "a", .until = "b"}),
              ElementsAre(kRun, kRun, kLeave, kLeave, kLeave));
}

TEST(StepPlan, RunsOneStep) {
  EXPECT_THAT(planned({.only = "d"}, {{"a", 1}, {"b", 1}, {"c", 1}}),
              ElementsAre(kKeep, kKeep, kKeep, kRun, kLeave));
  EXPECT_THAT(planned({.only = "c"}), ElementsAre(kLeave, kLeave, kRun, kLeave, kLeave));
}

TEST(StepPlan, RefusesAStepWhoseInputIsNotThere) {
  const auto only = plan_steps(diamond(), {.only = "d"}, {{"b", 1}, {"a", 1}});
  ASSERT_FALSE(only.has_value());
  EXPECT_EQ(only.error().code, kInputAbsent.name);
  EXPECT_THAT(only.error().message, HasSubstr("'d' needs what 'c' makes"));
  EXPECT_EQ(plan_steps(diamond(), {.from = "e"}, {}).error().code, kInputAbsent.name);
}

TEST(StepPlan, RefusesAStepThatIsNotThere) {
  const auto plan = plan_steps(diamond(), {.until = "f"}, {});
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, kStepUnknown.name);
  EXPECT_THAT(plan.error().hint, HasSubstr("a, b, c, d, e"));
}

TEST(StepPlan, ReadsWhatIsFinishedOffTheEvents) {
  EXPECT_THAT(
      finished_steps(diamond(), events({
                                    R"({"event":"step_start","step_id":"a"})",
                                    R"({"event":"step_complete","step_id":"a","rows_processed":7})",
                                    R"({"event":"step_start","step_id":"b"})",
                                    R"({"event":"step_failed","step_id":"b"})",
                                    R"({"event":"step_start","step_id":"c"})",
                                })),
      ElementsAre(Pair("a", 7)));
}

TEST(StepPlan, ReadsTheRowsOfOutputsOffTheEvents) {
  compile::Manifest manifest = diamond();
  manifest.steps[0].outputs = {{.name = "rejects", .columns = {}}};
  EXPECT_THAT(
      finished_steps(manifest, events({
                                   R"({"event":"step_start","step_id":"a"})",
                                   R"({"event":"step_complete","step_id":"a","rows_processed":7,)"
                                   R"("outputs":{"rejects":2}})",
                               })),
      ElementsAre(Pair("a", 7), Pair("a.rejects", 2)));
}

TEST(StepPlan, KnowsThatAStepBegunAgainIsNotFinished) {
  EXPECT_THAT(
      finished_steps(diamond(), events({
                                    R"({"event":"step_start","step_id":"a"})",
                                    R"({"event":"step_complete","step_id":"a","rows_processed":7})",
                                    R"({"event":"step_start","step_id":"a"})",
                                })),
      testing::IsEmpty());
}

TEST(StepPlan, KnowsThatAStepIsOldWhenItsInputWasMadeAgain) {
  EXPECT_THAT(
      finished_steps(diamond(),
                     events({
                         R"({"event":"step_start","step_id":"a"})",
                         R"({"event":"step_complete","step_id":"a","rows_processed":7})",
                         R"({"event":"step_start","step_id":"b"})",
                         R"({"event":"step_complete","step_id":"b","rows_processed":7})",
                         R"({"event":"step_start","step_id":"a"})",
                         R"({"event":"step_complete","step_id":"a","rows_processed":8})",
                         R"({"event":"step_skipped","step_id":"b","reason":"not_selected"})",
                     })),
      ElementsAre(Pair("a", 8)));
}

}  // namespace
}  // namespace osiris::run
