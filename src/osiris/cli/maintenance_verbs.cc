// The verb `maintenance clean`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"

#include <fmt/format.h>

#include <algorithm>

namespace osiris::cli {
namespace {

std::string sessions_table(const app::CleanResult& result) {
  std::vector<std::vector<std::string>> rows;
  for (const app::CleanedSession& session : result.sessions) {
    rows.push_back({session.record.session_id, session.record.pipeline_id, session.record.status,
                    format_bytes(session.bytes), shown_time(session.record.started_at)});
  }
  return render_table(
      {{"session"}, {"pipeline"}, {"status"}, {"size", Align::kRight}, {"started (UTC)"}}, rows);
}

/// Says in one line what was or would be done.
std::string summary(const app::CleanResult& result, const app::CleanRequest& request,
                    app::CleanAction action) {
  if (result.sessions.empty()) {
    return "nothing to remove\n";
  }
  const bool looks_only = action == app::CleanAction::kLookOnly;
  const auto count = std::count_if(result.sessions.begin(), result.sessions.end(),
                                   [&](const auto& one) { return looks_only || one.removed; });
  const bool data_only = request.part == session::SessionPart::kData;
  const std::string what = fmt::format("{}{} session{}", data_only ? "the data of " : "",
                                       group_thousands(count), count == 1 ? "" : "s");
  const std::string size = format_bytes(result.bytes());
  return looks_only ? fmt::format("would remove {}, {}; --yes does it\n", what, size)
                    : fmt::format("removed {}, {}\n", what, size);
}

/// Says what makes the verb fail, if anything does. A session that a run has taken meanwhile is
/// left as it should be.
std::optional<Error> clean_failure(const app::CleanResult& result) {
  const auto failed = [](const app::CleanedSession& session) {
    return session.failure.has_value() && !session.failure->is(kSessionLocked);
  };
  const auto count = std::count_if(result.sessions.begin(), result.sessions.end(), failed);
  if (count == 0) {
    return std::nullopt;
  }
  return make_error(
      kCleanIncomplete,
      fmt::format("{} of {} sessions could not be removed", count, result.sessions.size()),
      "mend what is wrong and do it again");
}

void tell_clean(const app::CleanResult& result, const std::string& summary_line, Invocation& call) {
  if (!result.sessions.empty()) {
    call.console.print(sessions_table(result));
  }
  for (const app::CleanedSession& session : result.sessions) {
    if (session.failure.has_value()) {
      call.console.tell(session.record.session_id +
                        " is still there: " + printable(session.failure->message) + "\n");
    }
  }
  if (!call.options.quiet) {
    call.console.tell(summary_line);
  }
}

}  // namespace

ExitCode run_maintenance_clean(Invocation& call) {
  const Options& options = call.options;
  const app::CleanRequest request{
      .older_than = options.older_than,
      .keep = options.keep,
      .part = options.data_only ? session::SessionPart::kData : session::SessionPart::kAll};
  const app::CleanAction action =
      options.yes ? app::CleanAction::kRemove : app::CleanAction::kLookOnly;
  const auto result = app::clean_sessions(call.world, request, action);
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  const std::optional<Error> failure = clean_failure(*result);
  const ExitCode exit_code = failure ? ExitCode::kStepFailed : ExitCode::kSuccess;
  if (options.json) {
    Value document = clean_value(*result, request, action);
    if (failure) {
      document.set("error", error_value(*failure));
    }
    return print_document(call.console, std::move(document), exit_code);
  }
  tell_clean(*result, summary(*result, request, action), call);
  if (failure) {
    call.console.tell(render_error(*failure, exit_code, call.console));
  }
  return exit_code;
}

}  // namespace osiris::cli
