#include "osiris/session/session_log.h"

#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/session/event_text.h"
#include "osiris/session/session_folder.h"

#include <algorithm>
#include <limits>

namespace osiris::session {
namespace {

/// A server may answer with a page of megabytes; the log keeps what a person would read of it.
constexpr std::size_t kTextBytesMax = 64 << 10;

std::string shorten(std::string text) {
  if (text.size() <= kTextBytesMax) {
    return text;
  }
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // Not inside a character.
  }
  text.resize(end);
  return text + "…";
}

void shorten_texts(Value& value) {
  if (value.is_string()) {
    value = Value(shorten(value.as_string()));
  } else if (value.is_array()) {
    for (Value& item : value.items()) {
      shorten_texts(item);
    }
  } else if (value.is_object()) {
    for (Member& member : value.members()) {
      shorten_texts(member.value);
    }
  }
}

/// Makes free text fit for a log of lines: what follows a line break is indented, so that no text
/// can pass for a line of its own.
std::string indent_lines(std::string_view text) {
  std::vector<std::string> lines = split(trim(text), '\n');
  for (std::string& line : lines) {
    line = printable(trim(line), std::numeric_limits<std::size_t>::max());
  }
  return join(lines, "\n    ");
}

}  // namespace

SessionLog::SessionLog(const Clock& clock, const Redactor& redactor, std::string session_id)
    : clock_(clock), redactor_(redactor), session_id_(std::move(session_id)) {}

Result<std::unique_ptr<SessionLog>> SessionLog::open(FileSystem& files, const Clock& clock,
                                                     const Redactor& redactor, const Path& logs_dir,
                                                     std::string session_id) {
  // make_unique cannot reach the constructor, which is private because opening may fail.
  std::unique_ptr<SessionLog> log(new SessionLog(clock, redactor, std::move(session_id)));
  OSIRIS_TRY(log->events_, files.open_append(logs_dir / kEventsLogName));
  OSIRIS_TRY(log->metrics_, files.open_append(logs_dir / kMetricsLogName));
  OSIRIS_TRY(log->text_, files.open_append(logs_dir / kTextLogName));
  return log;
}

void SessionLog::set_listener(Listener listener) {
  const std::lock_guard<std::recursive_mutex> in_order(order_mutex_);
  listener_ = std::move(listener);
}

void SessionLog::measure(const Metric& metric, const Value& value) {
  write_metric(metric, value, {});
}

void SessionLog::measure(const Metric& metric, const Value& value, std::string_view step_id) {
  write_metric(metric, value, step_id);
}

void SessionLog::note(std::string_view level, std::string_view text) {
  const std::string shown = indent_lines(shorten(redactor_.redact(text)));
  const std::lock_guard<std::mutex> hold(mutex_);
  if (!is_kept_from_writing()) {
    append_entry(next_time(), level, shown);
  }
}

void SessionLog::keep_to_this_thread() {
  const std::lock_guard<std::recursive_mutex> in_order(
      order_mutex_);  // No listener is amid a call.
  const std::lock_guard<std::mutex> hold(mutex_);
  sole_writer_ = std::this_thread::get_id();
}

bool SessionLog::is_kept_from_writing() const {
  return sole_writer_ != std::thread::id() && sole_writer_ != std::this_thread::get_id();
}

std::optional<Error> SessionLog::failure() const {
  const std::lock_guard<std::mutex> hold(mutex_);
  return failure_;
}

void SessionLog::write_event(std::string_view name, const Value& fields) {
  const std::lock_guard<std::recursive_mutex> in_order(order_mutex_);
  Value line;
  {
    const std::lock_guard<std::mutex> hold(mutex_);
    if (is_kept_from_writing()) {
      return;
    }
    line = start_line();
    line.set("event", name);
    for (const Member& field : fields.members()) {
      line.set(field.key, clean(field.value));
    }
    append(*events_, to_json(line) + "\n");
    // Of the masked line: no secret can come in by another way.
    if (const auto entry = entry_of(name, line); entry.has_value()) {
      append_entry(line.text_or("ts", ""), entry->level, indent_lines(entry->text));
    }
  }
  if (listener_) {
    const Listener listener = listener_;  // The listener may set another one.
    listener(name, line);
  }
}

void SessionLog::write_metric(const Metric& metric, const Value& value, std::string_view step_id) {
  const std::lock_guard<std::mutex> hold(mutex_);
  if (is_kept_from_writing()) {
    return;
  }
  Value line = start_line();
  line.set("metric", metric.name);
  line.set("value", clean(value));
  line.set("unit", metric.unit);
  if (!step_id.empty()) {
    line.set("step_id", clean(Value(step_id)));
  }
  append(*metrics_, to_json(line) + "\n");
}

/// A clock that is set back meanwhile must not bring the lines out of order.
std::string SessionLog::next_time() {
  last_time_ = std::max(last_time_, clock_.now());
  return to_iso8601(last_time_);
}

Value SessionLog::start_line() {
  Value line = Value::object();
  line.set("ts", next_time());
  line.set("session", session_id_);
  return line;
}

Value SessionLog::clean(const Value& field) const {
  // Masked first: half of a secret, left by a cut, would not be recognised.
  Value cleaned = redactor_.redact(field);
  shorten_texts(cleaned);
  return cleaned;
}

void SessionLog::append_entry(std::string_view time, std::string_view level,
                              std::string_view text) {
  std::string line(time);
  line.append(" ").append(level).append(" ").append(text).append("\n");
  append(*text_, line);
}

void SessionLog::append(AppendFile& file, const std::string& line) {
  Status appended = file.append(line);
  if (!appended.has_value() && !failure_) {
    failure_ = std::move(appended).error();
  }
}

}  // namespace osiris::session
