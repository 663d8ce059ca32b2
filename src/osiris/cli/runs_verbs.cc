// The verbs `runs list` and `runs show`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"

#include <fmt/format.h>

namespace osiris::cli {
namespace {

constexpr std::int64_t kRunsShown = 20;

std::string steps_text(const session::RunRecord& run) {
  return fmt::format("{}/{}", run.steps_completed, run.steps_total);
}

bool is_ended(const session::RunRecord& run) {
  return run.status != "running" && run.status != "died";
}

std::string runs_table(const std::vector<session::RunRecord>& runs) {
  std::vector<std::vector<std::string>> rows;
  for (const session::RunRecord& run : runs) {
    const bool ended = is_ended(run);
    rows.push_back({run.session_id, run.pipeline_id, run.status, ended ? steps_text(run) : "",
                    ended ? group_thousands(run.rows_written) : "",
                    ended ? format_duration(run.duration_ms) : "", shown_time(run.started_at)});
  }
  return render_table({{"session"},
                       {"pipeline"},
                       {"status"},
                       {"steps", Align::kRight},
                       {"written", Align::kRight},
                       {"duration", Align::kRight},
                       {"started (UTC)"}},
                      rows);
}

std::int64_t number_of(const Value& line, std::string_view key) {
  const Value* value = line.find(key);
  return value != nullptr && value->kind() == Value::Kind::kInt ? value->as_int() : 0;
}

/// Finds the row of a step; makes one that says the step began and did not end.
std::vector<std::string>& row_of(std::vector<std::vector<std::string>>& rows,
                                 const std::string& step_id, bool running) {
  for (std::vector<std::string>& row : rows) {
    if (row.front() == step_id) {
      return row;
    }
  }
  return rows.emplace_back(
      std::vector<std::string>{step_id, running ? "running" : "unfinished", "", "", ""});
}

/// Makes a table of how each step went, out of the session's events.
std::string steps_of_events(const std::vector<Value>& events, bool running) {
  std::vector<std::vector<std::string>> rows;
  for (const Value& event : events) {
    const std::string name = event.text_or("event", "");
    const std::string step_id = event.text_or("step_id", "");
    if (name == "step_start") {
      row_of(rows, step_id, running);
    } else if (name == "step_complete") {
      row_of(rows, step_id, running) = {step_id, "complete",
                                        group_thousands(number_of(event, "rows_processed")),
                                        format_duration(number_of(event, "duration_ms")), ""};
    } else if (name == "step_failed") {
      row_of(rows, step_id, running) = {step_id, "failed", "",
                                        format_duration(number_of(event, "duration_ms")),
                                        event.text_or("error_code", "")};
    } else if (name == "step_skipped" && event.text_or("reason", "") != "already_complete") {
      row_of(rows, step_id, running) = {step_id, "skipped", "", "", event.text_or("reason", "")};
    }
  }
  return rows.empty() ? ""
                      : "\n" + render_table({{"step"},
                                             {"status"},
                                             {"rows", Align::kRight},
                                             {"duration", Align::kRight},
                                             {"why"}},
                                            rows);
}

std::string run_text(const app::RunDetails& details) {
  const session::RunRecord& run = details.record;
  std::vector<std::vector<std::string>> rows{
      {"session", run.session_id},
      {"pipeline", run.pipeline_id},
      {"status",
       is_ended(run) ? fmt::format("{} (exit code {})", run.status, run.exit_code) : run.status},
      {"started", shown_time(run.started_at) + " UTC"},
  };
  if (!run.profile.empty()) {
    rows.push_back({"profile", run.profile});
  }
  if (is_ended(run)) {
    rows.push_back({"duration", format_duration(run.duration_ms)});
    rows.push_back({"steps", steps_text(run) + " complete"});
    rows.push_back({"rows", group_thousands(run.rows_read) + " read, " +
                                group_thousands(run.rows_written) + " written"});
    rows.push_back({"manifest", run.manifest_hash});
  }
  if (!run.error_code.empty()) {
    rows.push_back({"error", run.error_code + ": " + printable(run.error_message, 2000)});
  }
  rows.push_back(
      {"size", format_bytes(details.bytes) + ", of that data " + format_bytes(details.data_bytes)});
  rows.push_back({"folder", details.folder.root.string()});
  return render_table({{""}, {""}}, rows) +
         steps_of_events(details.events, run.status == "running");
}

}  // namespace

ExitCode run_runs_list(Invocation& call) {
  const app::RunFilter& filter = call.options.run_filter;
  auto list = app::list_runs(call.world, filter);
  if (!list.has_value()) {
    return report_error(call.options, call.console, list.error());
  }
  const auto limit = static_cast<std::size_t>(call.options.limit.value_or(kRunsShown));
  std::vector<session::RunRecord> runs = list->runs;
  if (limit > 0 && runs.size() > limit) {
    runs.resize(limit);
  }
  if (call.options.json) {
    const std::int64_t bytes = app::bytes_of_runs(call.world, list->runs);
    return print_document(call.console, runs_value(runs, *list, bytes), ExitCode::kSuccess);
  }
  if (!runs.empty()) {
    call.console.print(runs_table(runs));
  }
  if (call.options.quiet) {
    return ExitCode::kSuccess;
  }
  if (runs.empty()) {
    call.console.tell(filter == app::RunFilter() ? "no runs yet\n" : "no run fits\n");
  } else if (runs.size() < list->runs.size()) {
    call.console.tell(
        fmt::format("{} of {} runs; --limit 0 shows all\n", runs.size(), list->runs.size()));
  }
  if (list->damaged_lines > 0) {
    call.console.tell(fmt::format("{} lines of the index cannot be read and were left out\n",
                                  list->damaged_lines));
  }
  return ExitCode::kSuccess;
}

ExitCode run_runs_show(Invocation& call) {
  const auto details = app::show_run(call.world, call.options.session);
  if (!details.has_value()) {
    return report_error(call.options, call.console, details.error());
  }
  if (call.options.json) {
    return print_document(call.console, run_details_value(*details), ExitCode::kSuccess);
  }
  call.console.print(run_text(*details));
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
