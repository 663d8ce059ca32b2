// The verbs `runs list` and `runs show`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/ledger_table.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/session/event_text.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::int64_t kRunsShown = 20;
constexpr std::size_t kWarningShownMax = 2000;  // Code points; a message may hold a whole line.

std::string steps_text(const session::RunRecord& run) {
  return fmt::format("{}/{}", run.steps_completed, run.steps_total);
}

std::string runs_table(const std::vector<session::RunRecord>& runs) {
  std::vector<std::vector<std::string>> rows;
  for (const session::RunRecord& run : runs) {
    const bool ended = run.is_ended();
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

/// How a step went, as the session's events tell it.
struct StepStory {
  std::string step_id;
  std::string status;
  std::string duration;
  std::string why;
  const Value* complete = nullptr;  ///< The event with its ledger; null unless it did its work.
};

/// Finds the story of a step; makes one that says the step began and did not end.
StepStory& story_of(std::vector<StepStory>& stories, const std::string& step_id, bool running) {
  for (StepStory& story : stories) {
    if (story.step_id == step_id) {
      return story;
    }
  }
  StepStory& story = stories.emplace_back();
  story.step_id = step_id;
  story.status = running ? "running" : "unfinished";
  return story;
}

std::vector<StepStory> read_stories(const std::vector<Value>& events, bool running) {
  std::vector<StepStory> stories;
  for (const Value& event : events) {
    const std::string name = event.text_or("event", "");
    const std::string step_id = event.text_or("step_id", "");
    if (name == "step_start") {
      story_of(stories, step_id, running);
      continue;
    }
    const std::string duration = format_duration(number_of(event, "duration_ms"));
    if (name == "step_complete") {
      story_of(stories, step_id, running) = {step_id, "complete", duration, "", &event};
    } else if (name == "step_failed") {
      story_of(stories, step_id, running) = {step_id, "failed", duration,
                                             event.text_or("error_code", ""), nullptr};
    } else if (name == "step_skipped" && event.text_or("reason", "") != "already_complete") {
      story_of(stories, step_id, running) = {step_id, "skipped", "", event.text_or("reason", ""),
                                             nullptr};
    }
  }
  return stories;
}

/// Makes a table of how each step went, with its ledger, out of the session's events; below it,
/// what the steps warned of.
std::string steps_of_events(const app::RunDetails& details) {
  std::vector<LedgerRow> rows;
  for (const StepStory& story : read_stories(details.events, details.record.status == "running")) {
    LedgerRow& row = rows.emplace_back();
    row.before = {story.step_id, story.status};
    row.after = {story.duration, story.why};
    if (story.complete != nullptr) {
      row.ledger = {.rows_in = number_of(*story.complete, "rows_in"),
                    .rejected = number_of(*story.complete, "rows_rejected"),
                    .filtered = number_of(*story.complete, "rows_filtered"),
                    .deduplicated = number_of(*story.complete, "rows_deduplicated"),
                    .rows_out = number_of(*story.complete, "rows_processed")};
    }
  }
  if (rows.empty()) {
    return "";
  }
  std::string text =
      "\n" + ledger_table({{"step"}, {"status"}}, rows, {{"duration", Align::kRight}, {"why"}});
  text += details.warnings.empty() ? "" : "\n";
  for (const session::StepWarning& warning : details.warnings) {
    text += warning.step_id + ": warning " +
            printable(session::warning_text(warning.fields()), kWarningShownMax) + "\n";
  }
  return text;
}

std::string run_text(const app::RunDetails& details) {
  const session::RunRecord& run = details.record;
  std::vector<std::vector<std::string>> rows{
      {"session", run.session_id},
      {"pipeline", run.pipeline_id},
      {"status",
       run.is_ended() ? fmt::format("{} (exit code {})", run.status, run.exit_code) : run.status},
      {"started", shown_time(run.started_at) + " UTC"},
  };
  if (details.run_count > 1) {
    rows.push_back({"runs", fmt::format("{}; what is told here is of the last one, the steps below "
                                        "are of all",
                                        details.run_count)});
  }
  if (!run.profile.empty()) {
    rows.push_back({"profile", run.profile});
  }
  if (run.is_ended()) {
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
  return render_table({{""}, {""}}, rows) + steps_of_events(details);
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
