// The verbs `state list`, `state show` and `state reset`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace osiris::cli {
namespace {

using States = std::vector<session::StoredState>;

/// Whether a document has the states themselves.
enum class Detail { kOrigin, kState };

Value state_value(const session::StoredState& stored, Detail detail) {
  Value value = Value::object();
  value.set("pipeline", stored.key.pipeline_id);
  if (!stored.key.profile.empty()) {
    value.set("profile", stored.key.profile);
  }
  value.set("step", stored.key.step_id);
  value.set("file", stored.file.string());
  if (stored.record.has_value()) {
    value.set("component", stored.record->component);
    if (!stored.record->connection.empty()) {
      value.set("connection", stored.record->connection);
    }
    value.set("session_id", stored.record->session_id);
    value.set("committed_at", stored.record->committed_at);
    if (detail == Detail::kState) {
      value.set("state", stored.record->state);
    }
  }
  if (stored.problem.has_value()) {
    value.set("error", error_value(*stored.problem));
  }
  return value;
}

Value states_value(const States& states, Detail detail) {
  Value list = Value::array();
  for (const session::StoredState& state : states) {
    list.push_back(state_value(state, detail));
  }
  Value document = Value::object();
  document.set("states", std::move(list));
  return document;
}

std::string states_table(const States& states) {
  const bool has_profiles = std::any_of(
      states.begin(), states.end(), [](const auto& state) { return !state.key.profile.empty(); });
  std::vector<TableColumn> columns{
      {"pipeline"}, {"step"}, {"component"}, {"session"}, {"committed (UTC)"}};
  std::vector<std::vector<std::string>> rows;
  for (const session::StoredState& state : states) {
    const session::StateRecord record = state.record.value_or(session::StateRecord());
    rows.push_back({printable(state.key.pipeline_id), printable(state.key.step_id),
                    state.problem.has_value() ? "unusable" : printable(record.component),
                    printable(record.session_id), printable(shown_time(record.committed_at))});
    if (has_profiles) {
      rows.back().insert(rows.back().begin() + 1, printable(state.key.profile));
    }
  }
  if (has_profiles) {
    columns.insert(columns.begin() + 1, {"profile"});
  }
  return render_table(columns, rows);
}

/// Tells which states cannot be used: as warnings, or as what makes the verb fail.
void tell_problems(const States& states, ExitCode exit_code, Console& console) {
  for (const session::StoredState& state : states) {
    if (!state.problem.has_value()) {
      continue;
    }
    const Error& problem = *state.problem;
    console.tell(exit_code == ExitCode::kSuccess
                     ? fmt::format("{} {}: {}\n  hint: {}\n",
                                   console.paint(Ink::kYellow, "warning"), problem.code,
                                   printable(problem.message, 2000), printable(problem.hint))
                     : render_error(problem, exit_code, console));
  }
}

/// Shows a state as JSON below a line that says whose it is.
std::string state_text(const session::StateRecord& record) {
  std::string text =
      fmt::format("{}  {}{}, committed {} UTC by {}\n", printable(record.key.step_id),
                  printable(record.component),
                  record.connection.empty() ? "" : " " + printable(record.connection),
                  printable(shown_time(record.committed_at)), printable(record.session_id));
  for (const std::string& line : split(to_pretty_json(record.state), '\n')) {
    text += "  " + printable(line, std::numeric_limits<std::size_t>::max()) + "\n";
  }
  return text;
}

std::string reset_summary(const States& states, bool dry_run) {
  const bool is_one = states.size() == 1;
  const std::string what =
      is_one ? "the state of 1 step" : fmt::format("the states of {} steps", states.size());
  return dry_run ? "would remove " + what + "\n"
                 : fmt::format("removed {}; {} next run reads everything\n", what,
                               is_one ? "its" : "their");
}

}  // namespace

ExitCode run_state_list(Invocation& call) {
  const auto states = app::list_states(call.world);
  if (!states.has_value()) {
    return report_error(call.options, call.console, states.error());
  }
  if (call.options.json) {
    return print_document(call.console, states_value(*states, Detail::kOrigin), ExitCode::kSuccess);
  }
  if (!states->empty()) {
    call.console.print(states_table(*states));
    tell_problems(*states, ExitCode::kSuccess, call.console);
  } else if (!call.options.quiet) {
    call.console.tell("no step has left a state\n");
  }
  return ExitCode::kSuccess;
}

ExitCode run_state_show(Invocation& call) {
  const auto states = app::show_states(call.world, call.options.state);
  if (!states.has_value()) {
    return report_error(call.options, call.console, states.error());
  }
  const auto unusable = std::find_if(states->begin(), states->end(),
                                     [](const auto& state) { return state.problem.has_value(); });
  const ExitCode exit_code =
      unusable == states->end() ? ExitCode::kSuccess : ExitCode::kInvalidInput;
  if (call.options.json) {
    Value document = states_value(*states, Detail::kState);
    if (unusable != states->end()) {
      document.set("error", error_value(*unusable->problem));
    }
    return print_document(call.console, std::move(document), exit_code);
  }
  for (const session::StoredState& state : *states) {
    if (state.record.has_value()) {
      call.console.print(state_text(*state.record));
    }
  }
  tell_problems(*states, exit_code, call.console);
  return exit_code;
}

ExitCode run_state_reset(Invocation& call) {
  const Options& options = call.options;
  const auto states =
      app::reset_states(call.world, options.state,
                        options.dry_run ? app::ResetAction::kLookOnly : app::ResetAction::kRemove);
  if (!states.has_value()) {
    return report_error(options, call.console, states.error());
  }
  if (options.json) {
    Value document = states_value(*states, Detail::kOrigin);
    document.set("dry_run", options.dry_run);
    return print_document(call.console, std::move(document), ExitCode::kSuccess);
  }
  call.console.print(states_table(*states));
  if (!options.quiet) {
    call.console.tell(reset_summary(*states, options.dry_run));
  }
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
