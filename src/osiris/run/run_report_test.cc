#include "osiris/run/run_report.h"

#include "osiris/run/test_session.h"

namespace osiris::run {
namespace {

using testing::ElementsAre;

class RunReportTest : public SessionTest {
 protected:
  RunReportTest() {
    plan.pipeline_id = "orders";
    plan.steps = {step("a", "fake.source"), step("b", "fake.transform", {"a"}),
                  step("c", "fake.sink", {"b"}), step("d", "fake.sink", {"b"})};
  }

  /// Makes the result of a run in which `d` failed.
  ExecResult failed_at_the_end() const {
    ExecResult result = failed_before_steps(plan, make_error(kFileDenied, "may not write"));
    result.failed_step = "d";
    for (std::size_t i = 0; i < 3; ++i) {
      result.steps[i].status = StepStatus::kComplete;
      result.steps[i].result.rows_out = static_cast<std::int64_t>(10 * (i + 1));
      result.steps[i].result.rows_in = result.steps[i].result.rows_out + 2;
      result.steps[i].result.rows_rejected = 2;
    }
    result.steps[3].status = StepStatus::kFailed;
    return result;
  }

  compile::Manifest plan;
};

TEST_F(RunReportTest, CountsByMode) {
  const RunTotals totals = totals_of(plan, failed_at_the_end());
  EXPECT_EQ(totals.executed, 4);
  EXPECT_EQ(totals.completed, 3);
  EXPECT_EQ(totals.rows_read, 12);  // As the metric rows_read: rejected rows were read, too.
  EXPECT_EQ(totals.rows_written, 30);
}

TEST_F(RunReportTest, SkipsEveryStepOfARunThatCouldNotStart) {
  const ExecResult result = failed_before_steps(plan, make_error(kFileNotFound, "no"));
  EXPECT_EQ(result.steps.size(), 4U);
  EXPECT_EQ(result.steps[2].status, StepStatus::kSkipped);
  EXPECT_EQ(result.exit_code, ExitCode::kInvalidInput);  // Nothing ran.
  EXPECT_EQ(failed_before_steps(plan, make_error(kBug, "no")).exit_code, ExitCode::kInternal);
  EXPECT_EQ(failed_before_steps(plan, make_error(kDiskFull, "no")).exit_code,
            ExitCode::kStepFailed);
}

TEST_F(RunReportTest, TellsTheEndInEventsMetricsAndStatus) {
  AdapterServices with = services();
  report_run(plan, failed_at_the_end(), *context, with);
  EXPECT_THAT(event_names(), ElementsAre("cleanup_complete", "run_error:d"));
  EXPECT_EQ(event("cleanup_complete").find("total_rows")->as_int(), 30);
  EXPECT_THAT(metric("steps_total"), ElementsAre(4));
  const Value status = *parse_json(text_of(session.status()));
  EXPECT_FALSE(status.find("ok")->as_bool());
  EXPECT_EQ(status.find("steps_completed")->as_int(), 3);
}

TEST_F(RunReportTest, TellsOfARunThatFailedBehindItsSteps) {
  ExecResult result;
  result.success = true;
  result.steps.resize(4);
  fail_run(result, make_error(kDiskFull, "the disk is full"));
  EXPECT_FALSE(result.success);
  EXPECT_EQ(result.exit_code, ExitCode::kStepFailed);
  AdapterServices with = services();
  report_run(plan, result, *context, with);
  EXPECT_THAT(event_names(), ElementsAre("cleanup_complete", "run_error"));
  EXPECT_EQ(event("run_error").text_or("error_code", ""), kDiskFull.name);
}

TEST_F(RunReportTest, NotesThatTheStatusCouldNotBeWritten) {
  ASSERT_TRUE(files.create_directories(session.status()).has_value());
  AdapterServices with = services();
  report_run(plan, failed_at_the_end(), *context, with);
  EXPECT_THAT(text_of(session.text_log()), testing::HasSubstr("status.json: "));
}

}  // namespace
}  // namespace osiris::run
