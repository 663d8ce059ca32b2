#include "osiris/run/step_state.h"

#include "osiris/run/step_runner.h"
#include "osiris/run/test_session.h"
#include "osiris/session/session_states.h"

#include <limits>

namespace osiris::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StepStateTest : public SessionTest {
 protected:
  StepOutcome run(const compile::ManifestStep& step) {
    AdapterServices with = services();
    return run_step(step, {}, options, *context, with, {});
  }

  static Value state(std::int64_t last) { return config({{"last", last}}); }

  static compile::ManifestStep source(const Value& leaves, std::int64_t failures = 0) {
    compile::ManifestStep made =
        step("load", "fake.source", {}, config({{"leaves", leaves}, {"failures", failures}}));
    made.retry = {.max_attempts = 3, .delay_ms = 0, .backoff = 1, .max_delay_ms = 0};
    return made;
  }

  Value kept() {
    const auto state = session::read_kept_state(files, session, "load");
    EXPECT_TRUE(state.has_value()) << state.error().message;
    return state.value_or(Value());
  }
};

TEST_F(StepStateTest, IsHandedToTheStepAndWhatItLeavesIsKept) {
  options.states["load"] = state(7);
  options.states["other"] = state(9);
  ASSERT_EQ(run(source(state(8))).status, StepStatus::kComplete);
  EXPECT_THAT(driver_calls().states, ElementsAre(state(7)));
  EXPECT_EQ(kept(), state(8));
}

TEST_F(StepStateTest, IsNothingAtFirst) {
  ASSERT_EQ(run(source(state(1))).status, StepStatus::kComplete);
  EXPECT_THAT(driver_calls().states, ElementsAre(Value()));
  EXPECT_EQ(kept(), state(1));
}

TEST_F(StepStateTest, StaysWhatItWasForAStepThatLeavesNone) {
  ASSERT_EQ(run(source(Value())).status, StepStatus::kComplete);
  EXPECT_TRUE(kept().is_null());
  options.states["load"] = state(7);
  ASSERT_EQ(run(source(Value())).status, StepStatus::kComplete);
  EXPECT_EQ(kept(), state(7));
}

TEST_F(StepStateTest, IsTheSameForEveryAttempt) {
  options.states["load"] = state(7);
  ASSERT_EQ(run(source(state(8), 2)).status, StepStatus::kComplete);
  EXPECT_THAT(driver_calls().states, ElementsAre(state(7), state(7), state(7)));
}

TEST_F(StepStateTest, IsNotKeptOfAStepThatFailed) {
  compile::ManifestStep failing = source(state(8));
  failing.config.set("lost", 1);  // Its ledger does not add up.
  ASSERT_EQ(run(failing).status, StepStatus::kFailed);
  EXPECT_FALSE(files.exists(session.kept_state("load")));
}

TEST_F(StepStateTest, IsKeptBeforeTheStepCountsAsFinished) {
  bool was_there = false;
  log->set_listener([&](std::string_view name, const Value&) {
    was_there = was_there || (name == "step_complete" && files.exists(session.kept_state("load")));
  });
  ASSERT_EQ(run(source(state(8))).status, StepStatus::kComplete);
  EXPECT_TRUE(was_there);
}

TEST_F(StepStateTest, MakesTheStepFailIfItCannotBeKept) {
  ASSERT_TRUE(files.create_directories(session.kept_state("load") / "in the way").has_value());
  const StepOutcome outcome = run(source(state(8)));
  EXPECT_EQ(outcome.status, StepStatus::kFailed);
  EXPECT_THAT(outcome.error->message, HasSubstr("state.json"));
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepStateTest, IsABugIfTheSpecDoesNotSaySo) {
  compile::ManifestStep stateless = source(state(8));
  stateless.keeps_state = false;
  const StepOutcome outcome = run(stateless);
  EXPECT_EQ(outcome.error->code, kStateBroken.name);
  EXPECT_THAT(relations(), IsEmpty());
  stateless.config.erase("leaves");
  EXPECT_EQ(run(stateless).status, StepStatus::kComplete);
  EXPECT_FALSE(files.exists(session.kept_state("load")));
}

TEST_F(StepStateTest, IsABugIfItCannotBeReadBack) {
  const std::string text(sdk::kStateBytesMax - std::string_view("{\"a\":\"\"}").size(), 'x');
  EXPECT_EQ(run(source(config({{"a", Value(text)}}))).status, StepStatus::kComplete);
  for (const Value& broken :
       {Value("text"), Value::array(), config({{"a", Value(text + "x")}}),
        config({{"a", std::numeric_limits<double>::quiet_NaN()}}), config({{"a", "\xff"}})}) {
    const StepOutcome outcome = run(source(broken));
    ASSERT_EQ(outcome.status, StepStatus::kFailed) << to_json(broken);
    EXPECT_EQ(outcome.error->code, kStateBroken.name);
  }
}

/// a -> b -> c, and d by itself.
class JudgeStates : public SessionTest {
 protected:
  static StateVerdict judge(const std::string& statuses, bool success = true) {
    compile::Manifest plan;
    plan.steps = {step("a", "fake.source"), step("b", "fake.transform", {"a"}),
                  step("c", "fake.sink", {"b"}), step("d", "fake.source")};
    ExecResult result;
    result.success = success;
    for (const char status : statuses) {
      StepOutcome& outcome = result.steps.emplace_back();
      outcome.status = status == 'c'   ? StepStatus::kComplete
                       : status == 'k' ? StepStatus::kKept
                       : status == 'l' ? StepStatus::kLeft
                       : status == 'f' ? StepStatus::kFailed
                                       : StepStatus::kSkipped;
    }
    return judge_states(plan, result);
  }
};

TEST_F(JudgeStates, CountWhenEveryStepHasSeenWhatIsNew) {
  for (const char* statuses : {"cccc", "kkkk", "kccc", "kkck", "kkkc"}) {
    EXPECT_EQ(judge(statuses), StateVerdict::kCommit) << statuses;
  }
}

TEST_F(JudgeStates, DoNotCountIfTheRunFailed) {
  for (const char* statuses : {"cccc", "cfsc", "csss"}) {
    EXPECT_EQ(judge(statuses, false), StateVerdict::kRunFailed) << statuses;
  }
}

TEST_F(JudgeStates, DoNotCountIfAStepWasNotChosen) {
  for (const char* statuses : {"clll", "cccl", "lllc", "ckll"}) {
    EXPECT_EQ(judge(statuses), StateVerdict::kStepsLeft) << statuses;
  }
}

TEST_F(JudgeStates, DoNotCountIfAKeptStepHasNotSeenWhatIsNew) {
  for (const char* statuses : {"ckkk", "cckk", "kckk", "cckc"}) {
    EXPECT_EQ(judge(statuses), StateVerdict::kUnseen) << statuses;
  }
}

}  // namespace
}  // namespace osiris::run
