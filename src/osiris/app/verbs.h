#pragma once
// One function per verb of the command line. Plain structs in and out; nothing here prints.

#include "osiris/app/project.h"
#include "osiris/base/diagnostic.h"
#include "osiris/base/exit_code.h"
#include "osiris/base/result.h"
#include "osiris/compile/compiler.h"
#include "osiris/compile/manifest_diff.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/relation.h"
#include "osiris/run/adapter.h"
#include "osiris/session/event.h"
#include "osiris/session/retention.h"
#include "osiris/session/session_folder.h"
#include "osiris/session/session_log.h"
#include "osiris/session/state_store.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::app {

/// `osiris init [DIR]`: a project with a first pipeline that runs at once on data it ships.
struct InitResult {
  Path project_dir;
  std::vector<std::string> created;   ///< Relative paths.
  std::vector<std::string> extended;  ///< Were there; lines were appended.
  std::vector<std::string> kept;      ///< Were there already and were not touched.
};
Result<InitResult> init_project(World& world, const Path& directory);

/// Which pipeline, with which parameters.
struct PipelineRequest {
  std::string file;  ///< As the user wrote it; relative to the working folder.
  std::map<std::string, std::string> params;
  std::string profile;
  bool warnings_as_errors = false;
};

inline constexpr ErrorCode kPipelineInvalid{
    "pipeline.invalid", Fault::kUser,
    "The pipeline has errors; each is listed with its place and remedy. Nothing was run."};

/// `osiris validate FILE`. `text` is the document, for caret lines.
struct ValidateResult {
  std::string file;
  std::string text;
  bool valid = false;
  Diagnostics diagnostics;
  std::string pipeline_name;
  std::size_t step_count = 0;
};
Result<ValidateResult> validate_pipeline(World& world, const PipelineRequest& request);

/// `osiris compile FILE [--out DIR] [--check MANIFEST]`.
struct CompileResult {
  std::string file;
  std::string text;
  std::optional<compile::Manifest> manifest;  ///< Absent if the pipeline is invalid.
  Path manifest_path;                         ///< build/<pipeline>/<hash7>/manifest.yaml
  std::vector<oml::ResolvedParameter> parameters;
  std::vector<compile::StepForesight> foresight;  ///< Which columns the steps will have.
  Diagnostics diagnostics;
};
Result<CompileResult> compile_pipeline(World& world, const PipelineRequest& request,
                                       const Path& out_dir);

inline constexpr ErrorCode kManifestOutdated{
    "manifest.outdated", Fault::kUser,
    "The manifest is not what its pipeline gives now: the pipeline, a parameter, a component or "
    "osiris itself changed since. Compile it again, or undo the change."};

/// `osiris compile FILE --check MANIFEST`: compiles, writes nothing, and compares with a manifest
/// that is there, or the manifest.yaml of a folder.
struct CheckResult {
  CompileResult compiled;  ///< `manifest_path` is that of the manifest compared with.
  std::string hash;        ///< Of that manifest.
  bool same = false;
  compile::ManifestDiff diff;  ///< From that manifest to what the pipeline gives now.
};
Result<CheckResult> check_manifest(World& world, const PipelineRequest& request,
                                   const Path& manifest);

/// `osiris diff A B`: each a pipeline or a manifest. Pipelines are compiled with the request's
/// parameters and profile; without a manifest, the diagnostics say why.
struct DiffResult {
  CompileResult before;
  CompileResult after;
  compile::ManifestDiff diff;  ///< Empty unless both have a manifest.
};
Result<DiffResult> diff_files(World& world, const PipelineRequest& before,
                              const PipelineRequest& after);

inline constexpr ErrorCode kManifestChanged{"run.manifest_changed", Fault::kUser,
                                            "The pipeline gives another manifest now than the "
                                            "session to resume was run with. `osiris diff` "
                                            "says what differs. Run anew, or undo the change."};

inline constexpr ErrorCode kNeverBegan{
    "session.never_began", Fault::kUser,
    "The session to resume was ended before it had its manifest, so that there is nothing to go on "
    "with. Run the pipeline anew."};

struct RunResult;

/// `osiris run FILE`: FILE is a pipeline or a manifest.
struct RunRequest {
  PipelineRequest pipeline;  ///< The file may be empty if a session is resumed.
  std::string resume;        ///< The session to go on with; empty: a new one.
  run::StepSelection selection;
  std::optional<std::int64_t> memory_limit_bytes;
  int threads = 0;
  int concurrency = 0;          ///< How many steps run at once; 0: as many as there are cores.
  std::int64_t timeout_ms = 0;  ///< Of the run as a whole; 0: none.
  run::OnFailure on_failure = run::OnFailure::kStop;
  /// Steps get no state of earlier runs, so that they read everything. Not with `resume`: a session
  /// goes on from what it started from.
  bool full_refresh = false;
  session::SessionLog::Listener listener;  ///< Sees every event as it happens; may be empty.
  /// Says which signal a stop request came from; empty: kInterrupted.
  std::function<ExitCode()> exit_code_when_stopped;
  /// Tells the result and ends the process when a stop request was not heard; see
  /// RunOptions::leave.
  std::function<void(const RunResult&)> leave;
};
/// What became of the state of a step that keeps one.
enum class StateOutcome {
  kCommitted,
  kRemoved,    ///< There is nothing to leave: what was stored is gone.
  kUnchanged,  ///< There is nothing new to commit.
  kMoved,      ///< Another run changed what is stored; it was left alone.
  kHeldBack,   ///< The run failed, or a step has not seen what was read.
};
struct StepState {
  std::string step_id;
  StateOutcome outcome = StateOutcome::kUnchanged;
};
struct RunResult {
  std::string file;
  std::string text;
  Diagnostics diagnostics;  ///< Of compiling; with errors, nothing ran.
  std::optional<compile::Manifest> manifest;
  std::string session_id;  ///< Empty if nothing ran.
  session::SessionFolder folder;
  run::ExecResult execution;
  std::vector<StepState> states;  ///< Of the steps that keep state, in the manifest's order.
  ExitCode exit_code = ExitCode::kSuccess;
  /// Why the logs or the run index are not whole; the run itself is as `execution` says.
  std::optional<Error> record_failure;
};
Result<RunResult> run_pipeline(World& world, const RunRequest& request, std::stop_token stop);

inline constexpr ErrorCode kStateNotFound{
    "state.not_found", Fault::kUser,
    "No step of that pipeline, with that profile, has left a state. `osiris state list` shows "
    "all."};

/// `osiris state list|show|reset`: what runs left for the next ones.
Result<std::vector<session::StoredState>> list_states(const World& world);
/// Which states are meant.
struct StateRequest {
  std::string pipeline;  ///< Its name or id.
  std::string profile;   ///< Empty: those of runs without a profile.
  std::string step;      ///< Empty: of every step.
};
/// Returns at least one state; those that cannot be read, too. Errors: state.not_found, file.*
Result<std::vector<session::StoredState>> show_states(const World& world,
                                                      const StateRequest& request);
enum class ResetAction { kLookOnly, kRemove };
/// Removes states, so that the next run reads everything, and returns them.
/// Errors: state.not_found, state.busy, file.*
Result<std::vector<session::StoredState>> reset_states(World& world, const StateRequest& request,
                                                       ResetAction action);

/// `osiris runs list|show`. Which runs are listed: those that everything given fits.
struct RunFilter {
  std::string status;
  std::string pipeline;  ///< The pipeline's id, as the records have it.
  std::optional<UtcTime> begun_since;
  std::optional<std::chrono::seconds> begun_within;  ///< Not longer ago than that.
  bool operator==(const RunFilter&) const = default;
};
Result<session::RunList> list_runs(const World& world, const RunFilter& filter = {});
/// Returns how many bytes the sessions of these runs have on the disk.
std::int64_t bytes_of_runs(const World& world, const std::vector<session::RunRecord>& runs);
struct RunDetails {
  session::RunRecord record;   ///< Of the session's last run.
  std::int64_t run_count = 1;  ///< More than one if the session was gone on with.
  session::SessionFolder folder;
  std::int64_t bytes = 0;       ///< Of the whole folder.
  std::int64_t data_bytes = 0;  ///< Of the database and the artifacts.
  std::vector<Value> events;    ///< The lines of events.jsonl; a damaged last one is left out.
  std::vector<Value> metrics;
  std::vector<session::StepWarning> warnings;  ///< Of the last attempt of each step.
};
Result<RunDetails> show_run(const World& world, const std::string& session);

/// `osiris data ls|show|sql SESSION`: looks into a session's database, read-only.
Result<std::vector<exchange::RelationInfo>> list_data(const World& world,
                                                      const std::string& session);
Result<exchange::TextTable> show_data(const World& world, const std::string& session,
                                      const std::string& relation, std::int64_t limit);
Result<exchange::TextTable> query_data(const World& world, const std::string& session,
                                       const std::string& sql, std::int64_t limit,
                                       const std::stop_token& stop);

/// `osiris maintenance clean`: which sessions go. One goes if every rule that is given says so.
struct CleanRequest {
  std::optional<std::chrono::seconds> older_than;  ///< Those that began longer ago.
  std::optional<std::int64_t> keep;                ///< All but that many, the newest.
  session::SessionPart part = session::SessionPart::kAll;
};
struct CleanedSession {
  session::RunRecord record;  ///< Of the session's last run.
  std::int64_t bytes = 0;     ///< What removing frees.
  bool removed = false;
  std::optional<Error> failure;  ///< Why it is still there, though it was to be removed.
};
struct CleanResult {
  std::vector<CleanedSession> sessions;  ///< Oldest first.
  std::int64_t kept = 0;                 ///< Sessions that stay, running ones too.
  /// Returns how many bytes removing them frees, or freed.
  std::int64_t bytes() const;
};
enum class CleanAction { kLookOnly, kRemove };
/// Finds the sessions that the rules (at least one) let go, and removes them, or with data only
/// their data, if that is asked for. Left alone are folders that are not named as sessions are,
/// running sessions, and for a minute those that have not begun but may be about to. What cannot be
/// removed is told in the result. Errors: file.*, if the sessions cannot be listed or the index not
/// written.
Result<CleanResult> clean_sessions(World& world, const CleanRequest& request, CleanAction action);

/// `osiris components list|show`.
struct ComponentSummary {
  std::string name;
  std::string version;
  std::string title;
  std::vector<std::string> modes;
};
Result<std::vector<ComponentSummary>> list_components(const World& world);
Result<const sdk::Spec*> show_component(const World& world, const std::string& name);

/// `osiris oml schema [--out FILE]`: the JSON Schema of the language, for editors; written into
/// `out_file`, too, unless that is empty. Errors: file.*, spec.invalid.
Result<Value> language_schema(World& world, const Path& out_file);

/// `osiris oml format FILE [--check]`: the canonical layout of a pipeline's document.
struct FormatResult {
  std::string file;
  std::string text;                     ///< As it was.
  std::optional<std::string> laid_out;  ///< Absent if the document has errors.
  Diagnostics diagnostics;              ///< file.*, yaml.*
  bool changes() const { return laid_out.has_value() && *laid_out != text; }
};
/// Lays out a document; `file` only names it.
FormatResult format_document(std::string text, const std::string& file);
enum class FormatAction { kLookOnly, kWrite };
/// Lays out a file, and replaces it if that changes anything. A file that cannot be read is a
/// finding. Errors: file.*, if it cannot be written.
Result<FormatResult> format_file(World& world, const std::string& file, FormatAction action);

/// `osiris version`.
struct VersionInfo {
  std::string osiris;
  std::string oml;
  std::string manifest;
  std::string duckdb;  ///< The version this build is made for.
};
VersionInfo version();

}  // namespace osiris::app
