#pragma once
// What an event says to the people who read osiris.log.

#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace osiris::session {

/// An entry of osiris.log without its time.
struct LogEntry {
  std::string_view level;  ///< DEBUG, INFO, WARNING or ERROR.
  std::string text;        ///< Of a step: begins with `step '<id>': `. May have several lines.
  bool operator==(const LogEntry&) const = default;
};

/// Puts an event, given by its name and its line of events.jsonl, into words. The one place that
/// does, so that both logs tell the same. Nothing for what is only worth a number that moves,
/// step_progress, and for events that are not of this release.
std::optional<LogEntry> entry_of(std::string_view name, const Value& line);

/// Puts the line of a step_warning into words: "csv.bad_lines: … (3 times)". Without the count if
/// it is 0.
std::string warning_text(const Value& line);

}  // namespace osiris::session
