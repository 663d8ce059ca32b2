// The verbs `connections list` and `connections doctor`.

#include "osiris/app/connections.h"
#include "osiris/base/text.h"
#include "osiris/cli/connection_documents.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <algorithm>

namespace osiris::cli {
namespace {

constexpr const char* kNoConnections =
    "no connections; osiris_connections.yaml in the project's folder names them\n";

/// Lists the leaves of settings as rows: field, value, what becomes of its variables.
void add_settings(const Value& value, const std::string& field,
                  const app::ConnectionSummary& connection,
                  std::vector<std::vector<std::string>>& rows) {
  if (value.is_object() && !value.members().empty()) {
    for (const Member& member : value.members()) {
      add_settings(member.value, field.empty() ? member.key : field + "." + member.key, connection,
                   rows);
    }
    return;
  }
  std::vector<std::string> states;
  for (const app::ConnectionVariable& variable : connection.variables) {
    if (variable.field == field) {
      states.push_back(printable(variable.name) + (variable.set            ? " is set"
                                                   : variable.has_fallback ? " is not set: fallback"
                                                                           : " is not set"));
    }
  }
  rows.push_back({"  " + printable(field),
                  printable(value.is_string() ? value.as_string() : to_json(value)),
                  join(states, ", ")});
}

std::string connection_text(const app::ConnectionSummary& connection) {
  std::vector<std::vector<std::string>> rows;
  if (!connection.config.members().empty()) {
    add_settings(connection.config, {}, connection, rows);
  }
  return connection.ref.to_text() + (connection.is_default ? "  (default)" : "") + "\n" +
         (rows.empty() ? "" : render_table({{""}, {""}, {""}}, rows));
}

std::string list_text(const app::ConnectionList& list) {
  if (list.connections.empty()) {
    return kNoConnections;
  }
  std::string text = "connections of " + list.file + "\n";
  for (const app::ConnectionSummary& connection : list.connections) {
    text += "\n" + connection_text(connection);
  }
  return text;
}

std::string health_word(app::ConnectionHealth health, const Console& console) {
  switch (health) {
    case app::ConnectionHealth::kHealthy:
      return console.paint(Ink::kGreen, "healthy");
    case app::ConnectionHealth::kSick:
      return console.paint(Ink::kRed, "failed");
    case app::ConnectionHealth::kInvalid:
      return console.paint(Ink::kRed, "invalid");
    case app::ConnectionHealth::kSkipped:
      break;
  }
  return console.paint(Ink::kDim, "skipped");
}

bool is_well(const app::ConnectionCheckup& checkup) {
  return checkup.health == app::ConnectionHealth::kHealthy ||
         checkup.health == app::ConnectionHealth::kSkipped;
}

std::string doctor_text(const std::vector<app::ConnectionCheckup>& checkups,
                        const Console& console) {
  if (checkups.empty()) {
    return kNoConnections;
  }
  std::vector<std::vector<std::string>> rows;
  for (const app::ConnectionCheckup& checkup : checkups) {
    const std::string kind = is_well(checkup) ? "" : checkup.category + ": ";
    rows.push_back({checkup.ref.to_text(), health_word(checkup.health, console),
                    checkup.latency_ms.has_value() ? format_duration(*checkup.latency_ms) : "",
                    kind + printable(checkup.message, 2000)});
  }
  return render_table({{"connection"}, {"status"}, {"duration", Align::kRight}, {"what was found"}},
                      rows);
}

/// Sums up what went wrong as one error.
Error unhealthy(const app::DoctorResult& result) {
  const auto sick = std::count_if(result.checkups.begin(), result.checkups.end(),
                                  [](const auto& checkup) { return !is_well(checkup); });
  Error error = make_error(
      app::kConnectionUnhealthy,
      sick == 0
          ? "'" + result.file + "' is not right"
          : std::to_string(sick) + " of " + std::to_string(result.checkups.size()) +
                (result.checkups.size() == 1 ? " connection" : " connections") + " cannot be used");
  error.transient = result.exit_code == ExitCode::kTransient;
  return error;
}

void tell_hints(const app::DoctorResult& result, Console& console) {
  for (const app::ConnectionCheckup& checkup : result.checkups) {
    if (!is_well(checkup) && !checkup.hint.empty()) {
      console.tell("hint for " + checkup.ref.to_text() + ": " + printable(checkup.hint, 2000) +
                   "\n");
    }
  }
}

}  // namespace

ExitCode run_connections_list(Invocation& call) {
  const auto list = app::list_connections(call.world, call.options.family);
  if (!list.has_value()) {
    return report_error(call.options, call.console, list.error());
  }
  const bool sound = !has_errors(list->diagnostics);
  const ExitCode exit_code = sound ? ExitCode::kSuccess : ExitCode::kInvalidInput;
  const Error error = make_error(sdk::kConnectionFile,
                                 "'" + list->file + "' has " + count_in_words(list->diagnostics));
  if (call.options.json) {
    Value document = connections_value(*list);
    if (!sound) {
      document.set("error", error_value(error));
    }
    return print_document(call.console, std::move(document), exit_code);
  }
  call.console.print(list_text(*list));
  if (!sound) {
    call.console.tell(render_diagnostics(list->diagnostics, {}, {}, call.console));
    call.console.tell(render_error(error, exit_code, call.console));
  }
  return exit_code;
}

ExitCode run_connections_doctor(Invocation& call) {
  const Options& options = call.options;
  const app::DoctorRequest request{
      .reference = options.connection, .family = options.family, .alias = options.alias};
  const auto result = [&] {
    const SignalWatch signals({}, [&] { return tell_stopped(call); });
    return app::check_connections(call.world, request, signals.token());
  }();
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  const bool well = result->exit_code == ExitCode::kSuccess;
  if (options.json) {
    Value document = doctor_value(*result);
    if (!well) {
      document.set("error", error_value(unhealthy(*result)));
    }
    return print_document(call.console, std::move(document), result->exit_code);
  }
  call.console.print(doctor_text(result->checkups, call.console));
  call.console.tell(render_diagnostics(result->diagnostics, {}, {}, call.console));
  if (!well) {
    tell_hints(*result, call.console);
    call.console.tell(render_error(unhealthy(*result), result->exit_code, call.console));
  }
  return result->exit_code;
}

}  // namespace osiris::cli
