#include "osiris/run/local/local_adapter.h"

#include "osiris/base/text.h"
#include "osiris/run/exit_code_of.h"
#include "osiris/run/kept_data.h"
#include "osiris/run/local/schedule.h"
#include "osiris/run/memory_share.h"
#include "osiris/run/readable_paths.h"
#include "osiris/run/step_setup.h"
#include "osiris/run/step_stop.h"
#include "osiris/session/event.h"

#include <algorithm>
#include <chrono>

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

/// Opens the database so that its file exists whatever the steps do.
Status open_database(ExecutionContext& context, AdapterServices& services) {
  OSIRIS_CHECKED(context.get_db_connection());
  const Path path = context.database_path().filename();
  services.log.emit(session::DatabaseInitialized{.db_path = path.string()});
  return {};
}

/// Checks that what an earlier run of the session made is still there.
Status check_kept(const PreparedRun& prepared, ExecutionContext& context) {
  OSIRIS_TRY(exchange::Connection* const connection, context.get_db_connection());
  return check_kept_data(prepared.plan, prepared.options.fates, prepared.options.finished,
                         *connection);
}

/// Starts what the caller wants beside the steps, if the database could be opened.
std::shared_ptr<void> start_beside(const PreparedRun& prepared, ExecutionContext& context) {
  const auto database = context.database();
  return prepared.options.beside_steps && database.has_value()
             ? prepared.options.beside_steps(**database)
             : nullptr;
}

/// Says of a run that its own time was up, where its steps only know that they were stopped: none
/// of them is to blame.
void explain_timeout(const StepStop& stop, std::int64_t timeout_ms, ExecResult& result) {
  if (stop.timed_out() && result.error.has_value() && result.error->is(kCancelled)) {
    result.error = make_error(
        kTimedOut, "the run took longer than its timeout of " + format_duration(timeout_ms),
        "raise `--timeout`, or give it less to do");
    result.failed_step.clear();
  }
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
  DatabaseSettings database{
      .memory_limit_bytes = {}, .threads = options_.threads, .readable_paths = {}};
  if (options_.memory_limit_bytes) {
    database.memory_limit_bytes = database_share(*options_.memory_limit_bytes);
  }
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
  if (opened.has_value()) {
    opened = check_kept(prepared, context);
  }
  if (!opened.has_value()) {
    result.error = std::move(opened).error();
  }
  const StepStop run_stop(std::move(stop), prepared.options.timeout_ms);
  {
    const std::shared_ptr<void> beside = start_beside(prepared, context);
    Schedule schedule(prepared, context, services_, run_stop.token());
    if (!schedule.run_all(result)) {
      conclude(run_stop, begin, result);
      prepared.options.leave(result);
    }
  }
  context.close_db_connection();
  conclude(run_stop, begin, result);
  return result;
}

/// Says why the run ended, how long it took, and with which exit code it ends.
void LocalAdapter::conclude(const StepStop& stop, std::chrono::nanoseconds begin,
                            ExecResult& result) const {
  explain_timeout(stop, options_.timeout_ms, result);
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
