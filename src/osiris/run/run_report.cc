#include "osiris/run/run_report.h"

#include "osiris/format/json.h"
#include "osiris/run/exit_code_of.h"
#include "osiris/run/process_memory.h"
#include "osiris/session/event.h"

namespace osiris::run {
namespace {

std::int64_t file_bytes(const FileSystem& files, const Path& path) {
  const auto entries = files.list(path.parent_path());
  for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>{})) {
    if (entry.name == path.filename()) {
      return static_cast<std::int64_t>(entry.size_bytes);
    }
  }
  return 0;
}

void measure_run(const ExecResult& result, const RunTotals& totals, const ExecutionContext& context,
                 AdapterServices& services) {
  session::SessionLog& log = services.log;
  log.measure(session::kStepsTotal, Value(static_cast<std::int64_t>(result.steps.size())));
  log.measure(session::kStepsCompleted, Value(totals.completed));
  log.measure(session::kExecutionDuration, Value(static_cast<double>(result.duration_ms) / 1000.0));
  log.measure(session::kExitCode, Value(static_cast<int>(result.exit_code)));
  log.measure(session::kDatabaseBytes, Value(file_bytes(services.files, context.database_path())));
  if (const auto peak = process_memory(services.files).peak; peak.has_value()) {
    log.measure(session::kMemoryPeakBytes, Value(*peak));
  }
}

void write_status(const ExecResult& result, const RunTotals& totals,
                  const ExecutionContext& context, AdapterServices& services) {
  const session::SessionFolder folder{.root = context.base_path()};
  session::SessionStatus status;
  status.exit_code = static_cast<int>(result.exit_code);
  status.steps_completed = totals.completed;
  status.steps_total = static_cast<std::int64_t>(result.steps.size());
  status.ok = result.success;
  status.session_path = context.base_path().string();
  status.events_jsonl_exists = services.files.exists(folder.events_log());
  if (!result.success) {
    status.reason = result.error->is(kCancelled) ? "interrupted" : "execution_failed";
  }
  const auto written =
      services.files.write_text(folder.status(), to_pretty_json(status.to_value()) + "\n");
  if (!written.has_value()) {
    services.log.note("ERROR", "status.json: " + written.error().message);
  }
}

void report_end(const std::string& pipeline_id, const ExecResult& result, const RunTotals& totals,
                session::SessionLog& log) {
  if (result.success) {
    log.emit(session::RunComplete{.pipeline_id = pipeline_id,
                                  .steps_executed = totals.executed,
                                  .duration_ms = result.duration_ms});
    return;
  }
  log.emit(session::RunError{.pipeline_id = pipeline_id,
                             .error_code = result.error->code,
                             .message = result.error->message,
                             .hint = result.error->hint,
                             .step_id = result.failed_step,
                             .duration_ms = result.duration_ms});
}

}  // namespace

void report_run(const compile::Manifest& plan, const ExecResult& result,
                const ExecutionContext& context, AdapterServices& services) {
  const RunTotals totals = totals_of(plan, result);
  const std::int64_t rows = totals.rows_written > 0 ? totals.rows_written : totals.rows_read;
  services.log.emit(
      session::CleanupComplete{.steps_executed = totals.executed, .total_rows = rows});
  measure_run(result, totals, context, services);
  report_end(plan.pipeline_id, result, totals, services.log);
  write_status(result, totals, context, services);
}

ExecResult failed_before_steps(const compile::Manifest& plan, Error error) {
  ExecResult result;
  result.exit_code = exit_code_of(error);
  if (result.exit_code == ExitCode::kStepFailed && error.fault == Fault::kUser) {
    result.exit_code = ExitCode::kInvalidInput;  // Nothing ran: what was given has to change.
  }
  result.error = std::move(error);
  for (const compile::ManifestStep& step : plan.steps) {
    StepOutcome& outcome = result.steps.emplace_back();
    outcome.step_id = step.id;
    outcome.component = step.component;
  }
  return result;
}

void fail_run(ExecResult& result, Error error) {
  result.success = false;
  result.exit_code = exit_code_of(error);
  result.error = std::move(error);
}

RunTotals totals_of(const compile::Manifest& plan, const ExecResult& result) {
  RunTotals totals;
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    const StepOutcome& outcome = result.steps[i];
    const bool is_done = outcome.status == StepStatus::kComplete;
    totals.executed += is_done || outcome.status == StepStatus::kFailed ? 1 : 0;
    totals.completed += is_done || outcome.status == StepStatus::kKept ? 1 : 0;
    if (outcome.status == StepStatus::kKept) {
      continue;  // Its rows were counted by the run that made them.
    }
    const sdk::Mode mode = plan.steps[i].mode;
    totals.rows_read += mode == sdk::Mode::kRead ? outcome.result.rows_in : 0;
    totals.rows_written += mode == sdk::Mode::kWrite ? outcome.result.rows_out : 0;
  }
  return totals;
}

}  // namespace osiris::run
