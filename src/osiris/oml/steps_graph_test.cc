#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StepsGraphTest : public ReadingTest {
 protected:
  /// Writes a transform step.
  static std::string step(const std::string& id, const std::string& keys = "") {
    return "  - {id: " + id + ", component: sql.transform, config: {query: q}" +
           (keys.empty() ? "" : ", " + keys) + "}\n";
  }

  static std::vector<std::string> messages_of(const ReadOutcome& outcome) {
    std::vector<std::string> messages;
    for (const Diagnostic& finding : outcome.diagnostics) {
      messages.push_back(finding.message);
    }
    return messages;
  }

  /// Returns the ids of the steps in execution order, each with its needs: "b(a)".
  static std::vector<std::string> order_of(const ReadOutcome& outcome) {
    std::vector<std::string> order;
    for (const Step& step : outcome.pipeline.value_or(Pipeline()).steps) {
      std::string needs;
      for (const std::string& need : *step.needs) {
        needs += (needs.empty() ? "" : " ") + need;
      }
      order.push_back(step.id + "(" + needs + ")");
    }
    return order;
  }
};

TEST_F(StepsGraphTest, NeedsAreThePreviousStepUnlessWritten) {
  EXPECT_THAT(order_of(read_steps(step("a") + step("b") + step("c", "needs: []") +
                                  step("d", "needs: [a]") + step("e"))),
              ElementsAre("a()", "b(a)", "c()", "d(a)", "e(d)"));
}

TEST_F(StepsGraphTest, InputsImplyNeeds) {
  EXPECT_THAT(
      order_of(read_steps(step("a") + step("b", "needs: []") + step("c", "inputs: {x: '@a'}") +
                          step("d", "needs: [c], inputs: {y: '@b', z: '@c'}"))),
      ElementsAre("a()", "b()", "c(a)", "d(c b)"));
}

TEST_F(StepsGraphTest, InputsMayBeOutputsOfAStep) {
  const std::string read =
      "  - {id: read.all, component: files.reader, config: {path: a, header: false}}\n";
  const auto outcome =
      read_steps(read + step("bad", "inputs: {r: '@read.all.rejects', a: '@read.all'}") +
                 "  - {id: save, component: files.writer, config: {path: b}, "
                 "inputs: {r: '@read.all.rejects'}}\n");
  EXPECT_THAT(words_of(outcome), testing::IsEmpty());
  EXPECT_THAT(order_of(outcome), ElementsAre("read.all()", "bad(read.all)", "save(read.all)"));
  EXPECT_EQ(outcome.pipeline->steps[2].inputs[0].step_id, "read.all");
  EXPECT_EQ(outcome.pipeline->steps[2].inputs[0].output, "rejects");

  EXPECT_THAT(messages_of(read_steps(read + step("b", "inputs: {r: '@read.all.rejected'}"))),
              ElementsAre(HasSubstr("step 'read.all' has no output 'rejected'")));
  EXPECT_THAT(messages_of(read_steps(step("a") + step("b", "inputs: {r: '@a.rejects'}"))),
              ElementsAre(HasSubstr("step 'a' has no output 'rejects'")));
  EXPECT_THAT(messages_of(read_steps("  - {id: a, component: files.reader, config: {path: a}}\n" +
                                     step("b", "inputs: {r: '@a.rejects'}"))),
              ElementsAre(HasSubstr("step 'a' does not make its output 'rejects'")));
  EXPECT_THAT(
      messages_of(read_steps(read + "  - {id: save, component: files.writer, config: {path: b}, "
                                    "inputs: {r: '@read.all.rejects', a: '@read.all'}}\n")),
      ElementsAre(HasSubstr("a writer takes one input, got read.all, read.all.rejects")));
  EXPECT_THAT(messages_of(read_steps(read + step("READ.all.rejects"))),
              ElementsAre(HasSubstr("is the name of an output of 'read.all'")));
  EXPECT_THAT(messages_of(read_steps("  - {id: a, component: files.reader, config: {path: a}}\n" +
                                     step("a.rejects") + step("c", "inputs: {r: '@a.rejects'}"))),
              testing::IsEmpty())
      << "a step may have the name of an output that is not made";
}

TEST_F(StepsGraphTest, OrdersByNeedsAndKeepsTheDocumentsOrderWhereFree) {
  EXPECT_THAT(order_of(read_steps(step("z", "needs: [m]") + step("y", "needs: []") +
                                  step("m", "needs: []") + step("x", "needs: [y]"))),
              ElementsAre("y()", "m()", "z(m)", "x(y)"));
}

TEST_F(StepsGraphTest, ThePreviousStepIsTheOneInTheDocument) {
  EXPECT_THAT(order_of(read_steps(step("late", "needs: [first]") + step("after") +
                                  step("first", "needs: []"))),
              ElementsAre("first()", "late(first)", "after(late)"));
}

TEST_F(StepsGraphTest, NamesWholeCyclesOnce) {
  const auto outcome =
      read_steps(step("a", "needs: [b]") + step("b", "needs: [c]") + step("c", "needs: [a, b]") +
                 step("d", "needs: [c]") + step("e", "needs: [f]") + step("f", "needs: [e]"));
  ASSERT_EQ(outcome.diagnostics.size(), 2U) << testing::PrintToString(words_of(outcome));
  EXPECT_THAT(outcome.diagnostics[0].message, HasSubstr("a -> b -> c -> a"));
  EXPECT_THAT(outcome.diagnostics[1].message, HasSubstr("e -> f -> e"));
}

TEST_F(StepsGraphTest, ShortensACycleOfAThousandSteps) {
  std::string steps = step("s0", "needs: [s999]");
  for (int i = 1; i < 1000; ++i) {
    steps += step("s" + std::to_string(i), "needs: [s" + std::to_string(i - 1) + "]");
  }
  const auto outcome = read_steps(steps);
  ASSERT_EQ(outcome.diagnostics.size(), 1U);
  EXPECT_THAT(outcome.diagnostics[0].message, HasSubstr("s0 -> s999 -> s998"));
  EXPECT_LT(outcome.diagnostics[0].message.size(), 300U);
}

TEST_F(StepsGraphTest, TellsIdsThatDifferInCaseApartFromUnknownOnes) {
  EXPECT_THAT(words_of(read_steps(step("a") + step("A"))),
              ElementsAre("error duplicate_id steps[1].id"));
  const auto outcome = read_steps(step("Users") + step("b", "needs: [users]"));
  ASSERT_EQ(outcome.diagnostics.size(), 1U);
  EXPECT_EQ(outcome.diagnostics[0].hint, "did you mean 'Users'?");
}

TEST_F(StepsGraphTest, AWriterTakesOneInputAndMayWaitForOtherWriters) {
  const std::string writer = "component: files.writer, config: {path: p}";
  const auto fine = read_steps(step("a") + "  - {id: w1, " + writer + "}\n" + "  - {id: w2, " +
                               writer + ", needs: [a, w1]}\n");
  EXPECT_TRUE(fine.pipeline.has_value()) << testing::PrintToString(words_of(fine));
  EXPECT_THAT(words_of(read_steps(step("a") + "  - {id: w1, " + writer + "}\n" + "  - {id: w2, " +
                                  writer + "}\n")),
              ElementsAre("error missing_input steps[2].needs"));
  EXPECT_THAT(
      words_of(read_steps(step("a") + step("b") + "  - {id: w, " + writer + ", needs: [a, b]}\n")),
      ElementsAre("error too_many_inputs steps[2].needs"));
}

TEST_F(StepsGraphTest, AReaderMayWaitButTakesNoInput) {
  const std::string reader = "component: files.reader, config: {path: p}";
  EXPECT_TRUE(
      read_steps(step("a") + "  - {id: r, " + reader + ", needs: [a]}\n").pipeline.has_value());
  EXPECT_THAT(words_of(read_steps(step("a") + "  - {id: r, " + reader + ", inputs: {x: '@a'}}\n")),
              ElementsAre("error unexpected_inputs steps[1].inputs"));
}

TEST_F(StepsGraphTest, RefusesInputsThatSqlCannotTellApart) {
  const std::string two = step("a-b") + step("a_b", "needs: []");
  EXPECT_THAT(words_of(read_steps(two + step("c", "needs: [a-b, a_b]"))),
              ElementsAre("error input_name_collision steps[2].needs"));
  EXPECT_TRUE(read_steps(two + step("c", "needs: [a-b]")).pipeline.has_value());
  EXPECT_THAT(words_of(read_steps(step("a") + step("b") + step("c", "inputs: {X: '@a', x: '@b'}"))),
              ElementsAre("error input_name_collision steps[2].inputs.X"));
  EXPECT_TRUE(read_steps(step("a") + step("b", "inputs: {x: '@a', y: '@a'}")).pipeline.has_value())
      << "two names of one input are no collision";
}

TEST_F(StepsGraphTest, ConnectsStepsThatAllNeedAllBeforeThem) {
  std::string steps;
  std::string needs;
  for (int i = 0; i < 300; ++i) {
    steps += step("s" + std::to_string(i), "needs: [" + needs + "]");
    needs += (i == 0 ? "s" : ", s") + std::to_string(i);
  }
  EXPECT_EQ(order_of(read_steps(steps)).size(), 300U);
}

}  // namespace
}  // namespace osiris::oml
