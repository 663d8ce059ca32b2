#include "osiris/app/run_states.h"

#include "osiris/app/test_state.h"
#include "osiris/base/text.h"

namespace osiris::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Numbers = std::vector<std::int64_t>;

class RunStates : public StateTest {
 protected:
  static Numbers& written() { return outside().targets["save"]; }

  static std::vector<StateOutcome> outcomes(const RunResult& result) {
    std::vector<StateOutcome> outcomes;
    for (const StepState& state : result.states) {
      outcomes.push_back(state.outcome);
    }
    return outcomes;
  }

  std::vector<std::string> event_names(const RunResult& result) {
    std::vector<std::string> names;
    const auto details = show_run(world, result.session_id);
    for (const Value& event : details->events) {
      names.push_back(event.text_or("event", "?"));
    }
    return names;
  }

  static std::string without_state(const std::string& text) {
    return replace_all(text, "    config: {}\n  - id: save",
                       "    config: {keep: false}\n  - id: save");
  }
};

TEST_F(RunStates, LetTheNextRunReadOnlyWhatIsNew) {
  outside().sources["numbers"] = 3;
  const RunResult first = run_once();
  EXPECT_TRUE(first.execution.success);
  EXPECT_THAT(outcomes(first), ElementsAre(StateOutcome::kCommitted));
  EXPECT_EQ(stored("load"), 3);

  outside().sources["numbers"] = 5;
  const RunResult second = run_once();
  EXPECT_EQ(second.execution.steps[0].result.rows_out, 2);
  EXPECT_EQ(stored("load"), 5);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 4, 5));

  const auto state = session::find_state(files, state_dir(world), {"copy-numbers", {}, "load"});
  EXPECT_EQ(state->record->session_id, second.session_id);
  EXPECT_EQ(state->record->component, "fake.counter");
}

TEST_F(RunStates, AreToldBeforeTheRunIsComplete) {
  outside().sources["numbers"] = 3;
  const RunResult result = run_once();
  const std::vector<std::string> names = event_names(result);
  ASSERT_GE(names.size(), 4U);
  EXPECT_THAT(std::vector<std::string>(names.end() - 4, names.end()),
              ElementsAre("state_committed", "cleanup_complete", "run_complete", "run_end"));
  EXPECT_THAT(text_of(result.folder.text_log()),
              HasSubstr("step 'load' starts without a state: none is stored"));
  EXPECT_THAT(text_of(run_once().folder.text_log()),
              HasSubstr("step 'load' starts from the stored state"));
}

TEST_F(RunStates, NeverStandInTheLogs) {
  outside().sources["numbers"] = 987654321;
  outside().broken = {"save"};  // Only the state holds the number then.
  ASSERT_TRUE(session::write_state(files, state_dir(world),
                                   {.key = {"copy-numbers", {}, "load"},
                                    .component = "fake.counter",
                                    .connection = {},
                                    .session_id = "20260101T000000000Z-aaaaaa",
                                    .committed_at = "2026-01-01T00:00:00.000000+00:00",
                                    .state = *parse_json(R"({"last":987654321})")})
                  .has_value());
  const RunResult failed = run_once();
  outside().broken.clear();
  const auto resumed = resume(failed);
  ASSERT_TRUE(resumed->execution.success);
  for (const Path& log : {failed.folder.events_log(), failed.folder.metrics_log(),
                          failed.folder.text_log(), failed.folder.status()}) {
    EXPECT_THAT(text_of(log), testing::Not(HasSubstr("987654321"))) << log;
  }
}

TEST_F(RunStates, OfAFailedRunCountWhenItIsGoneOnWith) {
  outside().sources["numbers"] = 3;
  outside().broken = {"save"};
  const RunResult failed = run_once();
  EXPECT_FALSE(failed.execution.success);
  EXPECT_THAT(outcomes(failed), ElementsAre(StateOutcome::kHeldBack));
  EXPECT_EQ(stored("load"), -1);

  outside().broken.clear();
  outside().sources["numbers"] = 9;  // The session holds what was read before.
  const auto resumed = resume(failed);
  ASSERT_TRUE(resumed.has_value()) << resumed.error().message;
  EXPECT_EQ(resumed->execution.steps[0].status, run::StepStatus::kKept);
  EXPECT_THAT(outcomes(*resumed), ElementsAre(StateOutcome::kCommitted));
  EXPECT_EQ(stored("load"), 3);
  run_once();
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST_F(RunStates, OfAStepThatIsRunAgainStartWhereTheSessionDid) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().sources["numbers"] = 5;
  outside().broken = {"load"};
  const RunResult failed = run_once();
  outside().broken.clear();
  ASSERT_TRUE(session::remove_state(files, state_dir(world), {"copy-numbers", {}, "load"})
                  .has_value());  // Somebody wants all to be read anew.
  const auto resumed = resume(failed);
  EXPECT_EQ(resumed->execution.steps[0].result.rows_out, 2);
  EXPECT_THAT(outcomes(*resumed), ElementsAre(StateOutcome::kMoved));
  EXPECT_EQ(stored("load"), -1);
}

TEST_F(RunStates, OfAKilledRunCountWhenItIsGoneOnWith) {
  outside().sources["numbers"] = 3;
  outside().broken = {"save"};
  const RunResult dead = run_once();
  // What the kill would have left: no line behind the first step, no end, no line in the index.
  const std::string events = text_of(dead.folder.events_log());
  const std::size_t end = events.find('\n', events.find("step_complete")) + 1;
  write(dead.folder.events_log(), events.substr(0, end) + "{\"ts\":\"20");
  ASSERT_TRUE(files.remove_all(session::index_of_runs(sessions_dir(world))).has_value());
  ASSERT_TRUE(files.remove_all(dead.folder.status()).has_value());
  EXPECT_EQ(stored("load"), -1);

  outside().broken.clear();
  ASSERT_TRUE(resume(dead)->execution.success);
  EXPECT_EQ(stored("load"), 3);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3));
}

TEST_F(RunStates, OfAStoppedRunDoNotCount) {
  outside().sources["numbers"] = 3;
  std::stop_source stop;
  RunRequest request;
  request.pipeline = pipeline(kIncremental);
  request.threads = 1;
  request.listener = [&](std::string_view name, const Value&) {
    if (name == "step_complete") {
      stop.request_stop();
    }
  };
  const auto result = run_pipeline(stateful, request, stop.get_token());
  EXPECT_TRUE(result->execution.error->is(kCancelled));
  EXPECT_EQ(stored("load"), -1);
}

TEST_F(RunStates, AreHeldBackWhileStepsAreLeftOut) {
  outside().sources["numbers"] = 3;
  const auto partial = run_with([](RunRequest& request) { request.selection.until = "load"; });
  ASSERT_TRUE(partial->execution.success);
  EXPECT_THAT(outcomes(*partial), ElementsAre(StateOutcome::kHeldBack));
  EXPECT_THAT(warnings(*partial), ElementsAre("load state.held_back"));
  EXPECT_EQ(stored("load"), -1);
  EXPECT_FALSE(files.exists(state_dir(world)));

  ASSERT_TRUE(resume(*partial)->execution.success);
  EXPECT_EQ(stored("load"), 3);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3));
}

TEST_F(RunStates, AreHeldBackIfAKeptStepHasNotSeenWhatIsNew) {
  outside().sources["numbers"] = 3;
  const RunResult first = run_once();
  outside().sources["numbers"] = 5;
  const auto again = resume(first, {.only = "load"});  // `save` stays as it is: it has 1 to 3.
  ASSERT_TRUE(again->execution.success);
  EXPECT_THAT(outcomes(*again), ElementsAre(StateOutcome::kHeldBack));
  EXPECT_THAT(warnings(*again), ElementsAre("load state.held_back"));
  EXPECT_EQ(stored("load"), 3);
  run_once();
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(RunStates, AreLeftAloneIfAnotherRunWasFaster) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().sources["numbers"] = 5;
  RunResult faster;
  outside().before_writing = [&] {
    outside().before_writing = {};
    outside().sources["numbers"] = 4;  // It sees less, and is through first.
    faster = run_once();
  };
  const RunResult slower = run_once();
  ASSERT_TRUE(slower.execution.success);
  EXPECT_THAT(outcomes(faster), ElementsAre(StateOutcome::kCommitted));
  EXPECT_THAT(outcomes(slower), ElementsAre(StateOutcome::kMoved));
  EXPECT_THAT(warnings(slower), ElementsAre("load state.moved"));
  EXPECT_THAT(text_of(slower.folder.events_log()), HasSubstr(faster.session_id));
  EXPECT_EQ(stored("load"), 4);
  outside().sources["numbers"] = 5;
  run_once();
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 4, 4, 5, 5));  // Some twice, all of them.
}

TEST_F(RunStates, AreLeftAloneIfTheyWereResetMeanwhile) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().sources["numbers"] = 5;
  outside().before_writing = [&] {
    outside().before_writing = {};
    ASSERT_TRUE(reset_states(world, {.pipeline = "Copy numbers", .profile = {}, .step = {}},
                             ResetAction::kRemove)
                    .has_value());
  };
  EXPECT_THAT(outcomes(run_once()), ElementsAre(StateOutcome::kMoved));
  EXPECT_EQ(stored("load"), -1);
}

TEST_F(RunStates, AreNotWrittenIfNothingIsNew) {
  outside().sources["numbers"] = 3;
  run_once();
  const std::string before = text_of(state_path("load"));
  EXPECT_THAT(outcomes(run_once()), ElementsAre(StateOutcome::kUnchanged));
  EXPECT_EQ(text_of(state_path("load")), before);
}

TEST_F(RunStates, AreNotGivenInAFullRefresh) {
  outside().sources["numbers"] = 3;
  run_once();
  const auto refreshed = run_with([](RunRequest& request) { request.full_refresh = true; });
  EXPECT_THAT(outcomes(*refreshed), ElementsAre(StateOutcome::kCommitted));
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(text_of(refreshed->folder.text_log()),
              HasSubstr("step 'load' starts without a state: a full refresh"));
  outside().sources["numbers"] = 4;
  run_once();
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 1, 2, 3, 4));
}

TEST_F(RunStates, OfAFailedFullRefreshStayAndItsResumeReadsEverything) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().broken = {"load"};
  const auto failed = run_with([](RunRequest& request) { request.full_refresh = true; });
  EXPECT_EQ(stored("load"), 3);
  outside().broken.clear();
  ASSERT_TRUE(resume(*failed)->execution.success);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 1, 2, 3));
}

TEST_F(RunStates, StayIfAStepLeavesNoneAndGoWithAFullRefresh) {
  outside().sources["numbers"] = 3;
  run_once();
  const std::string forgetful = without_state(kIncremental);
  outside().sources["numbers"] = 5;
  EXPECT_THAT(outcomes(run_once(forgetful)), ElementsAre(StateOutcome::kUnchanged));
  EXPECT_EQ(stored("load"), 3);
  const auto refreshed =
      run_with([](RunRequest& request) { request.full_refresh = true; }, forgetful);
  EXPECT_THAT(outcomes(*refreshed), ElementsAre(StateOutcome::kRemoved));
  EXPECT_EQ(stored("load"), -1);
  EXPECT_THAT(text_of(refreshed->folder.events_log()),
              HasSubstr(R"("event":"state_committed","step_id":"load","path":")" +
                        state_path("load").string() + R"(","bytes":0})"));
}

TEST_F(RunStates, MakeNoFolderForStepsThatLeaveNone) {
  outside().sources["numbers"] = 3;
  EXPECT_THAT(outcomes(run_once(without_state(kIncremental))),
              ElementsAre(StateOutcome::kUnchanged));
  const auto partial = run_with([](RunRequest& request) { request.selection.until = "load"; },
                                without_state(kIncremental));
  EXPECT_THAT(outcomes(*partial), ElementsAre(StateOutcome::kUnchanged));
  EXPECT_THAT(warnings(*partial), IsEmpty());
  EXPECT_FALSE(files.exists(state_dir(world)));
}

TEST_F(RunStates, ThatAreDamagedStopARunBeforeItBegins) {
  outside().sources["numbers"] = 3;
  run_once();
  write(state_path("load"), "{\"version\":1");
  const std::size_t sessions = list_runs(world)->runs.size();
  const auto refused = run_with([](RunRequest&) {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().is(session::kStateInvalid));
  EXPECT_THAT(refused.error().message, HasSubstr(state_path("load").string()));
  EXPECT_THAT(refused.error().hint, HasSubstr("osiris state reset copy-numbers --step load"));
  EXPECT_EQ(list_runs(world)->runs.size(), sessions);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3));

  ASSERT_TRUE(run_with([](RunRequest& request) { request.full_refresh = true; }).has_value());
  EXPECT_EQ(stored("load"), 3);
}

TEST_F(RunStates, ThatCannotBeReadStopEvenAFullRefresh) {
  ASSERT_TRUE(files.create_directories(state_path("load")).has_value());
  for (const bool full_refresh : {false, true}) {
    const auto refused =
        run_with([&](RunRequest& request) { request.full_refresh = full_refresh; });
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().is(kFileKind));
  }
}

TEST_F(RunStates, OfAnotherConnectionOrComponentSayNothing) {
  write("osiris_connections.yaml", "connections: {fake: {main: {default: true}, copy: {}}}");
  outside().sources["numbers"] = 3;
  const auto with_connection = [](const char* reference) {
    return replace_all(
        kIncremental, "    config: {}\n  - id: save",
        std::string("    config: {connection: \"") + reference + "\"}\n  - id: save");
  };
  run_once(with_connection("@fake"));
  EXPECT_TRUE(run_with([](RunRequest&) {}, with_connection("@fake.main")).has_value());
  for (const std::string& text : {with_connection("@fake.copy"), std::string(kIncremental)}) {
    const auto refused = run_with([](RunRequest&) {}, text);
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().is(session::kStateForeign));
    EXPECT_THAT(refused.error().message, AllOf(HasSubstr("was left by component 'fake.counter' "
                                                         "with connection @fake.main"),
                                               HasSubstr(state_path("load").string())));
  }
  const auto refreshed = run_with([](RunRequest& request) { request.full_refresh = true; },
                                  with_connection("@fake.copy"));
  ASSERT_TRUE(refreshed.has_value());
  EXPECT_TRUE(run_with([](RunRequest&) {}, with_connection("@fake.copy")).has_value());

  write(state_path("load"), replace_all(text_of(state_path("load")), "fake.counter", "fake.other"));
  const auto refused = run_with([](RunRequest&) {}, with_connection("@fake.copy"));
  EXPECT_TRUE(refused.error().is(session::kStateForeign));
}

TEST_F(RunStates, AreApartForEachProfile) {
  outside().sources = {{"first", 3}, {"second", 1}};
  run_once(kTwoSources);
  for (const char* profile : {"prod", "../x"}) {
    outside().targets.clear();
    const auto other =
        run_with([&](RunRequest& request) { request.pipeline.profile = profile; }, kTwoSources);
    ASSERT_TRUE(other.has_value()) << other.error().message;
    ASSERT_TRUE(other->manifest.has_value()) << other->diagnostics.front().message;
    EXPECT_THAT(outside().targets["save-1"], ElementsAre(1, 2, 3)) << profile;
    EXPECT_EQ(stored("load-1.a", "two-sources", profile), 3);
  }
  EXPECT_FALSE(files.exists(folder / "x"));
  EXPECT_EQ(stored("load-2.b", "two-sources"), 1);
}

TEST_F(RunStates, AreThoseOfThePipelineForItsManifest) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().sources["numbers"] = 5;
  const auto compiled = compile_pipeline(stateful, pipeline(kIncremental), {});
  ASSERT_TRUE(compiled->manifest.has_value());
  RunRequest request;
  request.pipeline.file = compiled->manifest_path.string();
  ASSERT_TRUE(run_pipeline(stateful, request, {}).has_value());
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(RunStates, ThatCannotBeCommittedMakeTheRunFailAndItsResumeCommitsTheRest) {
  outside().sources = {{"first", 3}, {"second", 1}};
  const Path second = state_path("load-2.b", "two-sources");
  outside().before_writing = [&] {
    outside().before_writing = {};
    ASSERT_TRUE(files.create_directories(second / "in the way").has_value());
  };
  const RunResult failed = run_once(kTwoSources);
  ASSERT_FALSE(failed.execution.success);
  EXPECT_EQ(failed.exit_code, ExitCode::kStepFailed);
  EXPECT_THAT(failed.execution.error->message, HasSubstr("load-2.b.json"));
  EXPECT_EQ(failed.execution.failed_step, "");
  EXPECT_THAT(outcomes(failed), ElementsAre(StateOutcome::kCommitted, StateOutcome::kHeldBack));
  EXPECT_THAT(event_names(failed), testing::Contains("run_error"));
  EXPECT_EQ(list_runs(world)->runs.front().status, "failed");
  EXPECT_EQ(parse_json(text_of(failed.folder.status()))->text_or("reason", ""), "execution_failed");
  EXPECT_EQ(stored("load-1.a", "two-sources"), 3);

  ASSERT_TRUE(files.remove_all(second).has_value());
  const auto resumed = resume(failed);
  ASSERT_TRUE(resumed->execution.success) << resumed->execution.error->message;
  EXPECT_THAT(outcomes(*resumed), ElementsAre(StateOutcome::kUnchanged, StateOutcome::kCommitted));
  EXPECT_EQ(stored("load-2.b", "two-sources"), 1);
  EXPECT_THAT(outside().targets["save-1"], ElementsAre(1, 2, 3));
  EXPECT_THAT(outside().targets["save-2"], ElementsAre(1));
}

TEST_F(RunStates, ThatAKillLeftHalfCommittedAreCommittedByTheResume) {
  outside().sources = {{"first", 3}, {"second", 1}};
  const RunResult dead = run_once(kTwoSources);
  // Killed when the first file was in its place, and before anything was said of it.
  const std::string events = text_of(dead.folder.events_log());
  write(dead.folder.events_log(),
        events.substr(0, events.rfind('\n', events.find("state_committed")) + 1));
  ASSERT_TRUE(files.remove_all(state_path("load-2.b", "two-sources")).has_value());
  const auto resumed = resume(dead);
  EXPECT_THAT(outcomes(*resumed), ElementsAre(StateOutcome::kCommitted, StateOutcome::kCommitted));
  EXPECT_THAT(warnings(*resumed), IsEmpty());
  EXPECT_EQ(stored("load-1.a", "two-sources"), 3);
  EXPECT_EQ(stored("load-2.b", "two-sources"), 1);
}

TEST_F(RunStates, OfAFinishedSessionAreNotCommittedOnceMore) {
  outside().sources["numbers"] = 3;
  const RunResult old = run_once();
  outside().sources["numbers"] = 5;
  run_once();
  EXPECT_THAT(warnings(*resume(old)), IsEmpty());
  EXPECT_EQ(stored("load"), 5);
  ASSERT_TRUE(reset_states(world, {.pipeline = "copy-numbers", .profile = {}, .step = {}},
                           ResetAction::kRemove)
                  .has_value());
  EXPECT_TRUE(resume(old)->execution.success);
  EXPECT_EQ(stored("load"), -1);
}

TEST_F(RunStates, OfAStepThatIsDoneAgainReplaceThoseOfTheSession) {
  outside().sources["numbers"] = 3;
  const RunResult first = run_once();
  outside().sources["numbers"] = 5;
  const auto again = resume(first, {.from = "load"});
  EXPECT_THAT(outcomes(*again), ElementsAre(StateOutcome::kCommitted));
  EXPECT_EQ(stored("load"), 5);
  EXPECT_THAT(written(), ElementsAre(1, 2, 3, 1, 2, 3, 4, 5));
}

TEST_F(RunStates, OfAStepThatIsDoneAgainAreCommittedEvenIfTheyGoBack) {
  outside().sources["numbers"] = 3;
  run_once();
  outside().sources["numbers"] = 5;
  const RunResult second = run_once();
  outside().sources["numbers"] = 3;  // The new ones are gone, and come again later.
  EXPECT_THAT(outcomes(*resume(second, {.from = "load"})), ElementsAre(StateOutcome::kCommitted));
  EXPECT_EQ(stored("load"), 3);
}

TEST_F(RunStates, ThatASessionHasLostKeepItFromBeingResumed) {
  outside().sources["numbers"] = 3;
  outside().broken = {"save"};
  const RunResult failed = run_once();
  outside().broken.clear();
  ASSERT_TRUE(files.remove_all(failed.folder.kept_state("load")).has_value());
  auto refused = resume(failed);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().is(session::kStateLost));
  EXPECT_THAT(refused.error().hint, HasSubstr("--from load"));
  ASSERT_TRUE(resume(failed, {.from = "load"}).has_value());
  EXPECT_EQ(stored("load"), 3);

  write(failed.folder.base_states(), R"({"version":1,"steps":{}})");
  refused = resume(failed);
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().is(session::kStateLost));
  EXPECT_THAT(refused.error().message, HasSubstr("has no step 'load'"));
  ASSERT_TRUE(files.remove_all(failed.folder.base_states()).has_value());
  EXPECT_TRUE(resume(failed).error().is(session::kStateLost));
}

TEST_F(RunStates, LeaveNoNoteInSessionsWithoutThem) {
  const auto result = run(pipeline());
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(files.exists(result->folder.base_states()));
  EXPECT_THAT(result->states, SizeIs(0));
}

}  // namespace
}  // namespace osiris::app
