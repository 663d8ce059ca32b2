#include "osiris/run/local/local_adapter.h"

#include "osiris/run/kept_data.h"
#include "osiris/run/run_report.h"
#include "osiris/run/step_stop.h"
#include "osiris/run/test_session.h"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace osiris::run {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class LocalAdapterTest : public SessionTest {
 protected:
  static compile::Manifest manifest(std::vector<compile::ManifestStep> steps) {
    compile::Manifest manifest;
    manifest.pipeline_id = "orders";
    manifest.pipeline_name = "Orders";
    manifest.steps = std::move(steps);
    return manifest;
  }

  ExecResult run(const compile::Manifest& plan, std::stop_token stop = {}) {
    LocalAdapter adapter(services(), options);
    auto prepared = adapter.prepare(plan, *context);
    EXPECT_TRUE(prepared.has_value()) << prepared.error().message;
    ExecResult result = adapter.execute(*prepared, *context, std::move(stop));
    AdapterServices with = services();
    report_run(plan, result, *context, with);
    return result;
  }

  static std::vector<std::string> statuses(const ExecResult& result) {
    std::vector<std::string> out;
    for (const StepOutcome& step : result.steps) {
      out.push_back(step.step_id + (step.status == StepStatus::kComplete ? " complete"
                                    : step.status == StepStatus::kFailed ? " failed"
                                                                         : " skipped"));
    }
    return out;
  }

  /// Returns why which steps were skipped, sorted.
  std::vector<std::string> skip_reasons() {
    std::vector<std::string> reasons;
    for (const Value& line : lines(session.events_log())) {
      if (line.text_or("event", "") == "step_skipped") {
        reasons.push_back(line.text_or("step_id", "") + " " + line.text_or("reason", ""));
      }
    }
    std::sort(reasons.begin(), reasons.end());
    return reasons;
  }

  /// a -> b -> c, and d by itself.
  static compile::Manifest branched(const char* behave_of_a) {
    return manifest({step("a", "fake.source", {}, config({{"behave", behave_of_a}})),
                     step("b", "fake.transform", {"a"}), step("c", "fake.sink", {"b"}),
                     step("d", "fake.source")});
  }
};

TEST_F(LocalAdapterTest, PreparesWithoutTouchingData) {
  LocalAdapter adapter(services(), options);
  const auto prepared = adapter.prepare(branched("ok"), *context);
  ASSERT_TRUE(prepared.has_value());
  EXPECT_FALSE(files.exists(session.database()));
  EXPECT_EQ(prepared->io_layout.at("db_path"), session.database().string());
  EXPECT_EQ(prepared->io_layout.at("artifacts_dir"), session.artifacts_dir().string());
  EXPECT_EQ(prepared->io_layout.size(), 6U);
  EXPECT_THAT(event_names(), IsEmpty());
}

TEST_F(LocalAdapterTest, KeepsOnlyTheNamesOfSettings) {
  start("connections: {fake: {main: {host: example.org, password: '${PW}'}}}",
        {{"PW", "hunter2-secret"}});
  compile::Manifest plan = branched("ok");
  plan.steps[0].connection = "@fake.main";
  LocalAdapter adapter(services(), options);
  const auto prepared = adapter.prepare(plan, *context);
  ASSERT_TRUE(prepared.has_value());
  EXPECT_THAT(prepared->connections, ElementsAre(testing::Pair("@fake.main", "host, password")));
}

TEST_F(LocalAdapterTest, RefusesAConnectionThatCannotBeResolvedBeforeAnyStep) {
  start("connections: {fake: {main: {password: '${PW}'}}}", {});
  compile::Manifest plan = branched("ok");
  plan.steps[3].connection = "@fake.main";
  LocalAdapter adapter(services(), options);
  const auto prepared = adapter.prepare(plan, *context);
  ASSERT_FALSE(prepared.has_value());
  EXPECT_EQ(prepared.error().code, sdk::kEnvironmentUnset.name);
  EXPECT_THAT(prepared.error().message, HasSubstr("step 'd'"));
}

TEST_F(LocalAdapterTest, RunsAllStepsInOrder) {
  const ExecResult result = run(branched("ok"));

  EXPECT_TRUE(result.success);
  EXPECT_EQ(result.exit_code, ExitCode::kSuccess);
  EXPECT_THAT(statuses(result),
              ElementsAre("a complete", "b complete", "c complete", "d complete"));
  EXPECT_EQ(event_names().front(), "database_initialized");
  EXPECT_EQ(event_names().back(), "run_complete");
  EXPECT_EQ(event("cleanup_complete").find("total_rows")->as_int(), 3);
  EXPECT_THAT(relations(), ElementsAre("a", "b", "d"));
}

TEST_F(LocalAdapterTest, LeavesAStatusAndRunMetrics) {
  ASSERT_TRUE(run(branched("ok")).success);
  const Value status = *parse_json(text_of(session.status()));
  EXPECT_TRUE(status.find("ok")->as_bool());
  EXPECT_EQ(status.find("steps_completed")->as_int(), 4);
  EXPECT_EQ(status.text_or("reason", "?"), "");
  EXPECT_TRUE(status.find("events_jsonl_exists")->as_bool());
  EXPECT_THAT(metric("steps_completed"), ElementsAre(4));
  EXPECT_THAT(metric("adapter_exit_code"), ElementsAre(0));
  EXPECT_GT(metric("database_bytes").at(0), 0);
  EXPECT_GT(metric("memory_peak_bytes").at(0), 1 << 20);
}

TEST_F(LocalAdapterTest, StopsAtTheFirstFailure) {
  const ExecResult result = run(branched("fail"));

  EXPECT_FALSE(result.success);
  EXPECT_EQ(result.exit_code, ExitCode::kStepFailed);
  EXPECT_EQ(result.failed_step, "a");
  EXPECT_THAT(statuses(result), ElementsAre("a failed", "b skipped", "c skipped", "d skipped"));
  EXPECT_EQ(event("run_error").text_or("error_code", ""), "source.broken");
  EXPECT_EQ(event_names().back(), "run_error:a");
  const Value status = *parse_json(text_of(session.status()));
  EXPECT_EQ(status.text_or("reason", ""), "execution_failed");
}

TEST_F(LocalAdapterTest, FinishesWhatDoesNotDependOnAFailure) {
  options.on_failure = OnFailure::kFinishIndependent;
  const ExecResult result = run(branched("fail"));
  EXPECT_FALSE(result.success);
  EXPECT_THAT(statuses(result), ElementsAre("a failed", "b skipped", "c skipped", "d complete"));
  EXPECT_THAT(skip_reasons(), ElementsAre("b upstream_failed", "c upstream_failed"));
}

TEST_F(LocalAdapterTest, RunsIndependentStepsAtOnce) {
  options.concurrency = 2;
  const ExecResult result =
      run(manifest({step("a", "fake.source", {}, config({{"behave", "meet"}})),
                    step("b", "fake.source", {}, config({{"behave", "meet"}})),
                    step("c", "fake.transform", {"a", "b"})}));
  EXPECT_TRUE(result.success);  // Each waits for the other to be there.
  EXPECT_THAT(statuses(result), ElementsAre("a complete", "b complete", "c complete"));
  EXPECT_EQ(result.steps[2].result.rows_out, 6);
}

TEST_F(LocalAdapterTest, RunsNoMoreStepsAtOnceThanAllowed) {
  options.concurrency = 2;
  std::vector<compile::ManifestStep> steps;
  for (int i = 0; i < 12; ++i) {
    steps.push_back(step("s" + std::to_string(i), "fake.source"));
  }
  EXPECT_TRUE(run(manifest(std::move(steps))).success);
  EXPECT_LE(driver_calls().most_at_once, 2);
}

TEST_F(LocalAdapterTest, LetsWhatRunsFinishBehindAFailure) {
  options.concurrency = 2;
  const ExecResult result =
      run(manifest({step("a", "fake.source", {}, config({{"behave", "outlast"}})),
                    step("b", "fake.source", {}, config({{"behave", "fail"}}))}));
  EXPECT_EQ(result.failed_step, "b");
  EXPECT_THAT(statuses(result), ElementsAre("a complete", "b failed"));
}

TEST_F(LocalAdapterTest, StopsAllStepsThatRun) {
  options.concurrency = 2;
  std::stop_source stop;
  std::jthread presses([&] {
    while (driver_calls().running < 2) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  const ExecResult result =
      run(manifest({step("a", "fake.source", {}, config({{"behave", "block"}})),
                    step("b", "fake.source", {}, config({{"behave", "block"}}))}),
          stop.get_token());
  EXPECT_EQ(result.exit_code, ExitCode::kInterrupted);
  EXPECT_THAT(statuses(result), ElementsAre("a failed", "b failed"));
}

TEST_F(LocalAdapterTest, RunsManyDependentStepsInParallel) {
  options.concurrency = 4;
  std::vector<compile::ManifestStep> steps;
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(i);
    steps.push_back(step("s" + number, "fake.source", {}, config({{"rows", i}})));
    steps.push_back(step("t" + number, "fake.transform", {"s" + number}));
    steps.push_back(step("w" + number, "fake.sink", {"t" + number}));
  }
  const ExecResult result = run(manifest(std::move(steps)));
  ASSERT_TRUE(result.success) << result.error->message;
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    EXPECT_EQ(result.steps[i].result.rows_out, static_cast<std::int64_t>(i / 3));
  }
}

TEST_F(LocalAdapterTest, KeepsWhatAnEarlierRunFinished) {
  ASSERT_TRUE(run(branched("ok")).success);
  driver_calls().count = 0;
  options.fates = {StepFate::kKeep, StepFate::kRun, StepFate::kLeave, StepFate::kKeep};
  options.finished = {{"a", 3}, {"d", 3}};
  const ExecResult result = run(branched("ok"));
  EXPECT_TRUE(result.success);
  EXPECT_EQ(driver_calls().count, 1);
  EXPECT_EQ(result.steps[0].status, StepStatus::kKept);
  EXPECT_EQ(result.steps[0].result.rows_out, 3);
  EXPECT_EQ(result.steps[1].status, StepStatus::kComplete);
  EXPECT_EQ(result.steps[1].result.rows_out, 3);
  EXPECT_EQ(result.steps[2].status, StepStatus::kLeft);
}

TEST_F(LocalAdapterTest, RunsNothingIfWhatWasFinishedIsGone) {
  options.fates = {StepFate::kKeep, StepFate::kRun, StepFate::kRun, StepFate::kRun};
  options.finished = {{"a", 3}};
  const ExecResult result = run(branched("ok"));
  EXPECT_EQ(result.error->code, kDataLost.name);
  EXPECT_EQ(driver_calls().count, 0);
}

TEST_F(LocalAdapterTest, StopsWhenTheTimeOfTheRunIsUp) {
  options.timeout_ms = 30;
  const ExecResult result = run(branched("block"));
  EXPECT_EQ(result.error->code, kTimedOut.name);
  EXPECT_EQ(result.failed_step, "");  // No step is to blame.
  EXPECT_EQ(result.exit_code, ExitCode::kStepFailed);
  EXPECT_EQ(event("run_error").text_or("hint", ""), "raise `--timeout`, or give it less to do");
}

TEST_F(LocalAdapterTest, SkipsWhatNamesAFailedInput) {
  options.on_failure = OnFailure::kFinishIndependent;
  compile::Manifest plan = branched("fail");
  plan.steps[1].needs.clear();
  plan.steps[1].inputs = {{.name = "x", .step_id = "a", .mark = {}}};
  EXPECT_THAT(statuses(run(plan)), Contains("b skipped"));
}

TEST_F(LocalAdapterTest, TellsBugsAndTransientFailuresApart) {
  EXPECT_EQ(run(branched("throw")).exit_code, ExitCode::kInternal);
  compile::Manifest plan = branched("ok");
  plan.steps[0].config.set("failures", 99);
  EXPECT_EQ(run(plan).exit_code, ExitCode::kTransient);
}

TEST_F(LocalAdapterTest, StopsWithinAStep) {
  std::stop_source stop;
  std::jthread presses([&] {
    while (!driver_calls().blocked) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
  options.exit_code_when_stopped = [] { return ExitCode::kTerminated; };
  const ExecResult result = run(branched("block"), stop.get_token());

  EXPECT_EQ(result.exit_code, ExitCode::kTerminated);
  EXPECT_EQ(result.error->code, kCancelled.name);
  // Nothing failed.
  EXPECT_THAT(skip_reasons(), ElementsAre("b run_stopped", "c run_stopped", "d run_stopped"));
  EXPECT_EQ(parse_json(text_of(session.status()))->text_or("reason", ""), "interrupted");
  EXPECT_TRUE(context->get_db_connection().has_value());  // It was closed, and opens again.
}

/// Requests a stop when a driver is amid its work.
std::jthread stop_amid_work(std::stop_source& stop) {
  return std::jthread([&stop] {
    while (!driver_calls().blocked) {
      std::this_thread::yield();
    }
    stop.request_stop();
  });
}

TEST_F(LocalAdapterTest, GivesUpAStepThatHearsNothing) {
  std::stop_source stop;
  const std::jthread presses = stop_amid_work(stop);
  std::optional<ExecResult> left;
  options.leave = [&](const ExecResult& result) {
    left = result;
    driver_calls().released = true;
  };
  run(branched("deaf"), stop.get_token());

  ASSERT_TRUE(left.has_value());
  EXPECT_EQ(left->exit_code, ExitCode::kInterrupted);
  EXPECT_EQ(left->failed_step, "a");
  EXPECT_THAT(statuses(*left), ElementsAre("a failed", "b skipped", "c skipped", "d skipped"));
  EXPECT_THAT(skip_reasons(), ElementsAre("b run_stopped", "c run_stopped", "d run_stopped"));
  EXPECT_GE(left->steps[0].duration_ms, kUnheardMax.count());
  const std::vector<std::string> names = event_names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "step_failed:a"), 1);  // Not again at its end.
  EXPECT_THAT(text_of(session.text_log()), Not(HasSubstr("heard nothing")));
}

TEST_F(LocalAdapterTest, GivesUpNoStepThatEndsInTime) {
  std::stop_source stop;
  const std::jthread presses = stop_amid_work(stop);
  options.leave = [](const ExecResult&) { ADD_FAILURE() << "all steps had ended"; };
  EXPECT_EQ(run(branched("block"), stop.get_token()).exit_code, ExitCode::kInterrupted);
}

TEST_F(LocalAdapterTest, GivesUpNoStepThatWrites) {
  std::stop_source stop;
  const std::jthread presses = stop_amid_work(stop);
  const std::jthread releases([] {
    while (!driver_calls().blocked) {
      std::this_thread::yield();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1000));  // Longer than it waits.
    driver_calls().released = true;
  });
  options.leave = [](const ExecResult&) { ADD_FAILURE() << "a step was writing"; };
  const ExecResult result =
      run(manifest({step("a", "fake.source"),
                    step("b", "fake.sink", {"a"}, config({{"behave", "deaf"}}))}),
          stop.get_token());
  EXPECT_EQ(result.exit_code, ExitCode::kInterrupted);
  EXPECT_THAT(statuses(result), ElementsAre("a complete", "b failed"));
}

TEST_F(LocalAdapterTest, SaysThatItWasStoppedBetweenSteps) {
  std::stop_source stop;
  log->set_listener([&](std::string_view name, const Value&) {
    if (name == "step_complete") {
      stop.request_stop();
    }
  });
  const ExecResult result = run(branched("ok"), stop.get_token());
  EXPECT_EQ(result.error->code, kCancelled.name);
  EXPECT_EQ(result.failed_step, "");
  EXPECT_THAT(statuses(result), ElementsAre("a complete", "b skipped", "c skipped", "d skipped"));
  EXPECT_EQ(event("step_skipped").text_or("reason", ""), "run_stopped");
}

TEST_F(LocalAdapterTest, RunsNothingWithoutADatabase) {
  options.on_failure = OnFailure::kFinishIndependent;
  ExecutionContext other("s-1", session.root);
  ASSERT_TRUE(other.get_db_connection().has_value());  // Somebody else has it.

  const ExecResult result = run(branched("ok"));

  EXPECT_EQ(result.error->code, exchange::kDatabaseLocked.name);
  EXPECT_EQ(driver_calls().count, 0);
  EXPECT_THAT(event_names(), Not(Contains("database_initialized")));
}

TEST_F(LocalAdapterTest, LeavesTheDatabaseFileEvenIfTheFirstStepFails) {
  run(branched("fail"));
  EXPECT_TRUE(files.exists(session.database()));
}

TEST_F(LocalAdapterTest, CollectsWhatIsThere) {
  LocalAdapter adapter(services(), options);
  const auto prepared = adapter.prepare(branched("ok"), *context);
  auto collected = adapter.collect(*prepared, *context);
  EXPECT_EQ(collected->database, Path());
  EXPECT_EQ(collected->events_log, session.events_log());
  ASSERT_TRUE(adapter.execute(*prepared, *context, {}).success);
  collected = adapter.collect(*prepared, *context);
  EXPECT_EQ(collected->database, session.database());
  EXPECT_EQ(collected->artifacts_dir, session.artifacts_dir());
}

}  // namespace
}  // namespace osiris::run
