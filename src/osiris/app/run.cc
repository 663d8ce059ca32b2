// The verb `run`.

#include "osiris/app/compilation.h"
#include "osiris/app/connections.h"
#include "osiris/app/data_door.h"
#include "osiris/app/resume.h"
#include "osiris/app/run_states.h"
#include "osiris/app/verbs.h"
#include "osiris/base/check.h"
#include "osiris/base/ids.h"
#include "osiris/exchange/database.h"
#include "osiris/format/yaml.h"
#include "osiris/run/local/local_adapter.h"
#include "osiris/run/run_report.h"
#include "osiris/session/event.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

namespace osiris::app {
namespace {

/// A session that is under way: its folder is locked and its logs are open.
struct OpenSession {
  std::string id;
  session::SessionFolder folder;
  UtcTime started_at;
  FileLock lock;
  std::unique_ptr<session::Redactor> redactor;
  std::unique_ptr<session::SessionLog> log;
};

/// What is run of a manifest, and where.
struct RunPlan {
  std::optional<ResumedSession> resumed;
  std::vector<run::StepFate> fates;
  session::BaseStates base;  ///< What the steps start from that keep state.
};

/// Opens a new session, or one again that is gone on with.
Result<OpenSession> open_session(World& world, const compile::Manifest& manifest,
                                 const RunPlan& plan) {
  const std::optional<ResumedSession>& resumed = plan.resumed;
  const UtcTime now = world.clock.now();
  const std::string id =
      resumed ? resumed->folder.root.filename().string() : make_session_id(now, random_bits());
  const session::SessionFolder folder{.root = sessions_dir(world) / id};
  OSIRIS_CHECKED(world.files.create_directories(folder.logs_dir()));
  OSIRIS_CHECKED(world.files.create_directories(folder.artifacts_dir()));
  OSIRIS_TRY(FileLock lock, FileLock::acquire(folder.lock()));
  if (!resumed) {
    OSIRIS_CHECKED(world.files.write_text(folder.manifest(), to_yaml(manifest.to_value())));
    if (!plan.base.empty()) {
      OSIRIS_CHECKED(session::note_base_states(world.files, folder, plan.base));
    }
  }
  auto redactor = std::make_unique<session::Redactor>();
  OSIRIS_TRY(auto log,
             session::SessionLog::open(world.files, world.clock, *redactor, folder.logs_dir(), id));
  return OpenSession{id, folder, now, std::move(lock), std::move(redactor), std::move(log)};
}

run::ExecResult execute(run::ExecutionAdapter& adapter, const compile::Manifest& manifest,
                        run::ExecutionContext& context, run::AdapterServices& services,
                        std::stop_token stop) {
  auto prepared = adapter.prepare(manifest, context);
  if (!prepared.has_value()) {
    return run::failed_before_steps(manifest, std::move(prepared).error());
  }
  run::ExecResult result = adapter.execute(*prepared, context, std::move(stop));
  if (const auto collected = adapter.collect(*prepared, context); !collected.has_value()) {
    services.log.note("ERROR", "collecting what the run left: " + collected.error().message);
  }
  return result;
}

std::string status_word(const run::ExecResult& result) {
  if (result.success) {
    return "success";
  }
  return result.error->is(kCancelled) ? "interrupted" : "failed";
}

session::RunRecord record_of(const OpenSession& session, const compile::Manifest& manifest,
                             const run::ExecResult& result) {
  const run::RunTotals totals = run::totals_of(manifest, result);
  session::RunRecord record;
  record.session_id = session.id;
  record.pipeline_id = manifest.pipeline_id;
  record.profile = manifest.profile;
  record.manifest_hash = manifest.hash;
  record.started_at = to_iso8601(session.started_at);
  record.status = status_word(result);
  record.exit_code = static_cast<int>(result.exit_code);
  record.duration_ms = result.duration_ms;
  record.steps_completed = totals.completed;
  record.steps_total = static_cast<std::int64_t>(manifest.steps.size());
  record.rows_read = totals.rows_read;
  record.rows_written = totals.rows_written;
  if (result.error.has_value()) {
    record.error_code = result.error->code;
    record.error_message = result.error->message;
  }
  return record;
}

/// Writes the last lines of the session and its line in the index. A run that is done stays done
/// when these cannot be written; the caller is told.
std::optional<Error> close_session(World& world, OpenSession& session,
                                   const compile::Manifest& manifest,
                                   const run::ExecResult& result) {
  session.log->measure(session::kTotalDuration,
                       Value(static_cast<double>(result.duration_ms) / 1000.0));
  session.log->emit(
      session::RunEnd{.status = status_word(result), .duration_ms = result.duration_ms});
  auto indexed =
      session::append_run(world.files, sessions_dir(world), record_of(session, manifest, result));
  return indexed.has_value() ? session.log->failure() : std::optional(std::move(indexed).error());
}

int concurrency_of(const RunRequest& request) {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  return request.concurrency > 0 ? request.concurrency : std::max(cores, 1);
}

Result<RunPlan> plan_run(const World& world, const RunRequest& request,
                         const compile::Manifest& manifest,
                         const sdk::ConnectionCatalog& connections,
                         std::optional<ResumedSession> resumed) {
  RunPlan plan;
  if (resumed) {
    OSIRIS_CHECK(!request.full_refresh, "a resumed session cannot start from something else");
    OSIRIS_CHECKED(check_same_manifest(*resumed, manifest, request.pipeline.file));
    OSIRIS_TRY(plan.fates, plan_resumed(world, *resumed, request.selection));
    plan.base = resumed->base;
  } else {
    OSIRIS_TRY(plan.fates, run::plan_steps(manifest, request.selection, {}));
    OSIRIS_TRY(plan.base,
               look_up_states(world, manifest, connections,
                              request.full_refresh ? StateUse::kFullRefresh : StateUse::kGoOn));
  }
  plan.resumed = std::move(resumed);
  return plan;
}

/// Says from where the steps start that keep state.
void note_states(const session::BaseStates& base, session::SessionLog& log) {
  for (const auto& [step_id, state] : base) {
    const char* const start = !state.given.is_null() ? "starts from the stored state"
                              : state.stored.empty() ? "starts without a state: none is stored"
                                                     : "starts without a state: a full refresh";
    log.note("INFO", "step '" + step_id + "' " + start);
  }
}

/// Runs a manifest in its session.
Status run_session(World& world, const RunRequest& request, const RunPlan& plan,
                   const LoadedConnections& connections, RunResult& result, std::stop_token stop) {
  const compile::Manifest& manifest = *result.manifest;
  auto session = open_session(world, manifest, plan);
  if (!session.has_value()) {
    return fail(std::move(session).error().within("starting a session"));
  }
  result.session_id = session->id;
  result.folder = session->folder;
  // Of all connections: whatever a service or a file shows of another one is a secret, too.
  OSIRIS_CHECKED(learn_connection_secrets(world, connections.catalog, *session->redactor));
  session->log->set_listener(request.listener);
  session->log->emit(session::RunStart{.pipeline_id = manifest.pipeline_id,
                                       .manifest_path = session->folder.manifest().filename(),
                                       .manifest_hash = manifest.hash,
                                       .profile = manifest.profile});
  session->log->emit(session::AdapterSelected{.adapter = "local"});

  run::ExecutionContext context(session->id, session->folder.root);
  run::AdapterServices services{world.files,         world.clock,       world.registry,
                                connections.catalog, world.environment, *session->log,
                                *session->redactor};
  const auto conclude = [&] {
    const std::set<std::string> committed =
        plan.resumed ? plan.resumed->committed : std::set<std::string>();
    result.states =
        commit_states(world, {manifest, connections.catalog, plan.base, committed, session->folder},
                      result.execution, *session->log);
    run::report_run(manifest, result.execution, context, services);
    result.exit_code = result.execution.exit_code;
    result.record_failure = close_session(world, *session, manifest, result.execution);
  };
  const auto leave = [&](const run::ExecResult& execution) {
    result.execution = execution;
    conclude();
    request.leave(result);
  };
  run::LocalAdapter adapter(
      services, {.project_dir = world.project_dir,
                 .memory_limit_bytes = request.memory_limit_bytes,
                 .threads = request.threads,
                 .concurrency = concurrency_of(request),
                 .timeout_ms = request.timeout_ms,
                 .on_failure = request.on_failure,
                 .fates = plan.fates,
                 .finished = plan.resumed ? plan.resumed->finished : run::FinishedSteps(),
                 .known_warnings =
                     plan.resumed ? plan.resumed->warnings : std::vector<session::StepWarning>(),
                 .states = states_to_give(plan.base),
                 .beside_steps = [&](exchange::Database& database) -> std::shared_ptr<void> {
                   auto door = DataDoor::open(session->folder, database, world.files);
                   if (!door.has_value()) {
                     services.log.note("WARNING",
                                       "the data of this run can be looked at when it "
                                       "has ended only: " +
                                           door.error().message);
                     return nullptr;
                   }
                   return std::move(*door);
                 },
                 .exit_code_when_stopped = request.exit_code_when_stopped,
                 .leave = request.leave ? leave : decltype(run::RunOptions::leave)()});
  note_states(plan.base, *session->log);
  result.execution = execute(adapter, manifest, context, services, std::move(stop));
  conclude();
  return {};
}

}  // namespace

Result<RunResult> run_pipeline(World& world, const RunRequest& given, std::stop_token stop) {
  const std::jthread loading = exchange::load_duckdb_ahead();
  RunRequest request = given;
  std::optional<ResumedSession> resumed;
  if (!request.resume.empty()) {
    OSIRIS_TRY(resumed, read_resumed_session(world, request.resume));
    if (request.pipeline.file.empty()) {
      request.pipeline.file = resumed->folder.manifest().string();
    }
  }
  OSIRIS_TRY(Compilation compiled, compile_file(world, request.pipeline, ConnectionCheck::kAlways));
  RunResult result;
  result.file = request.pipeline.file;
  result.text = std::move(compiled.text);
  result.diagnostics = std::move(compiled.diagnostics);
  result.manifest = std::move(compiled.manifest);
  if (!result.manifest.has_value()) {
    result.exit_code = ExitCode::kInvalidInput;
    return result;
  }
  OSIRIS_TRY(const RunPlan plan, plan_run(world, request, *result.manifest,
                                          compiled.connections.catalog, std::move(resumed)));
  OSIRIS_CHECKED(run_session(world, request, plan, compiled.connections, result, std::move(stop)));
  return result;
}

}  // namespace osiris::app
