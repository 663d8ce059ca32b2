// The verb `maintenance clean`.

#include "osiris/app/verbs.h"
#include "osiris/base/check.h"
#include "osiris/base/ids.h"

#include <algorithm>
#include <set>

namespace osiris::app {
namespace {

/// A run makes its folder a moment before it takes its lock, and may not look dead in between. When
/// it has the lock it writes its manifest.
constexpr std::chrono::minutes kStartMax(1);

session::SessionFolder folder_of(const World& world, const session::RunRecord& run) {
  return {sessions_dir(world) / run.session_id};
}

/// Tells whether a session is at work, or may be about to start.
bool is_in_use(const World& world, const session::RunRecord& run) {
  // Looked at before the lock: who has a manifest had the lock, and has it still unless it ended.
  const bool has_begun = world.files.exists(folder_of(world, run).manifest());
  const bool may_start = run.status == "died" && !has_begun &&
                         run.started_at > to_iso8601(world.clock.now() - kStartMax);
  return may_start || run.status == "running" || FileLock::is_held(folder_of(world, run).lock());
}

/// Leaves each session once, with its newest run, and only those with a name of our making. A line
/// that another release wrote without a time does not make its session older than its id says.
std::vector<session::RunRecord> newest_runs(const session::RunList& list) {
  std::vector<session::RunRecord> newest;
  std::set<std::string> seen;
  for (const session::RunRecord& run : list.runs) {
    if (is_session_id(run.session_id) && seen.insert(run.session_id).second) {
      newest.push_back(run);
      newest.back().started_at = std::max(run.started_at, session::time_in_id(run.session_id));
    }
  }
  std::stable_sort(newest.begin(), newest.end(), [](const auto& left, const auto& right) {
    return left.started_at > right.started_at;
  });
  return newest;
}

/// Chooses the sessions that go, oldest first.
CleanResult choose_sessions(const World& world, const CleanRequest& request,
                            const std::vector<session::RunRecord>& newest_first) {
  const std::string begun_before =
      request.older_than ? to_iso8601(world.clock.now() - *request.older_than) : std::string();
  CleanResult result;
  std::int64_t newer = 0;
  for (const session::RunRecord& run : newest_first) {
    const bool in_use = is_in_use(world, run);
    const bool among_newest = request.keep && newer < *request.keep;
    newer += in_use ? 0 : 1;
    if (in_use || among_newest || (request.older_than && run.started_at >= begun_before)) {
      ++result.kept;
      continue;
    }
    const std::int64_t bytes = session::bytes_of(world.files, folder_of(world, run), request.part);
    if (request.part == session::SessionPart::kAll || bytes > 0) {
      result.sessions.push_back({.record = run, .bytes = bytes, .failure = {}});
    }
  }
  std::reverse(result.sessions.begin(), result.sessions.end());
  return result;
}

}  // namespace

std::int64_t CleanResult::bytes() const {
  std::int64_t total = 0;
  for (const CleanedSession& session : sessions) {
    total += session.bytes;
  }
  return total;
}

Result<CleanResult> clean_sessions(World& world, const CleanRequest& request, CleanAction action) {
  OSIRIS_CHECK(request.older_than || request.keep, "a clean without a rule would remove all");
  OSIRIS_TRY(const session::RunList list, list_runs(world));
  CleanResult result = choose_sessions(world, request, newest_runs(list));
  if (action == CleanAction::kLookOnly) {
    return result;
  }
  std::set<std::string> removed;
  for (CleanedSession& session : result.sessions) {
    auto status =
        session::remove_session(world.files, folder_of(world, session.record), request.part);
    session.removed = status.has_value();
    if (session.removed) {
      removed.insert(session.record.session_id);
    } else {
      session.failure = std::move(status).error();
      session.bytes = 0;
    }
  }
  if (request.part == session::SessionPart::kAll) {
    OSIRIS_CHECKED(session::remove_runs(world.files, sessions_dir(world), removed));
  }
  return result;
}

}  // namespace osiris::app
