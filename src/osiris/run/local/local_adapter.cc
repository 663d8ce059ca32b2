#include "osiris/run/local/local_adapter.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/run/exit_code_of.h"
#include "osiris/run/readable_paths.h"
#include "osiris/run/step_runner.h"
#include "osiris/run/step_setup.h"
#include "osiris/session/event.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace osiris::run {
namespace {

/// Returns the names of the settings, never their values: "host, password, port".
std::string setting_names(const sdk::ConnectionSettings& settings) {
  std::vector<std::string> names;
  for (const Member& member : settings.values.members()) {
    names.push_back(member.key);
  }
  std::sort(names.begin(), names.end());
  return join(names, ", ");
}

IoLayout io_layout_of(const session::SessionFolder& folder) {
  return {{"db_path", folder.database().string()},
          {"manifest_path", folder.manifest().string()},
          {"events_log", folder.events_log().string()},
          {"metrics_log", folder.metrics_log().string()},
          {"logs_dir", folder.logs_dir().string()},
          {"artifacts_dir", folder.artifacts_dir().string()}};
}

session::SessionFolder folder_of(const ExecutionContext& context) {
  return {.root = context.base_path()};
}

/// Returns the most memory this process ever held, in bytes. Source: proc(5), VmHWM in kB.
std::optional<std::int64_t> memory_peak_bytes(const FileSystem& files) {
  const auto status = files.read_text("/proc/self/status");
  if (!status.has_value()) {
    return std::nullopt;
  }
  constexpr std::string_view kKey = "VmHWM:";
  const std::size_t at = status->find(kKey);
  if (at == std::string::npos) {
    return std::nullopt;
  }
  const std::string_view rest = trim(std::string_view(*status).substr(at + kKey.size()));
  const auto kilobytes = parse_integer(rest.substr(0, rest.find(' ')));
  return kilobytes.has_value() ? std::optional<std::int64_t>(*kilobytes * 1024) : std::nullopt;
}

std::int64_t file_bytes(const FileSystem& files, const Path& path) {
  const auto entries = files.list(path.parent_path());
  for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>{})) {
    if (entry.name == path.filename()) {
      return static_cast<std::int64_t>(entry.size_bytes);
    }
  }
  return 0;
}

/// Runs the steps of one execution in order and keeps the books.
class Schedule {
 public:
  Schedule(const PreparedRun& prepared, ExecutionContext& context, AdapterServices& services,
           std::stop_token stop)
      : prepared_(prepared), context_(context), services_(services), stop_(std::move(stop)) {}

  /// Runs what can run and reports the rest as skipped; fills `result`.
  void run_all(ExecResult& result) {
    for (const compile::ManifestStep& step : prepared_.plan.steps) {
      const std::string reason = reason_to_skip(step, result);
      if (reason.empty()) {
        run_one(step, result);
      } else {
        skip(step, reason, result);
      }
    }
    if (!result.error.has_value() && not_run_ > 0) {
      result.error = make_error(kCancelled, "the run was stopped");
    }
  }

 private:
  std::string reason_to_skip(const compile::ManifestStep& step, const ExecResult& result) const {
    const auto is_lost = [&](const std::string& id) { return lost_.count(id) > 0; };
    const auto names_lost = [&](const oml::NamedInput& input) { return is_lost(input.step_id); };
    if (std::any_of(step.needs.begin(), step.needs.end(), is_lost) ||
        std::any_of(step.inputs.begin(), step.inputs.end(), names_lost)) {
      return "upstream_failed";
    }
    const bool failed = result.error.has_value();
    const bool no_database = failed && result.failed_step.empty();
    const bool stop_at_failure = prepared_.options.on_failure == OnFailure::kStop;
    const bool stopped = stop_.stop_requested() || no_database || (failed && stop_at_failure);
    return stopped ? "run_stopped" : "";
  }

  void run_one(const compile::ManifestStep& step, ExecResult& result) {
    StepOutcome outcome = run_step(step, finished_, prepared_.options, context_, services_, stop_);
    if (outcome.status == StepStatus::kFailed) {
      lost_.insert(step.id);
      if (!result.error.has_value()) {
        result.error = outcome.error;
        result.failed_step = step.id;
      }
    } else if (step.mode != sdk::Mode::kWrite) {
      finished_[step.id] = outcome.result.rows_out;
    }
    result.steps.push_back(std::move(outcome));
  }

  void skip(const compile::ManifestStep& step, const std::string& reason, ExecResult& result) {
    ++not_run_;
    lost_.insert(step.id);
    services_.log.emit(session::StepSkipped{.step_id = step.id, .reason = reason});
    StepOutcome& outcome = result.steps.emplace_back();
    outcome.step_id = step.id;
    outcome.component = step.component;
  }

  const PreparedRun& prepared_;
  ExecutionContext& context_;
  AdapterServices& services_;
  std::stop_token stop_;
  FinishedRelations finished_;
  std::set<std::string> lost_;  ///< Failed or skipped: nothing that needs them can run.
  int not_run_ = 0;
};

/// Opens the database so that its file exists whatever the steps do.
Status open_database(ExecutionContext& context, AdapterServices& services) {
  OSIRIS_CHECKED(context.get_db_connection());
  const Path path = context.database_path().filename();
  services.log.emit(session::DatabaseInitialized{.db_path = path.string()});
  return {};
}

struct Totals {
  std::int64_t executed = 0;
  std::int64_t completed = 0;
  std::int64_t rows = 0;
};

Totals totals_of(const compile::Manifest& plan, const ExecResult& result) {
  Totals totals;
  std::int64_t rows_read = 0;
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    const StepOutcome& outcome = result.steps[i];
    totals.executed += outcome.status == StepStatus::kSkipped ? 0 : 1;
    totals.completed += outcome.status == StepStatus::kComplete ? 1 : 0;
    const sdk::Mode mode = plan.steps[i].mode;
    totals.rows += mode == sdk::Mode::kWrite ? outcome.result.rows_out : 0;
    rows_read += mode == sdk::Mode::kRead ? outcome.result.rows_out : 0;
  }
  totals.rows = totals.rows > 0 ? totals.rows : rows_read;
  return totals;
}

void measure_run(const PreparedRun& prepared, const ExecResult& result, const Totals& totals,
                 const ExecutionContext& context, AdapterServices& services) {
  session::SessionLog& log = services.log;
  log.measure(session::kStepsTotal, Value(static_cast<std::int64_t>(prepared.plan.steps.size())));
  log.measure(session::kStepsCompleted, Value(totals.completed));
  log.measure(session::kExecutionDuration, Value(static_cast<double>(result.duration_ms) / 1000.0));
  log.measure(session::kExitCode, Value(static_cast<int>(result.exit_code)));
  log.measure(session::kDatabaseBytes, Value(file_bytes(services.files, context.database_path())));
  if (const auto peak = memory_peak_bytes(services.files); peak.has_value()) {
    log.measure(session::kMemoryPeakBytes, Value(*peak));
  }
}

void write_status(const PreparedRun& prepared, const ExecResult& result, const Totals& totals,
                  const ExecutionContext& context, AdapterServices& services) {
  const session::SessionFolder folder = folder_of(context);
  session::SessionStatus status;
  status.exit_code = static_cast<int>(result.exit_code);
  status.steps_completed = totals.completed;
  status.steps_total = static_cast<std::int64_t>(prepared.plan.steps.size());
  status.ok = result.success;
  status.session_path = context.base_path().string();
  status.events_jsonl_exists = services.files.exists(folder.events_log());
  if (!result.success) {
    const bool stopped = result.error.has_value() && result.error->is(kCancelled);
    status.reason = stopped ? "interrupted" : "execution_failed";
  }
  const auto written =
      services.files.write_text(folder.status(), to_pretty_json(status.to_value()) + "\n");
  if (!written.has_value()) {
    services.log.note("ERROR", "status.json: " + written.error().message);
  }
}

void report_end(const PreparedRun& prepared, const ExecResult& result, const Totals& totals,
                session::SessionLog& log) {
  if (result.success) {
    log.emit(session::RunComplete{.pipeline_id = prepared.plan.pipeline_id,
                                  .steps_executed = totals.executed,
                                  .duration_ms = result.duration_ms});
    return;
  }
  log.emit(session::RunError{.pipeline_id = prepared.plan.pipeline_id,
                             .error_code = result.error->code,
                             .message = result.error->message,
                             .step_id = result.failed_step,
                             .duration_ms = result.duration_ms});
}

}  // namespace

LocalAdapter::LocalAdapter(AdapterServices services, RunOptions options)
    : services_(services), options_(std::move(options)) {}

Result<PreparedRun> LocalAdapter::prepare(const compile::Manifest& manifest,
                                          ExecutionContext& context) {
  PreparedRun prepared{.plan = manifest, .connections = {}, .io_layout = {}, .options = options_};
  for (const compile::ManifestStep& step : manifest.steps) {
    auto settings = resolve_connection(step, services_);
    if (!settings.has_value()) {
      return fail(std::move(settings).error().within("step '" + step.id + "'"));
    }
    if (settings->has_value()) {
      prepared.connections[(*settings)->ref.to_text()] = setting_names(**settings);
    }
  }
  DatabaseSettings database{.memory_limit_bytes = options_.memory_limit_bytes,
                            .threads = options_.threads,
                            .readable_paths = {}};
  OSIRIS_TRY(database.readable_paths, readable_paths(manifest, options_.project_dir, services_));
  context.set_database_settings(std::move(database));
  prepared.io_layout = io_layout_of(folder_of(context));
  return prepared;
}

ExecResult LocalAdapter::execute(const PreparedRun& prepared, ExecutionContext& context,
                                 std::stop_token stop) {
  const std::chrono::nanoseconds begin = services_.clock.monotonic();
  ExecResult result;
  auto opened = open_database(context, services_);
  if (!opened.has_value()) {
    result.error = std::move(opened).error();
  }
  Schedule(prepared, context, services_, std::move(stop)).run_all(result);
  context.close_db_connection();

  result.duration_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(services_.clock.monotonic() - begin)
          .count();
  result.success = !result.error.has_value();
  if (!result.success) {
    result.exit_code = exit_code_of(*result.error);
    if (result.exit_code == ExitCode::kInterrupted && options_.exit_code_when_stopped) {
      result.exit_code = options_.exit_code_when_stopped();
    }
  }
  const Totals totals = totals_of(prepared.plan, result);
  services_.log.emit(
      session::CleanupComplete{.steps_executed = totals.executed, .total_rows = totals.rows});
  measure_run(prepared, result, totals, context, services_);
  report_end(prepared, result, totals, services_.log);
  write_status(prepared, result, totals, context, services_);
  return result;
}

Result<CollectedArtifacts> LocalAdapter::collect(const PreparedRun&, ExecutionContext& context) {
  const session::SessionFolder folder = folder_of(context);
  const auto present = [&](const Path& path) {
    return services_.files.exists(path) ? path : Path();
  };
  return CollectedArtifacts{.events_log = present(folder.events_log()),
                            .metrics_log = present(folder.metrics_log()),
                            .execution_log = present(folder.text_log()),
                            .artifacts_dir = present(folder.artifacts_dir()),
                            .database = present(folder.database())};
}

}  // namespace osiris::run
