#pragma once
// Where steps execute: behind this interface, so that a manifest runs the same everywhere.

#include "osiris/base/clock.h"
#include "osiris/base/environment.h"
#include "osiris/base/exit_code.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/compile/manifest.h"
#include "osiris/run/execution_context.h"
#include "osiris/run/step_plan.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/connection.h"
#include "osiris/session/event.h"
#include "osiris/session/session_folder.h"
#include "osiris/session/session_log.h"

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::run {

/// What happens to steps that do not depend on a failed one and have not begun. Those that run
/// already finish.
enum class OnFailure { kStop, kFinishIndependent };

struct ExecResult;

/// How a run was asked for.
struct RunOptions {
  Path project_dir;  ///< Relative paths of the pipeline start here. Absolute.
  std::optional<std::int64_t> memory_limit_bytes;  ///< Of the whole process; see database_share().
  int threads = 0;              ///< Of DuckDB, which its steps share; 0: one for each core.
  int concurrency = 1;          ///< How many steps run at once, at most.
  std::int64_t timeout_ms = 0;  ///< Of the run as a whole; 0: none.
  OnFailure on_failure = OnFailure::kStop;
  std::vector<StepFate> fates;  ///< One for each step; empty: all are run.
  FinishedSteps finished;       ///< The rows of what is kept.
  /// What is known of steps before they begin, or are kept; told then.
  std::vector<session::StepWarning> known_warnings;
  std::map<std::string, Value> states;  ///< What an earlier run left, by step; see StepContext.
  /// Called when the session's database is open. What it returns is destroyed before the database
  /// is closed. May be empty.
  std::function<std::shared_ptr<void>(exchange::Database&)> beside_steps;
  /// Says which signal a stop request came from; empty: kInterrupted.
  std::function<ExitCode()> exit_code_when_stopped;
  /// Ends the process when a stop request was not heard, with what became of the run; the database
  /// is open still, which its file bears. Returning from it, or empty: the run waits for its steps.
  std::function<void(const ExecResult&)> leave;
};

/// Where a prepared run keeps its files; the keys are those of the Python osiris.
/// Keys: db_path, manifest_path, events_log, metrics_log, logs_dir, artifacts_dir.
using IoLayout = std::map<std::string, std::string>;

/// A run that is ready to start. Never holds a secret value: connections are references.
struct PreparedRun {
  compile::Manifest plan;
  std::map<std::string, std::string>
      connections;  ///< Reference -> which settings it has, by name only.
  IoLayout io_layout;
  RunOptions options;
};

/// How one step ended.
enum class StepStatus {
  kComplete,
  kFailed,
  kSkipped,  ///< What it needs is lost, or the run ended before.
  kKept,     ///< An earlier run of the session did it.
  kLeft,     ///< It was not chosen.
};

struct StepOutcome {
  std::string step_id;
  std::string component;
  StepStatus status = StepStatus::kSkipped;
  sdk::StepResult result;
  std::int64_t duration_ms = 0;
  int attempts = 0;
  std::vector<session::StepWarning> warnings = {};  ///< Of the last attempt.
  std::optional<Error> error;
};

struct ExecResult {
  bool success = false;
  ExitCode exit_code = ExitCode::kSuccess;
  std::int64_t duration_ms = 0;
  std::optional<Error> error;      ///< Why the run failed: the failure of `failed_step`.
  std::string failed_step;         ///< Its step; empty if none is to blame.
  std::vector<StepOutcome> steps;  ///< One for each step of the manifest, in its order.
};

/// What a finished run left, as absolute paths on this machine; absent ones are empty.
struct CollectedArtifacts {
  Path events_log;
  Path metrics_log;
  Path execution_log;
  Path artifacts_dir;
  Path database;
};

/// What an adapter needs from outside.
struct AdapterServices {
  FileSystem& files;
  const Clock& clock;
  const sdk::Registry& registry;
  const sdk::ConnectionCatalog& connections;
  const Environment& environment;
  session::SessionLog& log;
  session::Redactor& redactor;
};

/// Executes a manifest somewhere. prepare() touches no data; execute() opens the session's database
/// before any step and closes it at the end, also on failure; collect() gathers what is left.
class ExecutionAdapter {
 public:
  virtual ~ExecutionAdapter() = default;
  /// Errors: connection.*, file.* when the run cannot even start.
  virtual Result<PreparedRun> prepare(const compile::Manifest& manifest,
                                      ExecutionContext& context) = 0;
  /// Runs the steps. A failed step is an ExecResult, not an error of this call. The caller says how
  /// the run as a whole ended (report_run), since more may have to succeed than its steps.
  virtual ExecResult execute(const PreparedRun& prepared, ExecutionContext& context,
                             std::stop_token stop) = 0;
  virtual Result<CollectedArtifacts> collect(const PreparedRun& prepared,
                                             ExecutionContext& context) = 0;
};

}  // namespace osiris::run
