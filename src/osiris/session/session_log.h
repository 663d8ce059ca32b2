#pragma once
// Writes a session's events.jsonl, metrics.jsonl and osiris.log. Nothing reaches them but through
// here.

#include "osiris/base/clock.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/format/value.h"
#include "osiris/session/metric.h"
#include "osiris/session/redaction.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace osiris::session {

/// Writes log lines, each as one append, redacted before it is written.
/// Line shapes: `{"ts","session","event",…fields}` and
/// `{"ts","session","metric","value","unit","step_id"?}`. Field names are fixed by the event and
/// never masked; texts longer than 64 KiB are cut. Threads: safe. A log that cannot be written
/// (disk full) is remembered in failure() and never throws the run off: data matters more than its
/// log.
class SessionLog {
 public:
  /// Sees every event as it is written (already redacted): event name and whole line as a value.
  using Listener = std::function<void(std::string_view name, const Value& line)>;

  /// Opens the three files in `logs_dir`, which must exist.
  static Result<std::unique_ptr<SessionLog>> open(FileSystem& files, const Clock& clock,
                                                  const Redactor& redactor, const Path& logs_dir,
                                                  std::string session_id);

  /// Calls `listener` after each event, one call at a time and in the order of the file; for
  /// progress displays and streams. The listener may use this log itself.
  void set_listener(Listener listener);

  /// Appends an event to events.jsonl and, in words, to osiris.log.
  template <class Event>
  void emit(const Event& event) {
    write_event(Event::kName, event.fields());
  }
  /// Records a measurement of the whole run.
  void measure(const Metric& metric, const Value& value);
  /// Records a measurement of a step.
  void measure(const Metric& metric, const Value& value, std::string_view step_id);
  /// Appends free text for people to osiris.log: `<ts> <level> <text>`.
  void note(std::string_view level, std::string_view text);

  /// Drops from now on what other threads write: of steps that were given up and go on.
  void keep_to_this_thread();

  /// Returns the first failure to write, if any.
  std::optional<Error> failure() const;

 private:
  SessionLog(const Clock& clock, const Redactor& redactor, std::string session_id);
  void write_event(std::string_view name, const Value& fields);
  void write_metric(const Metric& metric, const Value& value, std::string_view step_id);
  std::string next_time();
  Value start_line();
  Value clean(const Value& field) const;
  void append_entry(std::string_view time, std::string_view level, std::string_view text);
  void append(AppendFile& file, const std::string& line);
  bool is_kept_from_writing() const;

  const Clock& clock_;
  const Redactor& redactor_;
  std::string session_id_;
  std::unique_ptr<AppendFile> events_;
  std::unique_ptr<AppendFile> metrics_;
  std::unique_ptr<AppendFile> text_;
  /// Held while an event is written and heard, so that listeners hear events in order. Recursive,
  /// because a listener may emit.
  std::recursive_mutex order_mutex_;
  /// Guards the files and the failure; never held while a listener runs.
  mutable std::mutex mutex_;
  Listener listener_;
  std::optional<Error> failure_;
  std::thread::id sole_writer_;  ///< None: every thread may write.
  UtcTime last_time_;            ///< Of the last line of any log.
};

}  // namespace osiris::session
