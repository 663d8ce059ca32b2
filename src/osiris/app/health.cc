#include "osiris/app/health.h"

#include "osiris/session/session_folder.h"

#include <iterator>
#include <utility>

namespace osiris::app {
namespace {

ExitCode exit_code_of(const std::vector<HealthCheck>& checks) {
  bool may_pass = false;
  for (const HealthCheck& check : checks) {
    if (check.state == HealthState::kFailed && !check.transient) {
      return ExitCode::kStepFailed;
    }
    may_pass = may_pass || check.state == HealthState::kFailed;
  }
  return may_pass ? ExitCode::kTransient : ExitCode::kSuccess;
}

}  // namespace

bool looks_like_project(const World& world) {
  return sessions_entry(world).has_value() ||
         world.files.is_directory(world.project_dir / "pipelines") ||
         !find_connections_file(world).empty();
}

Result<HealthResult> check_health(World& world, const HealthContext& context,
                                  const std::stop_token& stop) {
  HealthResult result;
  result.checks = check_installation(world, context);
  result.is_project = looks_like_project(world);
  if (result.is_project) {
    OSIRIS_TRY(auto checks, check_project(world, context, stop));
    std::move(checks.begin(), checks.end(), std::back_inserter(result.checks));
  } else {
    result.checks.push_back(
        {.name = "project",
         .state = HealthState::kSkipped,
         .message = "'" + world.project_dir.string() + "' is no project; its checks are left out",
         .hint = "call it in a project's folder, or with --project DIR; `osiris init` makes one"});
  }
  result.exit_code = exit_code_of(result.checks);
  return result;
}

}  // namespace osiris::app
