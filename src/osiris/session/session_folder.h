#pragma once
// Where a session keeps its files, and the index of all runs of a project.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace osiris::session {

/// Default place of all sessions, relative to the project folder.
inline constexpr const char* kSessionsDirName = ".osiris_sessions";

/// Names of the files below logs/.
inline constexpr const char* kEventsLogName = "events.jsonl";
inline constexpr const char* kMetricsLogName = "metrics.jsonl";
inline constexpr const char* kTextLogName = "osiris.log";

/// Names every path of one session's folder. Plain arithmetic; touches no disk.
struct SessionFolder {
  Path root;  ///< <sessions>/<session id>

  Path database() const { return root / "pipeline_data.duckdb"; }
  Path manifest() const { return root / "manifest.yaml"; }
  Path status() const { return root / "status.json"; }
  Path logs_dir() const { return root / "logs"; }
  Path events_log() const { return logs_dir() / kEventsLogName; }
  Path metrics_log() const { return logs_dir() / kMetricsLogName; }
  Path text_log() const { return logs_dir() / kTextLogName; }
  Path artifacts_dir() const { return root / "artifacts"; }
  Path step_artifacts(const std::string& step_id) const { return artifacts_dir() / step_id; }
  /// What the steps that keep state started from.
  Path base_states() const { return root / "base_states.json"; }
  /// What a finished step leaves for the next run.
  Path kept_state(const std::string& step_id) const {
    return step_artifacts(step_id) / "state.json";
  }
  Path lock() const { return root / ".lock"; }
  /// Where a running session answers for its data.
  Path data_socket() const { return root / ".data.socket"; }
};

/// What status.json says; the keys are those of the Python osiris.
struct SessionStatus {
  std::string sandbox_id = "local";
  int exit_code = 0;
  std::int64_t steps_completed = 0;
  std::int64_t steps_total = 0;
  bool ok = false;
  std::string session_path;  ///< Absolute path on the machine that ran it.
  bool session_copied = true;
  bool events_jsonl_exists = false;
  /// Empty when ok, else "execution_failed", "interrupted", "incomplete_steps".
  std::string reason;
  Value to_value() const;
};

/// One line of runs.jsonl: written when the run ends, failed runs too.
struct RunRecord {
  std::string session_id;
  std::string pipeline_id;
  std::string profile;
  std::string manifest_hash;
  std::string started_at;  ///< ISO 8601, UTC.
  std::string status;      ///< success, failed, interrupted; readers also see died, running.
  int exit_code = 0;
  std::int64_t duration_ms = 0;
  std::int64_t steps_completed = 0;
  std::int64_t steps_total = 0;
  std::int64_t rows_read = 0;
  std::int64_t rows_written = 0;
  std::string error_code;
  std::string error_message;

  /// Tells whether the end was recorded; if not, exit code, duration and numbers are not known.
  bool is_ended() const;
  /// Makes a line of the index; what is not known is null.
  Value to_value() const;
  /// Reads a line's value; unknown members are ignored, absent ones keep their default.
  static RunRecord from_value(const Value& value);
};

/// Returns the time in a session id as RunRecord::started_at has it; empty if the text has not the
/// shape of a session id.
std::string time_in_id(const std::string& id);

/// Returns the path of the index of all runs.
Path index_of_runs(const Path& sessions_dir);

/// Appends a record to <sessions_dir>/runs.jsonl.
Status append_run(FileSystem& files, const Path& sessions_dir, const RunRecord& record);

/// Lists all runs, newest first: the index, plus what runs now, plus sessions that have a folder
/// but no line and `died`. A session that was gone on with has a record for each of its runs.
/// Damaged index lines are skipped and counted in `damaged_lines`.
struct RunList {
  std::vector<RunRecord> runs;
  std::int64_t damaged_lines = 0;
};
Result<RunList> list_runs(FileSystem& files, const Path& sessions_dir);

inline constexpr ErrorCode kSessionNotFound{
    "session.not_found", Fault::kUser, "No session of that id. `osiris runs list` shows them."};

/// Finds the folder of a session by full id, by an unambiguous start of it, or by `last`.
/// Errors: session.not_found.
Result<SessionFolder> find_session(const FileSystem& files, const Path& sessions_dir,
                                   const std::string& id_or_prefix);

}  // namespace osiris::session
