#include "osiris/session/event_text.h"

#include "osiris/base/text.h"
#include "osiris/session/event.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <vector>

namespace osiris::session {
namespace {

std::int64_t number_of(const Value& line, std::string_view key) {
  const Value* value = line.find(key);
  return value != nullptr && value->kind() == Value::Kind::kInt ? value->as_int() : 0;
}

std::string text_of(const Value& line, std::string_view key) { return line.text_or(key, ""); }

std::string duration_of(const Value& line, std::string_view key = "duration_ms") {
  return format_duration(number_of(line, key));
}

std::string counted(std::int64_t number, std::string_view one) {
  return fmt::format("{} {}{}", group_thousands(number), one, number == 1 ? "" : "s");
}

LogEntry tell_run_start(const Value& line) {
  const std::string profile = text_of(line, "profile");
  return {"INFO",
          fmt::format("run of pipeline '{}' began{}, manifest {}", text_of(line, "pipeline_id"),
                      profile.empty() ? "" : " with profile '" + profile + "'",
                      text_of(line, "manifest_hash"))};
}

LogEntry tell_adapter(const Value& line) {
  return {"DEBUG", "adapter: " + text_of(line, "adapter")};
}

LogEntry tell_database(const Value& line) {
  return {"DEBUG", "database open: " + text_of(line, "db_path")};
}

LogEntry tell_start(const Value& line) {
  const std::int64_t attempt = number_of(line, "attempt");
  return {"INFO",
          fmt::format("{} ({})", attempt > 1 ? fmt::format("attempt {} began", attempt) : "began",
                      text_of(line, "driver"))};
}

LogEntry tell_connection(const Value& line) {
  const std::string name = "@" + text_of(line, "family") + "." + text_of(line, "alias");
  const Value* ok = line.find("ok");
  const bool is_resolved = ok != nullptr && ok->is_bool() && ok->as_bool();
  return is_resolved ? LogEntry{"DEBUG", "uses connection " + name}
                     : LogEntry{"ERROR", "connection " + name + ": " + text_of(line, "error")};
}

LogEntry tell_input(const Value& line) {
  return {"DEBUG",
          fmt::format("reads {} of step '{}' as '{}'", counted(number_of(line, "rows"), "row"),
                      text_of(line, "from_step"), text_of(line, "key"))};
}

LogEntry tell_artifact(const Value& line) {
  return {"DEBUG",
          fmt::format("wrote {} ({})", text_of(line, "path"), text_of(line, "artifact_type"))};
}

LogEntry tell_file(const Value& line) {
  return {"INFO", fmt::format("wrote '{}': {}, {}, SHA-256 {}", text_of(line, "path"),
                              counted(number_of(line, "rows"), "row"),
                              counted(number_of(line, "bytes"), "byte"), text_of(line, "sha256"))};
}

LogEntry tell_warning(const Value& line) { return {"WARNING", warning_text(line)}; }

LogEntry tell_retry(const Value& line) {
  return {"WARNING", fmt::format("attempt {} failed, trying again in {}: {}: {}",
                                 number_of(line, "attempt"), duration_of(line, "delay_ms"),
                                 text_of(line, "error_code"), text_of(line, "message"))};
}

LogEntry tell_complete(const Value& line) {
  std::vector<std::string> counts{counted(number_of(line, "rows_in"), "row") + " in",
                                  group_thousands(number_of(line, "rows_processed")) + " out"};
  for (const std::string_view word : {"rejected", "filtered", "deduplicated"}) {
    if (const std::int64_t rows = number_of(line, "rows_" + std::string(word)); rows > 0) {
      counts.push_back(group_thousands(rows) + " " + std::string(word));
    }
  }
  if (const std::int64_t bytes = number_of(line, "bytes"); bytes > 0) {
    counts.push_back(counted(bytes, "byte"));
  }
  return {"INFO", "complete: " + join(counts, ", ") + " in " + duration_of(line)};
}

LogEntry tell_failure(const Value& line) {
  const std::string hint = text_of(line, "hint");
  return {"ERROR",
          fmt::format("failed after {}: {}: {}{}", duration_of(line), text_of(line, "error_code"),
                      text_of(line, "message"), hint.empty() ? "" : "\nhint: " + hint)};
}

LogEntry tell_skip(const Value& line) { return {"INFO", "skipped: " + text_of(line, "reason")}; }

LogEntry tell_state(const Value& line) {
  const std::int64_t bytes = number_of(line, "bytes");
  return {"INFO", bytes > 0 ? fmt::format("left '{}' for the next run: {}", text_of(line, "path"),
                                          counted(bytes, "byte"))
                            : "left nothing for the next run"};
}

LogEntry tell_cleanup(const Value& line) {
  return {"DEBUG",
          fmt::format("{} executed, {}", counted(number_of(line, "steps_executed"), "step"),
                      counted(number_of(line, "total_rows"), "row"))};
}

LogEntry tell_run_complete(const Value& line) {
  return {"INFO",
          fmt::format("run complete: {} executed in {}",
                      counted(number_of(line, "steps_executed"), "step"), duration_of(line))};
}

/// Names the step in the middle: the entry is about the run.
LogEntry tell_run_error(const Value& line) {
  const std::string step_id = text_of(line, "step_id");
  const std::string hint = text_of(line, "hint");
  return {"ERROR", fmt::format("run failed after {}{}: {}: {}{}", duration_of(line),
                               step_id.empty() ? "" : " in step '" + step_id + "'",
                               text_of(line, "error_code"), text_of(line, "message"),
                               hint.empty() ? "" : "\nhint: " + hint)};
}

LogEntry tell_run_end(const Value& line) {
  return {"INFO", "run ended: " + text_of(line, "status")};
}

/// Which event is told how; the text of a step's event is put behind its name.
struct Wording {
  std::string_view name;
  LogEntry (*tell)(const Value& line);
};
constexpr std::array kWordings{
    Wording{RunStart::kName, tell_run_start},
    Wording{AdapterSelected::kName, tell_adapter},
    Wording{DatabaseInitialized::kName, tell_database},
    Wording{StepStart::kName, tell_start},
    Wording{ConnectionResolved::kName, tell_connection},
    Wording{InputsResolved::kName, tell_input},
    Wording{ArtifactCreated::kName, tell_artifact},
    Wording{FileWritten::kName, tell_file},
    Wording{StepWarning::kName, tell_warning},
    Wording{StepRetry::kName, tell_retry},
    Wording{StepComplete::kName, tell_complete},
    Wording{StepFailed::kName, tell_failure},
    Wording{StepSkipped::kName, tell_skip},
    Wording{StateCommitted::kName, tell_state},
    Wording{CleanupComplete::kName, tell_cleanup},
    Wording{RunComplete::kName, tell_run_complete},
    Wording{RunError::kName, tell_run_error},
    Wording{RunEnd::kName, tell_run_end},
};

std::string times_text(std::int64_t count) {
  return count == 1 ? "once" : group_thousands(count) + " times";
}

}  // namespace

std::string warning_text(const Value& line) {
  const std::int64_t count = number_of(line, "count");
  return text_of(line, "code") + ": " + text_of(line, "message") +
         (count > 0 ? " (" + times_text(count) + ")" : "");
}

std::optional<LogEntry> entry_of(std::string_view name, const Value& line) {
  for (const Wording& wording : kWordings) {
    if (wording.name == name) {
      LogEntry entry = wording.tell(line);
      const std::string step_id = text_of(line, "step_id");
      if (!step_id.empty() && name != RunError::kName) {
        entry.text = "step '" + step_id + "': " + entry.text;
      }
      return entry;
    }
  }
  return std::nullopt;
}

}  // namespace osiris::session
