// The verb `doctor`.

#include "osiris/app/health.h"
#include "osiris/base/text.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"

#include <algorithm>

namespace osiris::cli {
namespace {

constexpr std::size_t kMessageMax = 2000;  // Code points; services like to talk.

const char* word_of(app::HealthState state) {
  switch (state) {
    case app::HealthState::kOk:
      return "ok";
    case app::HealthState::kWarning:
      return "warning";
    case app::HealthState::kFailed:
      return "failed";
    case app::HealthState::kSkipped:
      break;
  }
  return "skipped";
}

Ink ink_of(app::HealthState state) {
  switch (state) {
    case app::HealthState::kOk:
      return Ink::kGreen;
    case app::HealthState::kWarning:
      return Ink::kYellow;
    case app::HealthState::kFailed:
      return Ink::kRed;
    case app::HealthState::kSkipped:
      break;
  }
  return Ink::kDim;
}

bool is_well(const app::HealthCheck& check) {
  return check.state == app::HealthState::kOk || check.state == app::HealthState::kSkipped;
}

std::string health_text(const app::HealthResult& result, bool only_ill, const Console& console) {
  std::vector<std::vector<std::string>> rows;
  for (const app::HealthCheck& check : result.checks) {
    if (!only_ill || !is_well(check)) {
      rows.push_back({printable(check.name),
                      console.paint(ink_of(check.state), word_of(check.state)),
                      printable(check.message, kMessageMax)});
    }
  }
  return rows.empty() ? "" : render_table({{"check"}, {"status"}, {"what was found"}}, rows);
}

Error unhealthy(const app::HealthResult& result) {
  const auto failed = std::count_if(
      result.checks.begin(), result.checks.end(),
      [](const app::HealthCheck& check) { return check.state == app::HealthState::kFailed; });
  Error error =
      make_error(app::kUnhealthy, std::to_string(failed) + " of " +
                                      std::to_string(result.checks.size()) + " checks failed");
  error.transient = result.exit_code == ExitCode::kTransient;
  return error;
}

Value health_value(const app::HealthResult& result) {
  Value checks = Value::array();
  for (const app::HealthCheck& check : result.checks) {
    Value value = Value::object();
    value.set("name", check.name);
    value.set("status", word_of(check.state));
    value.set("message", check.message);
    if (!check.hint.empty()) {
      value.set("hint", check.hint);
    }
    if (check.state == app::HealthState::kFailed) {
      value.set("transient", check.transient);
    }
    checks.push_back(std::move(value));
  }
  Value document = Value::object();
  document.set("is_project", result.is_project);
  document.set("checks", std::move(checks));
  return document;
}

}  // namespace

ExitCode run_doctor(Invocation& call) {
  const RealMachine machine;
  const auto result = [&] {
    const SignalWatch signals({}, [&] { return tell_stopped(call); });
    return app::check_health(call.world, app::HealthContext{.machine = machine}, signals.token());
  }();
  if (!result.has_value()) {
    return report_error(call.options, call.console, result.error());
  }
  const bool well = result->exit_code == ExitCode::kSuccess;
  if (call.options.json) {
    Value document = health_value(*result);
    if (!well) {
      document.set("error", error_value(unhealthy(*result)));
    }
    return print_document(call.console, std::move(document), result->exit_code);
  }
  call.console.print(health_text(*result, call.options.quiet, call.console));
  for (const app::HealthCheck& check : result->checks) {
    if (check.state != app::HealthState::kOk && !check.hint.empty()) {
      call.console.tell("hint for " + printable(check.name) + ": " +
                        printable(check.hint, kMessageMax) + "\n");
    }
  }
  if (!well) {
    call.console.tell(render_error(unhealthy(*result), result->exit_code, call.console));
  }
  return result->exit_code;
}

}  // namespace osiris::cli
