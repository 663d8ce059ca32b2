#include "osiris/run/step_runner.h"

#include "osiris/run/step_ledger.h"
#include "osiris/run/test_session.h"

#include <thread>

namespace osiris::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class StepRunnerTest : public SessionTest {
 protected:
  StepOutcome run(const compile::ManifestStep& step, const FinishedRelations& finished = {},
                  std::stop_token stop = {}) {
    AdapterServices with = services();
    return run_step(step, finished, options, *context, with, std::move(stop));
  }

  static compile::ManifestStep source(
      std::initializer_list<std::pair<const char*, Value>> members) {
    return step("extract-rows", "fake.source", {}, config(members));
  }
};

TEST_F(StepRunnerTest, RunsAStepAndTellsItsStory) {
  const StepOutcome outcome = run(source({{"rows", 5}}));

  EXPECT_EQ(outcome.status, StepStatus::kComplete);
  EXPECT_EQ(outcome.attempts, 1);
  EXPECT_EQ(outcome.result.rows_out, 5);
  EXPECT_THAT(relations(), ElementsAre("extract-rows"));
  EXPECT_THAT(event_names(), ElementsAre("step_start:extract-rows", "artifact_created:extract-rows",
                                         "step_complete:extract-rows"));
  EXPECT_EQ(event("step_complete").find("rows_processed")->as_int(), 5);
  EXPECT_THAT(metric("rows_read"), ElementsAre(5));
  EXPECT_THAT(metric("rows_processed"), ElementsAre(5));
  EXPECT_THAT(metric("bytes_read"), ElementsAre(40));
  EXPECT_EQ(metric("step_duration_ms").size(), 1U);
  EXPECT_THAT(metric("rows_written"), IsEmpty());
}

TEST_F(StepRunnerTest, CountsWhatAWriterWrote) {
  ASSERT_EQ(run(source({{"rows", 4}})).status, StepStatus::kComplete);
  const StepOutcome outcome =
      run(step("write", "fake.sink", {"extract-rows"}), {{"extract-rows", 4}});
  EXPECT_EQ(outcome.status, StepStatus::kComplete);
  EXPECT_THAT(metric("rows_written"), ElementsAre(4));
  EXPECT_THAT(metric("bytes_written"), ElementsAre(4));
  EXPECT_THAT(relations(), ElementsAre("extract-rows"));
}

TEST_F(StepRunnerTest, HandsInputsUnderAllTheirNames) {
  ASSERT_EQ(run(source({})).status, StepStatus::kComplete);
  compile::ManifestStep transform = step("count", "fake.transform", {"extract-rows", "write"});
  transform.inputs = {{.name = "movies", .step_id = "extract-rows", .mark = {}}};

  EXPECT_EQ(run(transform, {{"extract-rows", 3}}).status, StepStatus::kComplete);

  ASSERT_EQ(driver_calls().inputs.size(), 1U);  // "write" made no relation.
  EXPECT_EQ(driver_calls().inputs[0].rows, 3);
  EXPECT_THAT(
      driver_calls().inputs[0].names,
      testing::UnorderedElementsAre("extract_rows", "df_extract_rows", "movies", "input_df"));
  EXPECT_EQ(event("inputs_resolved").text_or("from_step", ""), "extract-rows");
}

TEST_F(StepRunnerTest, DropsWhatAFailedDriverLeft) {
  const StepOutcome outcome = run(source({{"behave", "fail"}}));

  EXPECT_EQ(outcome.status, StepStatus::kFailed);
  EXPECT_EQ(outcome.error->code, "source.broken");
  EXPECT_THAT(relations(), IsEmpty());
  EXPECT_EQ(event("step_failed").text_or("error_code", ""), "source.broken");
  EXPECT_EQ(event("step_failed").text_or("error_class", ""), "external");
}

TEST_F(StepRunnerTest, TurnsEveryExceptionIntoAnError) {
  EXPECT_EQ(run(source({{"behave", "throw"}})).error->code, kBug.name);
  EXPECT_EQ(run(source({{"behave", "throw_odd"}})).error->code, kBug.name);
  EXPECT_EQ(run(source({{"behave", "exhaust"}})).error->code, kMemoryExhausted.name);
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepRunnerTest, RefusesResultsThatLoseRows) {
  EXPECT_EQ(run(source({{"rejected", 2}})).status, StepStatus::kComplete);
  const StepOutcome outcome = run(source({{"lost", 1}}));
  EXPECT_EQ(outcome.error->code, kLedgerMismatch.name);
  EXPECT_THAT(outcome.error->message, HasSubstr("4 rows"));
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepRunnerTest, RefusesSuccessWithoutARelation) {
  EXPECT_EQ(run(source({{"behave", "no_relation"}})).error->code, kRelationAbsent.name);

  compile::ManifestStep step = source({});
  step.outputs = {{.name = "rejects", .columns = {}}};
  const StepOutcome outcome = run(step);
  EXPECT_EQ(outcome.error->code, kRelationAbsent.name);
  EXPECT_THAT(outcome.error->message, HasSubstr("'extract-rows.rejects'"));
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepRunnerTest, TriesAgainOnlyAfterTransientErrors) {
  compile::ManifestStep retried = source({{"failures", 2}});
  retried.retry = {.max_attempts = 3, .delay_ms = 1, .backoff = 2.0, .max_delay_ms = 60'000};

  const StepOutcome outcome = run(retried);

  EXPECT_EQ(outcome.status, StepStatus::kComplete);
  EXPECT_EQ(outcome.attempts, 3);
  EXPECT_THAT(event_names(),
              ElementsAre("step_start:extract-rows", "artifact_created:extract-rows",
                          "step_retry_attempt:extract-rows", "step_start:extract-rows",
                          "step_retry_attempt:extract-rows", "step_start:extract-rows",
                          "step_complete:extract-rows"));

  driver_calls().count = 0;
  compile::ManifestStep broken = source({{"behave", "fail"}});
  broken.retry = retried.retry;
  EXPECT_EQ(run(broken).attempts, 1);
}

TEST_F(StepRunnerTest, GivesUpAfterTheLastAttempt) {
  compile::ManifestStep retried = source({{"failures", 9}});
  retried.retry = {.max_attempts = 2, .delay_ms = 1, .backoff = 1.0, .max_delay_ms = 1};
  const StepOutcome outcome = run(retried);
  EXPECT_EQ(outcome.attempts, 2);
  EXPECT_TRUE(outcome.error->transient);
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepRunnerTest, StopsWaitingForTheNextAttempt) {
  compile::ManifestStep retried = source({{"failures", 9}});
  retried.retry = {
      .max_attempts = 2, .delay_ms = 3'600'000, .backoff = 1.0, .max_delay_ms = 3'600'000};
  std::stop_source stop;
  log->set_listener([&](std::string_view name, const Value&) {
    if (name == "step_retry_attempt") {
      stop.request_stop();
    }
  });
  EXPECT_EQ(run(retried, {}, stop.get_token()).error->code, kCancelled.name);
}

TEST_F(StepRunnerTest, EndsABlockedStepWhenItsTimeIsUp) {
  compile::ManifestStep slow = source({{"behave", "block"}});
  slow.timeout_ms = 20;
  const StepOutcome outcome = run(slow);
  EXPECT_EQ(outcome.error->code, kTimedOut.name);
  EXPECT_THAT(outcome.error->message, HasSubstr("20 ms"));
  EXPECT_THAT(relations(), IsEmpty());
}

TEST_F(StepRunnerTest, EndsABlockedStepWithTheRun) {
  std::stop_source stop;
  std::jthread presses([&] {
    while (!driver_calls().blocked) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  EXPECT_EQ(run(source({{"behave", "block"}}), {}, stop.get_token()).error->code, kCancelled.name);
}

TEST_F(StepRunnerTest, DoesNotStartADriverOfAStoppedRun) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(run(source({}), {}, stop.get_token()).error->code, kCancelled.name);
  EXPECT_EQ(driver_calls().count, 0);
}

TEST_F(StepRunnerTest, ReportsWarningsAndSomeProgress) {
  ASSERT_EQ(run(source({{"behave", "warn"}})).status, StepStatus::kComplete);
  EXPECT_EQ(event("step_warning").find("count")->as_int(), 2);
  EXPECT_EQ(event("step_progress").find("rows")->as_int(), 2);
  EXPECT_EQ(testing::Test::HasFailure(), false);
  int progress_lines = 0;
  for (const std::string& name : event_names()) {
    progress_lines += name == "step_progress:extract-rows" ? 1 : 0;
  }
  EXPECT_EQ(progress_lines, 1);  // The second came at once.
  EXPECT_THAT(text_of(session.text_log()), HasSubstr("looked twice"));
}

TEST_F(StepRunnerTest, KeepsTheWarningsOfTheLastAttempt) {
  redactor.add_secret("two odd");
  compile::ManifestStep retried = source({{"behave", "warn_and_fail_once"}});
  retried.retry.max_attempts = 2;
  retried.retry.delay_ms = 0;
  const StepOutcome outcome = run(retried);
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_EQ(outcome.warnings[0].code, "data.odd");
  EXPECT_EQ(outcome.warnings[0].message, "*** values");
  EXPECT_EQ(outcome.warnings[0].count, 2);
}

TEST_F(StepRunnerTest, LetsNoSecretReachAFileOrAnError) {
  start("connections: {fake: {main: {host: example.org, password: '${FAKE_PASSWORD}'}}}",
        {{"FAKE_PASSWORD", "hunter2-secret"}});
  compile::ManifestStep failing = source({{"behave", "fail"}, {"token", "token-in-config"}});
  failing.connection = "@fake.main";

  const StepOutcome outcome = run(failing);

  EXPECT_EQ(outcome.error->message, "cannot log in with ***");
  const std::string cleaned =
      text_of(session.step_artifacts("extract-rows") / "cleaned_config.json");
  EXPECT_THAT(cleaned, HasSubstr("example.org"));
  EXPECT_THAT(cleaned, HasSubstr("\"password\": \"***\""));
  EXPECT_THAT(cleaned, HasSubstr("\"token\": \"***\""));
  for (const Path& path : {session.events_log(), session.text_log(), session.metrics_log(),
                           session.step_artifacts("extract-rows") / "cleaned_config.json"}) {
    EXPECT_THAT(text_of(path), Not(HasSubstr("hunter2"))) << path;
    EXPECT_THAT(text_of(path), Not(HasSubstr("token-in"))) << path;
  }
  EXPECT_TRUE(event("connection_resolve_complete").find("ok")->as_bool());
}

TEST_F(StepRunnerTest, FailsTheStepIfItsConnectionCannotBeResolved) {
  start("connections: {fake: {main: {password: '${FAKE_PASSWORD}'}}}", {});
  compile::ManifestStep connected = source({});
  connected.connection = "@fake.main";

  EXPECT_EQ(run(connected).error->code, sdk::kEnvironmentUnset.name);

  EXPECT_EQ(driver_calls().count, 0);
  EXPECT_FALSE(event("connection_resolve_complete").find("ok")->as_bool());
  EXPECT_EQ(event_names().back(), "step_failed:extract-rows");
}

}  // namespace
}  // namespace osiris::run
