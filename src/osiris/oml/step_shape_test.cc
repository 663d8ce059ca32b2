// Keys and shapes of steps. What each mistake is told stands in tests/golden/validate.

#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

using testing::ElementsAre;

class StepShapeTest : public ReadingTest {};

TEST_F(StepShapeTest, ReadsEveryKey) {
  const auto outcome = read_steps(
      "  - id: users\n"
      "    component: files.reader\n"
      "    mode: read\n"
      "    description: Reads users.\n"
      "    needs: []\n"
      "    timeout: 2h\n"
      "    retry: {max_attempts: 3}\n"
      "    config: {path: a.csv}\n"
      "    x-owner: me\n");
  ASSERT_TRUE(outcome.pipeline.has_value()) << testing::PrintToString(words_of(outcome));
  const Step& step = outcome.pipeline->steps[0];
  EXPECT_EQ(step.id, "users");
  EXPECT_EQ(step.component, "files.reader");
  EXPECT_EQ(step.mode, sdk::Mode::kRead);
  EXPECT_EQ(step.description, "Reads users.");
  EXPECT_EQ(step.timeout_ms, 7'200'000);
  EXPECT_EQ(step.retry.max_attempts, 3);
  EXPECT_EQ(step.id_mark.line, 4);
  EXPECT_EQ(step.id_mark.column, 9);
  EXPECT_EQ(step.id_mark.end_column, 14);
  EXPECT_EQ(step.component_mark.line, 5);
}

TEST_F(StepShapeTest, InfersTheModeOfAComponentWithOne) {
  const auto outcome = read_steps(
      "  - {id: a, component: files.reader, config: {path: a}}\n"
      "  - {id: b, component: sql.transform, config: {query: a}}\n"
      "  - {id: c, component: files.writer, config: {path: a}}\n");
  ASSERT_TRUE(outcome.pipeline.has_value());
  EXPECT_EQ(outcome.pipeline->steps[0].mode, sdk::Mode::kRead);
  EXPECT_EQ(outcome.pipeline->steps[1].mode, sdk::Mode::kTransform);
  EXPECT_EQ(outcome.pipeline->steps[2].mode, sdk::Mode::kWrite);
  EXPECT_THAT(words_of(read_steps("  - {id: a, component: db.table, config: {table: t}}\n")),
              ElementsAre("error missing_step_field steps[0].mode"));
}

TEST_F(StepShapeTest, AcceptsTheNamesOfOldDocuments) {
  const auto outcome = read_steps(
      "  - {id: a, uses: files.reader, with: {path: a}}\n"
      "  - {id: b, component: sql.transform, inputs: {df: '${a.df}'}, config: {query: q}}\n");
  EXPECT_THAT(words_of(outcome),
              ElementsAre("info alias_key steps[0].uses", "info alias_key steps[0].with",
                          "info old_input_form steps[1].inputs.df"));
  ASSERT_TRUE(outcome.pipeline.has_value());
  EXPECT_EQ(outcome.pipeline->steps[0].config.text_or("path", ""), "a");
  EXPECT_EQ(outcome.pipeline->steps[1].inputs[0].step_id, "a");
}

TEST_F(StepShapeTest, SortsInputsByName) {
  const auto outcome = read_steps(
      "  - {id: a, component: files.reader, config: {path: a}}\n"
      "  - {id: b, component: files.reader, needs: [], config: {path: b}}\n"
      "  - {id: c, component: sql.transform, inputs: {y: '@a', x: '@b'}, config: {query: q}}\n");
  ASSERT_TRUE(outcome.pipeline.has_value());
  const Step& step = outcome.pipeline->steps[2];
  EXPECT_EQ(step.inputs[0].name, "x");
  EXPECT_THAT(*step.needs, ElementsAre("b", "a"));
}

TEST_F(StepShapeTest, ReportsABrokenSpecAtTheComponent) {
  const sdk::Registry registry(
      std::vector<sdk::Component>{{.name = "broken.reader", .spec_yaml = "name: ["}});
  const auto outcome = read_pipeline(
      "oml_version: 0.1.0\nname: a\nsteps: [{id: a, component: broken.reader}]", registry, {});
  ASSERT_EQ(outcome.diagnostics.size(), 1U);
  EXPECT_EQ(outcome.diagnostics[0].code, "spec.invalid");
  EXPECT_EQ(outcome.diagnostics[0].where.line, 3);
}

}  // namespace
}  // namespace osiris::oml
