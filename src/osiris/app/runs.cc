// The verbs `runs list` and `runs show`.

#include "osiris/app/verbs.h"
#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <set>

namespace osiris::app {
namespace {

/// Reads the lines of a log; what is no JSON was torn by the death of its writer. An absent log has
/// no lines.
Result<std::vector<Value>> read_lines(const FileSystem& files, const Path& path) {
  std::vector<Value> lines;
  if (!files.exists(path)) {
    return lines;
  }
  OSIRIS_TRY(const std::string text, files.read_text(path));
  for (const std::string& line : split(text, '\n')) {
    if (auto value = parse_json(line); value.has_value()) {
      lines.push_back(std::move(*value));
    }
  }
  return lines;
}

}  // namespace

Result<session::RunList> list_runs(const World& world, const RunFilter& filter) {
  OSIRIS_TRY(session::RunList list, session::list_runs(world.files, sessions_dir(world)));
  // Times of one form are in order as texts.
  std::string since = filter.begun_since ? to_iso8601(*filter.begun_since) : std::string();
  if (filter.begun_within) {
    since = std::max(since, to_iso8601(world.clock.now() - *filter.begun_within));
  }
  std::erase_if(list.runs, [&](const session::RunRecord& run) {
    return (!filter.status.empty() && run.status != filter.status) ||
           (!filter.pipeline.empty() && run.pipeline_id != filter.pipeline) ||
           run.started_at < since;
  });
  return list;
}

std::int64_t bytes_of_runs(const World& world, const std::vector<session::RunRecord>& runs) {
  std::int64_t bytes = 0;
  std::set<std::string> counted;
  for (const session::RunRecord& run : runs) {
    // A session that was resumed has several runs. An id of another make could be any path.
    if (is_session_id(run.session_id) && counted.insert(run.session_id).second) {
      bytes += session::bytes_of(world.files, {sessions_dir(world) / run.session_id},
                                 session::SessionPart::kAll);
    }
  }
  return bytes;
}

Result<RunDetails> show_run(const World& world, const std::string& session) {
  RunDetails details;
  OSIRIS_TRY(details.folder, session::find_session(world.files, sessions_dir(world), session));
  OSIRIS_TRY(const session::RunList list, list_runs(world));
  const std::string id = details.folder.root.filename();
  const auto record = std::find_if(list.runs.begin(), list.runs.end(),
                                   [&](const auto& run) { return run.session_id == id; });
  if (record == list.runs.end()) {
    return fail(session::kSessionNotFound, "no session '" + id + "' in the index");
  }
  details.record = *record;
  details.bytes = session::bytes_of(world.files, details.folder, session::SessionPart::kAll);
  details.data_bytes = session::bytes_of(world.files, details.folder, session::SessionPart::kData);
  OSIRIS_TRY(details.events, read_lines(world.files, details.folder.events_log()));
  OSIRIS_TRY(details.metrics, read_lines(world.files, details.folder.metrics_log()));
  return details;
}

}  // namespace osiris::app
