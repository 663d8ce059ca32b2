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

/// Reads the warnings off a session's events. A step that began again gives its own anew.
std::vector<session::StepWarning> read_warnings(const std::vector<Value>& events) {
  std::vector<session::StepWarning> warnings;
  for (const Value& event : events) {
    const std::string name = event.text_or("event", "");
    const std::string step_id = event.text_or("step_id", "");
    if (name == session::StepStart::kName) {
      std::erase_if(warnings, [&](const auto& warning) { return warning.step_id == step_id; });
    } else if (name == session::StepWarning::kName) {
      const Value* const count = event.find("count");
      const bool is_counted = count != nullptr && count->kind() == Value::Kind::kInt;
      warnings.push_back({.step_id = step_id,
                          .code = event.text_or("code", ""),
                          .message = event.text_or("message", ""),
                          .count = is_counted ? count->as_int() : 0});
    }
  }
  return warnings;
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
  details.run_count = std::count_if(list.runs.begin(), list.runs.end(),
                                    [&](const auto& run) { return run.session_id == id; });
  details.bytes = session::bytes_of(world.files, details.folder, session::SessionPart::kAll);
  details.data_bytes = session::bytes_of(world.files, details.folder, session::SessionPart::kData);
  OSIRIS_TRY(details.events, read_lines(world.files, details.folder.events_log()));
  OSIRIS_TRY(details.metrics, read_lines(world.files, details.folder.metrics_log()));
  details.warnings = read_warnings(details.events);
  return details;
}

}  // namespace osiris::app
