#pragma once
// What a session's event log can say: one struct per event, its fields fixed by the struct.
// Names and meanings: docs/reference/events.md; the JSON Schema docs/reference/events.schema.json
// holds them.

#include "osiris/base/error.h"
#include "osiris/format/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::session {

/// The run began.
struct RunStart {
  static constexpr std::string_view kName = "run_start";
  std::string pipeline_id;
  std::string manifest_path;  ///< Relative to the session folder.
  std::string manifest_hash;
  std::string profile;  ///< Empty when none is active.
  Value fields() const;
};

/// The adapter that will execute was chosen ("local").
struct AdapterSelected {
  static constexpr std::string_view kName = "adapter_selected";
  std::string adapter;
  Value fields() const;
};

/// The session's database is open.
struct DatabaseInitialized {
  static constexpr std::string_view kName = "database_initialized";
  std::string db_path;  ///< Relative to the session folder.
  Value fields() const;
};

/// A step is about to run.
struct StepStart {
  static constexpr std::string_view kName = "step_start";
  std::string step_id;
  std::string driver;  ///< The component's name.
  int attempt = 1;
  Value fields() const;
};

/// A connection's settings were looked up; the values never appear.
struct ConnectionResolved {
  static constexpr std::string_view kName = "connection_resolve_complete";
  std::string step_id;
  std::string family;
  std::string alias;
  bool ok = false;
  std::string error;  ///< Empty when ok.
  Value fields() const;
};

/// One input of a step was bound to the relation of an earlier step.
struct InputsResolved {
  static constexpr std::string_view kName = "inputs_resolved";
  std::string step_id;
  std::string from_step;
  std::string key;  ///< The name under which the step may use it.
  std::int64_t rows = 0;
  Value fields() const;
};

/// A file was written below artifacts/.
struct ArtifactCreated {
  static constexpr std::string_view kName = "artifact_created";
  std::string step_id;
  std::string artifact_type;  ///< "cleaned_config", ...
  std::string path;           ///< Relative to the session folder.
  Value fields() const;
};

/// A writer put a file in its place, outside of the session.
struct FileWritten {
  static constexpr std::string_view kName = "file_written";
  std::string step_id;
  std::string path;  ///< Absolute.
  std::int64_t bytes = 0;
  std::int64_t rows = 0;  ///< That the step wrote into it.
  std::string sha256;     ///< Of the whole file.
  Value fields() const;
};

/// How far a long step is; at most a few per second.
struct StepProgress {
  static constexpr std::string_view kName = "step_progress";
  std::string step_id;
  std::optional<double> percent;
  std::int64_t rows = 0;   ///< Rows so far, 0 when not known.
  std::int64_t bytes = 0;  ///< Read from or written to the outside so far, 0 when not known.
  /// Held now by the process that runs the step.
  std::optional<std::int64_t> memory_bytes = std::nullopt;
  Value fields() const;
};

/// Something was converted or assumed that a careful reader should know.
struct StepWarning {
  static constexpr std::string_view kName = "step_warning";
  std::string step_id;
  std::string code;
  std::string message;
  std::int64_t count = 0;  ///< How many values, 0 when it is not about values.
  Value fields() const;
};

/// A transient failure; the step will be tried again after the delay.
struct StepRetry {
  static constexpr std::string_view kName = "step_retry_attempt";
  std::string step_id;
  int attempt = 0;  ///< The attempt that failed, from 1.
  std::int64_t delay_ms = 0;
  std::string error_code;
  std::string message;
  Value fields() const;
};

/// The step did its work.
struct StepComplete {
  static constexpr std::string_view kName = "step_complete";
  std::string step_id;
  std::string driver;
  std::int64_t rows_processed = 0;  ///< Rows in the relation, or accepted by the target.
  std::int64_t duration_ms = 0;
  std::int64_t rows_in = 0;  ///< Rows met at the source, or read from the inputs.
  std::int64_t rows_rejected = 0;
  std::int64_t rows_filtered = 0;
  std::int64_t rows_deduplicated = 0;
  std::int64_t bytes = 0;  ///< Read from or written to the outside; 0 when not known.
  std::vector<std::pair<std::string, std::int64_t>> outputs = {};  ///< Further relations: rows.
  Value fields() const;
};

/// The step failed and left nothing behind.
struct StepFailed {
  static constexpr std::string_view kName = "step_failed";
  std::string step_id;
  std::string driver;
  std::string error_code;
  std::string error_class;  ///< user, external, system, bug.
  std::string message;
  std::string hint;
  std::int64_t duration_ms = 0;
  Value fields() const;
};

/// The step was not started: an earlier one failed, the run was stopped, an earlier run of the
/// session did it, or it was not chosen.
struct StepSkipped {
  static constexpr std::string_view kName = "step_skipped";
  std::string step_id;
  std::string reason;  ///< "upstream_failed", "run_stopped", "already_complete", "not_selected".
  Value fields() const;
};

/// What a step leaves for the next run was put in its place. The state itself is data of the source
/// and never appears.
struct StateCommitted {
  static constexpr std::string_view kName = "state_committed";
  std::string step_id;
  std::string path;        ///< Absolute.
  std::int64_t bytes = 0;  ///< Of the file; 0 if there is nothing to leave and the file is gone.
  Value fields() const;
};

/// Adapter clean-up is done: steps that ran to an end, and rows they wrote (or read, when none
/// wrote).
struct CleanupComplete {
  static constexpr std::string_view kName = "cleanup_complete";
  std::int64_t steps_executed = 0;
  std::int64_t total_rows = 0;
  Value fields() const;
};

/// All steps did their work.
struct RunComplete {
  static constexpr std::string_view kName = "run_complete";
  std::string pipeline_id;
  std::int64_t steps_executed = 0;
  std::int64_t duration_ms = 0;
  Value fields() const;
};

/// The run failed or was stopped.
struct RunError {
  static constexpr std::string_view kName = "run_error";
  std::string pipeline_id;
  std::string error_code;
  std::string message;
  std::string hint;     ///< What to do next; may be empty.
  std::string step_id;  ///< Empty when no step is to blame.
  std::int64_t duration_ms = 0;
  Value fields() const;
};

/// Last line of every log that was closed in order.
struct RunEnd {
  static constexpr std::string_view kName = "run_end";
  std::string status;  ///< success, failed, interrupted.
  std::int64_t duration_ms = 0;
  Value fields() const;
};

/// Lists the names of all events above, sorted; the schema test holds them against the shipped
/// schema.
std::vector<std::string_view> event_names();

}  // namespace osiris::session
