#include "osiris/session/session_folder.h"

#include "osiris/base/ids.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace osiris::session {
namespace {

constexpr std::string_view kIndexName = "runs.jsonl";
/// Of a session without a line in the index, only the first event is wanted. A log beyond this size
/// is not read for it.
constexpr std::uintmax_t kEventsBytesMax = 16 << 20;
/// More names than this in a message help nobody.
constexpr std::size_t kCandidatesShownMax = 5;

std::int64_t int_or(const Value& value, std::string_view key, std::int64_t fallback) {
  const Value* found = value.find(key);
  return found != nullptr && found->kind() == Value::Kind::kInt ? found->as_int() : fallback;
}

void set_unless_empty(Value& value, std::string_view key, const std::string& text) {
  if (!text.empty()) {
    value.set(key, text);
  }
}

Result<RunList> read_index(const FileSystem& files, const Path& sessions_dir) {
  RunList list;
  const auto text = files.read_text(index_of_runs(sessions_dir));
  if (!text.has_value()) {
    if (text.error().is(kFileNotFound)) {
      return list;
    }
    return fail(text.error());
  }
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) {
      continue;
    }
    const auto value = parse_json(line);
    RunRecord record = value.has_value() ? RunRecord::from_value(*value) : RunRecord();
    if (record.session_id.empty()) {
      ++list.damaged_lines;
    } else {
      list.runs.push_back(std::move(record));
    }
  }
  return list;
}

/// Lists the names of the sessions that have a folder, sorted. Ids that are not of our making count
/// if the folder was locked once, as every session's is.
Result<std::vector<std::string>> list_folders(const FileSystem& files, const Path& sessions_dir) {
  std::vector<std::string> names;
  const auto entries = files.list(sessions_dir);
  if (!entries.has_value()) {
    if (entries.error().is(kFileNotFound)) {
      return names;
    }
    return fail(entries.error());
  }
  for (const DirectoryEntry& entry : *entries) {
    const SessionFolder folder{sessions_dir / entry.name};
    if (entry.is_directory && (is_session_id(entry.name) || files.exists(folder.lock()))) {
      names.push_back(entry.name);
    }
  }
  return names;
}

std::set<std::string> ids_of(const RunList& list) {
  std::set<std::string> ids;
  for (const RunRecord& run : list.runs) {
    ids.insert(run.session_id);
  }
  return ids;
}

/// Tells of a session that has no line what its folder tells.
RunRecord record_of_folder(const FileSystem& files, const SessionFolder& folder, bool is_running) {
  RunRecord record;
  record.session_id = folder.root.filename().string();
  record.started_at = time_in_id(record.session_id);
  record.status = is_running ? "running" : "died";
  const auto events = files.read_text(folder.events_log(), kEventsBytesMax);
  if (!events.has_value()) {
    return record;
  }
  const auto first = parse_json(std::string_view(*events).substr(0, events->find('\n')));
  if (first.has_value() && first->text_or("event", "") == "run_start") {
    record.pipeline_id = first->text_or("pipeline_id", "");
    record.profile = first->text_or("profile", "");
    record.manifest_hash = first->text_or("manifest_hash", "");
    record.started_at = first->text_or("ts", record.started_at);
  }
  return record;
}

void sort_newest_first(std::vector<RunRecord>& runs) {
  // Of equal ones the line written last comes first.
  std::reverse(runs.begin(), runs.end());
  std::stable_sort(runs.begin(), runs.end(), [](const RunRecord& left, const RunRecord& right) {
    return std::tie(left.started_at, left.session_id) >
           std::tie(right.started_at, right.session_id);
  });
}

Error not_found(std::string message, std::string hint) {
  return make_error(kSessionNotFound, std::move(message), std::move(hint));
}

Error ambiguous(const std::string& prefix, std::vector<std::string> candidates) {
  const std::size_t total = candidates.size();
  std::string more;
  if (total > kCandidatesShownMax) {
    more = fmt::format(" and {} more", total - kCandidatesShownMax);
    candidates.resize(kCandidatesShownMax);
  }
  return not_found(fmt::format("'{}' fits {} sessions: {}{}", printable(prefix), total,
                               join(candidates, ", "), more),
                   "Give more of the id.");
}

}  // namespace

Value SessionStatus::to_value() const {
  Value value = Value::object();
  value.set("sandbox_id", sandbox_id);
  value.set("exit_code", exit_code);
  value.set("steps_completed", steps_completed);
  value.set("steps_total", steps_total);
  value.set("ok", ok);
  value.set("session_path", session_path);
  value.set("session_copied", session_copied);
  value.set("events_jsonl_exists", events_jsonl_exists);
  value.set("reason", reason);
  return value;
}

bool RunRecord::is_ended() const { return status != "running" && status != "died"; }

Value RunRecord::to_value() const {
  const auto known = [this](std::int64_t number) { return is_ended() ? Value(number) : Value(); };
  Value value = Value::object();
  value.set("session_id", session_id);
  value.set("pipeline_id", pipeline_id);
  set_unless_empty(value, "profile", profile);
  value.set("manifest_hash", manifest_hash);
  value.set("started_at", started_at);
  value.set("status", status);
  value.set("exit_code", known(exit_code));
  value.set("duration_ms", known(duration_ms));
  value.set("steps_completed", known(steps_completed));
  value.set("steps_total", known(steps_total));
  value.set("rows_read", known(rows_read));
  value.set("rows_written", known(rows_written));
  set_unless_empty(value, "error_code", error_code);
  set_unless_empty(value, "error_message", error_message);
  return value;
}

RunRecord RunRecord::from_value(const Value& value) {
  RunRecord record;
  record.session_id = value.text_or("session_id", "");
  record.pipeline_id = value.text_or("pipeline_id", "");
  record.profile = value.text_or("profile", "");
  record.manifest_hash = value.text_or("manifest_hash", "");
  record.started_at = value.text_or("started_at", "");
  record.status = value.text_or("status", "");
  record.exit_code = static_cast<int>(int_or(value, "exit_code", 0));
  record.duration_ms = int_or(value, "duration_ms", 0);
  record.steps_completed = int_or(value, "steps_completed", 0);
  record.steps_total = int_or(value, "steps_total", 0);
  record.rows_read = int_or(value, "rows_read", 0);
  record.rows_written = int_or(value, "rows_written", 0);
  record.error_code = value.text_or("error_code", "");
  record.error_message = value.text_or("error_message", "");
  return record;
}

std::string time_in_id(const std::string& id) {
  if (!is_session_id(id)) {
    return {};
  }
  const auto part = [&id](std::size_t at, std::size_t length) { return id.substr(at, length); };
  return fmt::format("{}-{}-{}T{}:{}:{}.{}000+00:00", part(0, 4), part(4, 2), part(6, 2),
                     part(9, 2), part(11, 2), part(13, 2), part(15, 3));
}

Path index_of_runs(const Path& sessions_dir) { return sessions_dir / kIndexName; }

Status append_run(FileSystem& files, const Path& sessions_dir, const RunRecord& record) {
  OSIRIS_CHECKED(files.create_directories(sessions_dir));
  OSIRIS_TRY(const auto index, files.open_append(index_of_runs(sessions_dir)));
  return index->append(to_json(record.to_value()) + "\n");
}

Result<RunList> list_runs(FileSystem& files, const Path& sessions_dir) {
  OSIRIS_TRY(const auto folders, list_folders(files, sessions_dir));
  OSIRIS_TRY(RunList list, read_index(files, sessions_dir));
  std::set<std::string> known = ids_of(list);
  std::vector<std::string> running;
  std::vector<std::string> ended;
  for (const std::string& name : folders) {
    // A session that is gone on with has the lines of its former runs.
    if (FileLock::is_held(SessionFolder{sessions_dir / name}.lock())) {
      running.push_back(name);
    } else if (known.count(name) == 0) {
      ended.push_back(name);
    }
  }
  if (!ended.empty()) {
    // A run that ended between the two looks has its line by now; it did not die.
    OSIRIS_TRY(list, read_index(files, sessions_dir));
    known = ids_of(list);
  }
  for (const auto& [names, is_running] : {std::pair(&running, true), std::pair(&ended, false)}) {
    for (const std::string& name : *names) {
      // A folder that is gone by now was removed, and its line with it.
      const SessionFolder folder{sessions_dir / name};
      if ((is_running || known.count(name) == 0) && files.exists(folder.root)) {
        list.runs.push_back(record_of_folder(files, folder, is_running));
      }
    }
  }
  sort_newest_first(list.runs);
  return list;
}

Result<SessionFolder> find_session(const FileSystem& files, const Path& sessions_dir,
                                   const std::string& id_or_prefix) {
  constexpr const char* kHint = "`osiris runs list` shows all sessions.";
  OSIRIS_TRY(const auto folders, list_folders(files, sessions_dir));
  if (folders.empty()) {
    return fail(not_found(fmt::format("no sessions in '{}'", sessions_dir.string()),
                          "`osiris run` makes one."));
  }
  if (id_or_prefix == "last") {
    // Ids of our making sort by time; others stand for themselves and are asked for by name.
    const auto last = std::find_if(folders.rbegin(), folders.rend(),
                                   [](const std::string& name) { return is_session_id(name); });
    return SessionFolder{sessions_dir / (last == folders.rend() ? folders.back() : *last)};
  }
  std::vector<std::string> candidates;
  for (const std::string& name : folders) {
    if (name == id_or_prefix) {
      return SessionFolder{sessions_dir / name};
    }
    if (!id_or_prefix.empty() && name.substr(0, id_or_prefix.size()) == id_or_prefix) {
      candidates.push_back(name);
    }
  }
  if (candidates.empty()) {
    return fail(not_found(fmt::format("no session '{}' in '{}'{}", printable(id_or_prefix),
                                      sessions_dir.string(), suggest(id_or_prefix, folders)),
                          kHint));
  }
  if (candidates.size() > 1) {
    return fail(ambiguous(id_or_prefix, std::move(candidates)));
  }
  return SessionFolder{sessions_dir / candidates.front()};
}

}  // namespace osiris::session
