#include "osiris/app/test_state.h"
#include "osiris/base/text.h"
#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using app::outside;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Calls verbs in a project whose components keep state.
class StateVerbsTest : public app::StateTest {
 protected:
  ExitCode call(ExitCode (*verb)(Invocation&)) {
    Invocation invocation{options, captured.emplace_back().console, stateful};
    return verb(invocation);
  }
  std::string out() { return captured.back().out(); }
  std::string err() { return captured.back().err(); }
  Value document() {
    auto parsed = parse_json(out());
    EXPECT_TRUE(parsed.has_value()) << out();
    return parsed.value_or(Value::object());
  }

  void leave_states() {
    outside().sources = {{"numbers", 3}, {"first", 7}, {"second", 1}};
    run_once();
    run_with([](app::RunRequest& request) { request.pipeline.profile = "prod"; }, app::kTwoSources)
        .value();
  }

  Options options;
  std::list<CapturedConsole> captured;
};

TEST_F(StateVerbsTest, ListNamesStepsAndWhoLeftTheirState) {
  leave_states();
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  EXPECT_THAT(out(), AllOf(HasSubstr("pipeline      profile  step      component     session"),
                           HasSubstr("copy-numbers           load      fake.counter  20"),
                           HasSubstr("two-sources   prod     load-2.b  fake.counter  20")));
  EXPECT_EQ(err(), "");
}

TEST_F(StateVerbsTest, ListHasNoColumnForProfilesThatNobodyUses) {
  outside().sources["numbers"] = 3;
  run_once();
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("pipeline      step  component     session"));
}

TEST_F(StateVerbsTest, ListSaysThatThereIsNothing) {
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(), "no step has left a state\n");
  options.json = true;
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  EXPECT_TRUE(document().find("states")->items().empty());
}

TEST_F(StateVerbsTest, ListTellsWhatIsUnusable) {
  leave_states();
  write(state_path("load"), "{");
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("load      unusable"));
  EXPECT_THAT(err(), AllOf(HasSubstr("warning state.invalid: "), HasSubstr("load.json"),
                           HasSubstr("osiris state reset copy-numbers --step load")));
  options.json = true;
  EXPECT_EQ(call(run_state_list), ExitCode::kSuccess);
  const Value listed = document();
  const Value& damaged = listed.find("states")->items()[0];
  EXPECT_EQ(damaged.find("error")->text_or("code", ""), session::kStateInvalid.name);
}

TEST_F(StateVerbsTest, ShowPrintsTheStateItself) {
  leave_states();
  options.state = {.pipeline = "two-sources", .profile = "prod", .step = "load-1.a"};
  EXPECT_EQ(call(run_state_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), testing::MatchesRegex("load-1.a  fake.counter, committed 20.* UTC by 20.*\n"
                                           "  \\{\n    \"last\": 7\n  \\}\n"));
  options.json = true;
  EXPECT_EQ(call(run_state_show), ExitCode::kSuccess);
  ASSERT_EQ(document().find("states")->items().size(), 1U);
  const Value state = document().find("states")->items()[0];
  EXPECT_EQ(state.text_or("profile", ""), "prod");
  EXPECT_EQ(state.text_or("component", ""), "fake.counter");
  EXPECT_EQ(state.find("state")->find("last")->as_int(), 7);
}

TEST_F(StateVerbsTest, ShowFailsForWhatIsUnusableAndShowsTheRest) {
  leave_states();
  const Path damaged =
      session::state_file(app::state_dir(world), {"two-sources", "prod", "load-1.a"});
  write(damaged, "{");
  options.state = {.pipeline = "two-sources", .profile = "prod", .step = {}};
  EXPECT_EQ(call(run_state_show), ExitCode::kInvalidInput);
  EXPECT_THAT(out(), AllOf(HasSubstr("load-2.b  fake.counter"), Not(HasSubstr("load-1.a"))));
  EXPECT_THAT(err(), HasSubstr("error state.invalid: "));
  options.json = true;
  EXPECT_EQ(call(run_state_show), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), session::kStateInvalid.name);
  EXPECT_EQ(document().find("states")->items().size(), 2U);
}

TEST_F(StateVerbsTest, ShowHidesWhatATerminalWouldTakeForAnOrder) {
  leave_states();
  const std::string whole = text_of(state_path("load"));
  write(state_path("load"), replace_all(whole, "\"last\": 3", "\"last\": \"\xc2\x9b[2J\""));
  options.state.pipeline = "copy-numbers";
  EXPECT_EQ(call(run_state_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), Not(HasSubstr("\xc2\x9b")));
}

TEST_F(StateVerbsTest, ShowSaysWhatThereIsInstead) {
  leave_states();
  options.state.pipeline = "copy-number";
  EXPECT_EQ(call(run_state_show), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("error state.not_found: no state of a pipeline 'copy-number'; did "
                               "you mean 'copy-numbers'?"));
}

TEST_F(StateVerbsTest, ResetSaysWhatItRemoved) {
  leave_states();
  options.state.pipeline = "copy-numbers";
  options.dry_run = true;
  EXPECT_EQ(call(run_state_reset), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("copy-numbers  load  fake.counter"));
  EXPECT_EQ(err(), "would remove the state of 1 step\n");
  EXPECT_EQ(stored("load"), 3);

  options.dry_run = false;
  EXPECT_EQ(call(run_state_reset), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("copy-numbers  load  fake.counter"));
  EXPECT_EQ(err(), "removed the state of 1 step; its next run reads everything\n");
  EXPECT_EQ(stored("load"), -1);
  EXPECT_EQ(call(run_state_reset), ExitCode::kInvalidInput);
}

TEST_F(StateVerbsTest, ResetAnswersInJson) {
  leave_states();
  options.json = true;
  options.dry_run = true;
  options.state = {.pipeline = "two-sources", .profile = "prod", .step = {}};
  EXPECT_EQ(call(run_state_reset), ExitCode::kSuccess);
  EXPECT_TRUE(document().find("dry_run")->as_bool());
  EXPECT_EQ(document().find("states")->items().size(), 2U);
  options.dry_run = false;
  EXPECT_EQ(call(run_state_reset), ExitCode::kSuccess);
  EXPECT_FALSE(document().find("dry_run")->as_bool());
  EXPECT_EQ(call(run_state_reset), ExitCode::kInvalidInput);
  EXPECT_EQ(document().find("error")->text_or("code", ""), app::kStateNotFound.name);
}

TEST_F(StateVerbsTest, RunSaysWhatBecameOfTheStates) {
  outside().sources["numbers"] = 3;
  options.files = {pipeline(app::kIncremental).file};
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("\nstates   1 committed\n"));
  outside().sources["numbers"] = 5;
  options.until = "load";
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("\nstates   1 held back\n"));
  EXPECT_THAT(err(), HasSubstr("load: warning state.held_back: its state is not committed"));
}

TEST_F(StateVerbsTest, RunAnswersInJsonWhatBecameOfTheStates) {
  outside().sources["numbers"] = 3;
  options.files = {pipeline(app::kIncremental).file};
  options.json = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  const Value state = document().find("states")->items().at(0);
  EXPECT_EQ(state.text_or("step_id", ""), "load");
  EXPECT_EQ(state.text_or("outcome", ""), "committed");
}

TEST_F(StateVerbsTest, RunReadsEverythingIfItIsToldTo) {
  outside().sources["numbers"] = 3;
  run_once();
  options.files = {pipeline(app::kIncremental).file};
  options.full_refresh = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_EQ(outside().targets["save"].size(), 6U);
}

TEST_F(StateVerbsTest, RunTellsADamagedStateBeforeAnythingIsDone) {
  write(state_path("load"), "{");
  options.files = {pipeline(app::kIncremental).file};
  EXPECT_EQ(call(run_run), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), AllOf(HasSubstr("error state.invalid: "), HasSubstr("osiris state reset")));
  EXPECT_FALSE(files.exists(app::sessions_dir(world)));
}

}  // namespace
}  // namespace osiris::cli
