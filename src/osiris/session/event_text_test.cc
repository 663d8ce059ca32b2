#include "osiris/session/event_text.h"

#include "osiris/session/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::session {
namespace {

using ::testing::HasSubstr;

template <class Event>
LogEntry told(const Event& event) {
  return entry_of(Event::kName, event.fields()).value_or(LogEntry{"", ""});
}

TEST(EventText, TellsEveryEventButProgress) {
  for (const std::string_view name : event_names()) {
    EXPECT_EQ(entry_of(name, Value::object()).has_value(), name != StepProgress::kName) << name;
  }
  EXPECT_EQ(entry_of("of_another_release", Value::object()), std::nullopt);
}

TEST(EventText, TellsOfARun) {
  EXPECT_EQ(told(RunStart{.pipeline_id = "p",
                          .manifest_path = "manifest.yaml",
                          .manifest_hash = "abc",
                          .profile = "prod"}),
            (LogEntry{"INFO", "run of pipeline 'p' began with profile 'prod', manifest abc"}));
  EXPECT_EQ(told(RunComplete{.pipeline_id = "p", .steps_executed = 1, .duration_ms = 950}),
            (LogEntry{"INFO", "run complete: 1 step executed in 950 ms"}));
  EXPECT_EQ(told(RunEnd{.status = "success", .duration_ms = 1}),
            (LogEntry{"INFO", "run ended: success"}));
}

TEST(EventText, BeginsWithTheStep) {
  EXPECT_EQ(told(StepStart{.step_id = "a", .driver = "x.y", .attempt = 1}),
            (LogEntry{"INFO", "step 'a': began (x.y)"}));
  EXPECT_EQ(told(StepStart{.step_id = "a", .driver = "x.y", .attempt = 2}),
            (LogEntry{"INFO", "step 'a': attempt 2 began (x.y)"}));
  EXPECT_EQ(
      told(StepComplete{.step_id = "a",
                        .driver = "x.y",
                        .rows_processed = 1234,
                        .duration_ms = 1500,
                        .rows_in = 1240,
                        .rows_rejected = 6,
                        .bytes = 1}),
      (LogEntry{"INFO",
                "step 'a': complete: 1,240 rows in, 1,234 out, 6 rejected, 1 byte in 1.5 s"}));
  EXPECT_EQ(told(StepSkipped{.step_id = "b", .reason = "upstream_failed"}),
            (LogEntry{"INFO", "step 'b': skipped: upstream_failed"}));
}

TEST(EventText, TellsWarningsWithCodeAndCount) {
  EXPECT_EQ(
      told(StepWarning{.step_id = "a", .code = "csv.bad_line", .message = "skipped", .count = 3}),
      (LogEntry{"WARNING", "step 'a': csv.bad_line: skipped (3 times)"}));
  EXPECT_EQ(told(StepWarning{.step_id = "a", .code = "c", .message = "assumed", .count = 0}),
            (LogEntry{"WARNING", "step 'a': c: assumed"}));
  EXPECT_EQ(told(StepRetry{.step_id = "a",
                           .attempt = 1,
                           .delay_ms = 2000,
                           .error_code = "connection.lost",
                           .message = "gone"}),
            (LogEntry{"WARNING",
                      "step 'a': attempt 1 failed, trying again in 2 s: connection.lost: gone"}));
}

TEST(EventText, TellsFailuresWithCodeAndHint) {
  EXPECT_EQ(
      told(StepFailed{.step_id = "a",
                      .driver = "x.y",
                      .error_code = "csv.bad_line",
                      .error_class = "user",
                      .message = "line 3",
                      .hint = "mend it",
                      .duration_ms = 2}),
      (LogEntry{"ERROR", "step 'a': failed after 2 ms: csv.bad_line: line 3\nhint: mend it"}));
  EXPECT_EQ(told(RunError{.pipeline_id = "p",
                          .error_code = "run.timed_out",
                          .message = "too long",
                          .hint = "raise it",
                          .step_id = "",
                          .duration_ms = 2}),
            (LogEntry{"ERROR", "run failed after 2 ms: run.timed_out: too long\nhint: raise it"}));
  RunError of_step;
  of_step.step_id = "a";
  EXPECT_THAT(told(of_step).text, HasSubstr("run failed after 0 ms in step 'a'"));
  EXPECT_EQ(
      told(ConnectionResolved{
          .step_id = "a", .family = "mysql", .alias = "main", .ok = false, .error = "absent"}),
      (LogEntry{"ERROR", "step 'a': connection @mysql.main: absent"}));
}

}  // namespace
}  // namespace osiris::session
