// The verb `run`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/ledger_table.h"
#include "osiris/cli/progress.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"
#include "osiris/session/event_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

namespace osiris::cli {
namespace {

ProgressStyle style_of(const Options& options) {
  const bool silent = options.json || options.quiet;
  return options.progress == ProgressStyle::kAuto && silent ? ProgressStyle::kNone
                                                            : options.progress;
}

std::string status_of(const run::StepOutcome& step, const Console& console) {
  switch (step.status) {
    case run::StepStatus::kComplete:
      return "complete";
    case run::StepStatus::kFailed:
      return console.paint(Ink::kRed, "failed");
    case run::StepStatus::kKept:
      return console.paint(Ink::kDim, "kept");
    case run::StepStatus::kLeft:
      return console.paint(Ink::kDim, "not chosen");
    case run::StepStatus::kSkipped:
      break;
  }
  return console.paint(Ink::kDim, "skipped");
}

LedgerRow row_of(const run::StepOutcome& step, const Console& console) {
  const bool complete = step.status == run::StepStatus::kComplete;
  const bool ran = complete || step.status == run::StepStatus::kFailed;
  LedgerRow row{.before = {step.step_id},
                .ledger = {},
                .warnings = step.warnings.size(),
                .after = {ran ? format_duration(step.duration_ms) : "", status_of(step, console)}};
  if (complete) {
    row.ledger = {.rows_in = step.result.rows_in,
                  .rejected = step.result.rows_rejected,
                  .filtered = step.result.rows_filtered,
                  .deduplicated = step.result.rows_deduplicated,
                  .rows_out = step.result.rows_out};
  } else if (step.status == run::StepStatus::kKept) {
    row.ledger.rows_out = step.result.rows_out;
  }
  return row;
}

std::string steps_table(const run::ExecResult& execution, const Console& console) {
  std::vector<LedgerRow> rows;
  for (const run::StepOutcome& step : execution.steps) {
    rows.push_back(row_of(step, console));
  }
  return ledger_table({{"step"}}, rows, {{"duration", Align::kRight}, {"status"}});
}

std::string_view outcome_word(const run::ExecResult& execution) {
  if (execution.success) {
    return "success";
  }
  return execution.error->is(kCancelled) ? "stopped" : "failed";
}

/// Shortens a path below the working folder.
std::string shown_path(const Path& path) {
  std::error_code problem;
  const Path relative = path.lexically_relative(std::filesystem::current_path(problem));
  const bool inside = !problem && !relative.empty() && *relative.begin() != "..";
  return inside ? relative.string() : path.string();
}

/// Says of how many steps the state had which fate: "2 committed, 1 left alone". That nothing is
/// new is no news.
std::string states_text(const std::vector<app::StepState>& states) {
  using app::StateOutcome;
  constexpr std::array<std::pair<StateOutcome, const char*>, 4> kWords{
      {{StateOutcome::kCommitted, "committed"},
       {StateOutcome::kRemoved, "removed"},
       {StateOutcome::kMoved, "left alone"},
       {StateOutcome::kHeldBack, "held back"}}};
  std::vector<std::string> parts;
  for (const auto& word : kWords) {
    const auto count =
        std::count_if(states.begin(), states.end(),
                      [&](const app::StepState& state) { return state.outcome == word.first; });
    if (count > 0) {
      parts.push_back(std::to_string(count) + " " + word.second);
    }
  }
  return join(parts, ", ");
}

void print_summary(const app::RunResult& result, Console& console) {
  console.print(steps_table(result.execution, console));
  console.print(fmt::format("\n{} in {}\nsession  {}\ndata     {}\n",
                            outcome_word(result.execution),
                            format_duration(result.execution.duration_ms), result.session_id,
                            shown_path(result.folder.database())));
  if (const std::string states = states_text(result.states); !states.empty()) {
    console.print("states   " + states + "\n");
  }
}

/// Tells what steps warned of, if nothing did while they ran: quiet is who asks for no progress,
/// not who would rather not know.
void tell_warnings(const run::ExecResult& execution, const Options& options, Console& console) {
  if (style_of(options) != ProgressStyle::kNone) {
    return;
  }
  for (const run::StepOutcome& step : execution.steps) {
    for (const session::StepWarning& warning : step.warnings) {
      console.tell(step.step_id + ": " + console.paint(Ink::kYellow, "warning") + " " +
                   session::warning_text(warning.fields()) + "\n");
    }
  }
}

/// Tells every failure: with finish_independent there may be several. Steps that were stopped with
/// the run have nothing to add to what stopped it.
void tell_failures(const app::RunResult& result, const Options& options, Console& console) {
  const Error& why = *result.execution.error;
  for (const run::StepOutcome& step : result.execution.steps) {
    if (step.error.has_value() && (why.is(kCancelled) || !step.error->is(kCancelled))) {
      Error error = *step.error;
      tell_error(options, console, std::move(error).within("step '" + step.step_id + "'"),
                 result.exit_code);
    }
  }
  if (result.execution.failed_step.empty()) {
    tell_error(options, console, why, result.exit_code);
  }
}

void tell_findings(const app::RunResult& result, const Options& options, Console& console) {
  if (options.progress != ProgressStyle::kJson) {
    console.tell(render_diagnostics(result.diagnostics, result.file, result.text, console));
    return;
  }
  for (const Diagnostic& finding : result.diagnostics) {
    Value line = Value::object();
    line.set("finding", finding_value(finding));
    console.tell(to_json(line) + "\n");
  }
}

/// Tells people how they go on. Who reads lines of JSON has the session's id in each of them.
void tell_next(const app::RunResult& result, const Options& options, Console& console) {
  if (options.progress == ProgressStyle::kJson) {
    return;
  }
  console.tell(result.execution.success ? "next: osiris data ls " + result.session_id + "\n"
                                        : "next: osiris runs show " + result.session_id +
                                              "\n      osiris run --resume " + result.session_id +
                                              "  when the cause is mended\n");
}

void tell_record_failure(const Error& failure, const Options& options, Console& console) {
  if (options.progress == ProgressStyle::kJson) {
    Value line = Value::object();
    line.set("record_failure", error_value(failure));
    console.tell(to_json(line) + "\n");
    return;
  }
  console.tell(console.paint(Ink::kYellow, "warning") +
               " the run is as told above, but its logs are not whole: " + failure.message + "\n");
}

ExitCode tell_result(const app::RunResult& result, const Options& options, Console& console) {
  tell_findings(result, options, console);
  if (!result.manifest.has_value()) {
    tell_error(options, console,
               make_error(app::kPipelineInvalid,
                          "'" + result.file + "' has " + count_in_words(result.diagnostics)),
               result.exit_code);
    return result.exit_code;
  }
  tell_warnings(result.execution, options, console);
  if (options.quiet) {
    console.print(result.session_id + "\n");
  } else {
    print_summary(result, console);
    tell_next(result, options, console);
  }
  if (result.execution.error.has_value()) {
    tell_failures(result, options, console);
  }
  if (result.record_failure.has_value()) {
    tell_record_failure(*result.record_failure, options, console);
  }
  return result.exit_code;
}

ExitCode tell_run(Invocation& call, const app::RunResult& result) {
  return call.options.json ? print_document(call.console, run_value(result), result.exit_code)
                           : tell_result(result, call.options, call.console);
}

}  // namespace

ExitCode run_run(Invocation& call) {
  const Options& options = call.options;
  std::atomic<bool> has_begun = false;  // Then the run itself says how it ends.
  SignalWatch signals(
      [&] {
        if (!options.quiet && !options.json && options.progress != ProgressStyle::kJson) {
          call.console.tell("stopping; once more to end at once\n");
        }
      },
      [&] { return has_begun ? std::nullopt : std::optional(tell_stopped(call)); });
  Result<app::RunResult> result = [&] {
    ProgressView progress(call.console, call.world.clock, style_of(options),
                          options.verbose ? ProgressDetail::kEverything : ProgressDetail::kUsual);
    const app::RunRequest request{
        .pipeline = {.file = options.files.empty() ? "" : options.files.front(),
                     .params = options.params,
                     .profile = options.profile,
                     .warnings_as_errors = options.warnings_as_errors},
        .resume = options.resume,
        .selection = {.only = options.only, .from = options.from, .until = options.until},
        .memory_limit_bytes = options.memory_limit_bytes,
        .threads = options.threads,
        .concurrency = options.concurrency,
        .timeout_ms = options.timeout_ms,
        .on_failure =
            options.finish_independent ? run::OnFailure::kFinishIndependent : run::OnFailure::kStop,
        .full_refresh = options.full_refresh,
        .listener =
            [&](std::string_view name, const Value& line) {
              has_begun = true;
              progress.take(name, line);
            },
        .exit_code_when_stopped = [&] { return signals.exit_code(); },
        .leave =
            [&](const app::RunResult& left) {
              progress.end();
              const ExitCode exit_code = tell_run(call, left);
              call.console.finish();
              std::_Exit(static_cast<int>(exit_code));
            }};
    return app::run_pipeline(call.world, request, signals.token());
  }();
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  return tell_run(call, *result);
}

}  // namespace osiris::cli
