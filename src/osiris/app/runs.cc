// The verbs `runs list` and `runs show`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <algorithm>

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

Result<session::RunList> list_runs(const World& world) {
  return session::list_runs(world.files, sessions_dir(world));
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
  OSIRIS_TRY(details.events, read_lines(world.files, details.folder.events_log()));
  OSIRIS_TRY(details.metrics, read_lines(world.files, details.folder.metrics_log()));
  return details;
}

}  // namespace osiris::app
