#pragma once
// The verb `doctor`: whether osiris and a project can do their work on this machine.

#include "osiris/app/connections.h"
#include "osiris/app/project.h"
#include "osiris/base/exit_code.h"
#include "osiris/base/machine.h"
#include "osiris/exchange/engine_facts.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::app {

inline constexpr ErrorCode kUnhealthy{
    "doctor.failed", Fault::kUser,
    "`osiris doctor` found something that keeps pipelines from running. The message of each check "
    "says what, its hint what to do."};

enum class HealthState {
  kOk,
  kWarning,  ///< Runs work, and something may go wrong later.
  kFailed,   ///< Runs, or some of them, cannot work.
  kSkipped,
};

/// What one check found.
struct HealthCheck {
  std::string name;  ///< "engine", "connection @mysql.main"
  HealthState state = HealthState::kOk;
  std::string message;     ///< What was found, good or bad. Holds no secret.
  std::string hint;        ///< What to do about a warning or a failure.
  bool transient = false;  ///< Failed, and the same check may succeed later.
};

struct HealthResult {
  std::vector<HealthCheck> checks;  ///< First of the installation, then of the project.
  bool is_project = false;          ///< False: the folder is none, so its checks were passed over.
  /// kStepFailed if a check failed, kTransient if all that failed may pass, else kSuccess.
  ExitCode exit_code = ExitCode::kSuccess;
};

/// What the checks ask; tests give other answers.
struct HealthContext {
  const Machine& machine;
  Result<exchange::EngineFacts> (*engine)() = exchange::look_at_engine;
};

/// Tells whether a folder has something of a project: pipelines/, sessions, or connections.
bool looks_like_project(const World& world);
/// Returns what is called as the folder of sessions is, also a link that leads nowhere.
std::optional<DirectoryEntry> sessions_entry(const World& world);

/// Runs every check; one that fails keeps none from being made. What is tried out on the disk is
/// removed again. Errors: run.cancelled.
Result<HealthResult> check_health(World& world, const HealthContext& context,
                                  const std::stop_token& stop);

/// Checks of the installation: program, engine, extensions, memory, open files, clock.
std::vector<HealthCheck> check_installation(const World& world, const HealthContext& context);

/// Checks of the project: its folder, the place of sessions, variables, connections, dead runs.
/// Errors: run.cancelled.
Result<std::vector<HealthCheck>> check_project(World& world, const HealthContext& context,
                                               const std::stop_token& stop);

}  // namespace osiris::app
