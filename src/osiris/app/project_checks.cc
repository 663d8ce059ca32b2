#include "osiris/app/health.h"
#include "osiris/app/verbs.h"
#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/session/session_folder.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace osiris::app {
namespace {

constexpr std::int64_t kFreeBytesMin = 64LL << 20;  // A session of nothing but logs fits.
constexpr std::int64_t kFreeBytesUsual = 1LL << 30;
/// A clock that was set back by less only looks odd in a list.
constexpr std::chrono::hours kClockBackMax(1);

HealthCheck failure(std::string name, const Error& error) {
  return {.name = std::move(name),
          .state = HealthState::kFailed,
          .message = error.message,
          .hint = error.hint,
          .transient = error.transient};
}

/// Returns the folder of sessions, or where it would be made.
Path place_of_sessions(const World& world) {
  const Path sessions = sessions_dir(world);
  return world.files.is_directory(sessions) ? sessions : world.project_dir;
}

/// Tries whether a lock that is taken is seen by who looks. The lock's file is removed.
std::optional<Error> try_lock(const World& world, const Path& folder) {
  const Path file = folder / (".doctor-" + std::to_string(::getpid()) + ".lock");
  std::optional<Error> problem;
  {
    const auto lock = FileLock::acquire(file);
    if (!lock.has_value()) {
      problem = lock.error();
    } else if (!FileLock::is_held(file)) {
      problem = make_error(kUnhealthy, "locks do nothing in '" + folder.string() + "'",
                           "keep the project on a file system of this machine");
    }
  }
  const auto removed = world.files.remove_all(file);
  return problem.has_value() || removed.has_value() ? problem : std::optional(removed.error());
}

HealthCheck sessions_check(const World& world) {
  const Path folder = place_of_sessions(world);
  const std::string name = "sessions";
  const std::optional<DirectoryEntry> entry = sessions_entry(world);
  if (entry && folder != sessions_dir(world)) {
    const char* const what =
        entry->is_link ? "' is a link that leads to no folder" : "' is no folder";
    return {.name = name,
            .state = HealthState::kFailed,
            .message = "'" + sessions_dir(world).string() + what,
            .hint = "move it away: sessions are kept in a folder of that name"};
  }
  // Put into place and removed: some file systems refuse only then.
  const Path probe = folder / (".doctor-" + std::to_string(::getpid()));
  auto written = world.files.write_text(probe, "osiris doctor\n");
  auto removed = world.files.remove_all(probe);
  if (!written.has_value() || !removed.has_value()) {
    HealthCheck check = failure(name, written.has_value() ? removed.error() : written.error());
    check.hint = check.hint.empty() ? "let this user write into the project's folder" : check.hint;
    return check;
  }
  if (const auto problem = try_lock(world, folder); problem.has_value()) {
    return failure(name, *problem);
  }
  return {.name = name,
          .message = "'" + folder.string() + "' can be written, and locks work",
          .hint = {}};
}

HealthCheck disk_check(const World& world, const Machine& machine) {
  const Path folder = place_of_sessions(world);
  const auto disk = machine.disk(folder);
  if (!disk.has_value()) {
    return failure("disk", disk.error());
  }
  HealthCheck check{.name = "disk",
                    .message = format_bytes(disk->free_bytes) + " free on " + disk->kind,
                    .hint = {}};
  if (disk->is_memory) {
    check.message += ", which is memory and gone when the machine stops";
  }
  if (disk->free_bytes < kFreeBytesUsual) {
    check.state = disk->free_bytes < kFreeBytesMin ? HealthState::kFailed : HealthState::kWarning;
    check.message += "; a run keeps the output of all its steps";
    check.hint = "make room; `osiris maintenance clean --older-than 30d` lists old sessions";
  } else if (disk->is_network) {
    check.state = HealthState::kWarning;
    check.message +=
        ", a network file system: locks may not reach other machines, and a session's "
        "database is slow there";
    check.hint = "keep the project, or its .osiris_sessions, on a disk of this machine";
  }
  return check;
}

/// Says whether `.env` and the connections file can be read; nothing if there is none.
std::vector<HealthCheck> file_checks(World& world) {
  std::vector<HealthCheck> checks;
  if (const auto status = load_dotenv(world); !status.has_value()) {
    checks.push_back(failure(".env", status.error()));
  }
  const auto loaded = load_connections(world);
  if (!loaded.has_value()) {
    checks.push_back(failure("connections file", loaded.error()));
    return checks;
  }
  if (loaded->file.empty()) {
    return checks;
  }
  HealthCheck check{.name = "connections file",
                    .message = "'" + loaded->shown_file + "' is well-formed",
                    .hint = {}};
  for (const Diagnostic& finding : loaded->diagnostics) {
    const bool is_error = finding.severity == Severity::kError;
    check = {.name = "connections file",
             .state = is_error ? HealthState::kFailed : HealthState::kWarning,
             .message = finding.where.file + ":" + std::to_string(finding.where.line) + ":" +
                        std::to_string(finding.where.column) + ": " + finding.message,
             .hint = finding.hint};
    checks.push_back(check);
  }
  if (loaded->diagnostics.empty()) {
    checks.push_back(std::move(check));
  }
  return checks;
}

HealthCheck connection_check(ConnectionCheckup checkup) {
  HealthCheck check{.name = "connection " + checkup.ref.to_text(),
                    .message = std::move(checkup.message),
                    .hint = std::move(checkup.hint),
                    .transient = checkup.transient};
  switch (checkup.health) {
    case ConnectionHealth::kHealthy:
      break;
    case ConnectionHealth::kSkipped:
      check.state = HealthState::kSkipped;
      break;
    case ConnectionHealth::kSick:
    case ConnectionHealth::kInvalid:
      check.state = HealthState::kFailed;
      check.message = checkup.category + ": " + check.message;
      break;
  }
  return check;
}

/// What dead runs left, and what their index looks like.
std::vector<HealthCheck> run_checks(const World& world) {
  const auto list = list_runs(world);
  if (!list.has_value()) {
    return {failure("runs", list.error())};
  }
  std::vector<HealthCheck> checks;
  std::vector<session::RunRecord> dead;
  std::string newest;
  std::set<std::string> sessions;
  for (const session::RunRecord& run : list->runs) {
    sessions.insert(run.session_id);
    newest = std::max(newest, run.started_at);
    if (run.status == "died") {
      dead.push_back(run);
    }
  }
  HealthCheck check{.name = "runs", .message = {}, .hint = {}};
  check.message = std::to_string(sessions.size()) +
                  (sessions.size() == 1 ? " session, " : " sessions, ") +
                  format_bytes(bytes_of_runs(world, list->runs));
  if (!dead.empty()) {
    check.state = HealthState::kWarning;
    check.message += "; " + std::to_string(dead.size()) + " died without an end, the newest " +
                     dead.front().session_id + ", and left " +
                     format_bytes(bytes_of_runs(world, dead));
    check.hint =
        "`osiris run --resume SESSION` goes on with one; `osiris maintenance clean "
        "--older-than 7d` lists what can go";
  } else if (list->damaged_lines > 0) {
    check.state = HealthState::kWarning;
    check.message += "; the index of runs has " + std::to_string(list->damaged_lines) +
                     (list->damaged_lines == 1 ? " line" : " lines") + " that cannot be read";
    check.hint = "they are left out of lists; nothing else depends on them";
  }
  checks.push_back(std::move(check));
  if (newest > to_iso8601(world.clock.now() + kClockBackMax)) {
    checks.push_back({.name = "clock of the runs",
                      .state = HealthState::kWarning,
                      .message = "the newest run began at " + newest.substr(0, 19) +
                                 " UTC, which is yet to come",
                      .hint = "set the clock of the machine; `last` means the newest by time"});
  }
  return checks;
}

/// Whether what runs left for the next ones can be read; nothing if they left nothing.
std::vector<HealthCheck> state_checks(const World& world) {
  const auto states = list_states(world);
  if (!states.has_value()) {
    return {failure("states", states.error())};
  }
  if (states->empty()) {
    return {};
  }
  HealthCheck check{.name = "states",
                    .message = "left by " + std::to_string(states->size()) +
                               (states->size() == 1 ? " step" : " steps"),
                    .hint = {}};
  std::size_t damaged = 0;
  for (const session::StoredState& state : *states) {
    if (state.problem.has_value() && damaged++ == 0) {
      check = failure("states", *state.problem);
    }
  }
  if (damaged > 1) {
    check.message += "; " + std::to_string(damaged - 1) + " more cannot be used";
  }
  return {std::move(check)};
}

}  // namespace

std::optional<DirectoryEntry> sessions_entry(const World& world) {
  const auto entries = world.files.list(world.project_dir);
  for (const DirectoryEntry& entry : entries.value_or(std::vector<DirectoryEntry>())) {
    if (entry.name == sessions_dir(world).filename()) {
      return entry;
    }
  }
  return std::nullopt;
}

Result<std::vector<HealthCheck>> check_project(World& world, const HealthContext& context,
                                               const std::stop_token& stop) {
  std::vector<HealthCheck> checks{sessions_check(world), disk_check(world, context.machine)};
  std::vector<HealthCheck> files = file_checks(world);
  const bool can_connect = std::none_of(files.begin(), files.end(), [](const HealthCheck& check) {
    return check.name == ".env" && check.state == HealthState::kFailed;
  });
  std::move(files.begin(), files.end(), std::back_inserter(checks));
  if (can_connect) {
    auto connections = check_connections(world, {}, stop);
    if (!connections.has_value() && connections.error().is(kCancelled)) {
      return fail(connections.error());
    }
    if (connections.has_value()) {
      for (ConnectionCheckup& checkup : connections->checkups) {
        checks.push_back(connection_check(std::move(checkup)));
      }
    }
  }
  std::vector<HealthCheck> runs = run_checks(world);
  std::move(runs.begin(), runs.end(), std::back_inserter(checks));
  std::vector<HealthCheck> states = state_checks(world);
  std::move(states.begin(), states.end(), std::back_inserter(checks));
  return checks;
}

}  // namespace osiris::app
