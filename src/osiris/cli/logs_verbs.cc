// The verbs `logs show` and `logs tail`.

#include "osiris/app/logs.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace osiris::cli {
namespace {

constexpr std::int64_t kTailLines = 20;  // One screen.
/// Soon enough for eyes; a look costs some microseconds.
constexpr std::chrono::milliseconds kLookInterval{200};

void print_lines(Console& console, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    console.print(line + "\n");
  }
}

Value log_value(const app::LogLines& log, app::LogKind kind) {
  Value lines = Value::array();
  for (const std::string& line : log.lines) {
    lines.push_back(kind == app::LogKind::kText ? Value(line) : parse_json(line).value_or(Value()));
  }
  Value value = Value::object();
  value.set("session_id", log.session_id);
  value.set("file", log.file.string());
  value.set("lines", std::move(lines));
  return value;
}

ExitCode follow(Invocation& call, const app::LogRequest& request) {
  const SignalWatch signals({});
  const std::stop_token stop = signals.token();
  std::mutex mutex;
  std::condition_variable_any never_notified;
  bool is_read = true;  // Until whoever reads stdout goes away.
  const auto followed = app::follow_log(
      call.world, request,
      [&](const std::vector<std::string>& lines) {
        print_lines(call.console, lines);
        is_read = call.console.finish() == 0;
      },
      [&] {
        std::unique_lock<std::mutex> lock(mutex);
        never_notified.wait_for(lock, stop, kLookInterval, [] { return false; });
        return is_read && !stop.stop_requested();
      });
  if (!followed.has_value()) {
    return report_error(call.options, call.console, followed.error());
  }
  return stop.stop_requested() ? signals.exit_code() : ExitCode::kSuccess;
}

ExitCode show(Invocation& call, const app::LogRequest& request) {
  const Options& options = call.options;
  const auto log = app::show_log(call.world, request);
  if (!log.has_value()) {
    return report_error(options, call.console, log.error());
  }
  if (options.json) {
    return print_document(call.console, log_value(*log, request.kind), ExitCode::kSuccess);
  }
  print_lines(call.console, log->lines);
  if (log->lines.empty() && !options.quiet) {
    call.console.tell("no lines\n");
  }
  return ExitCode::kSuccess;
}

app::LogRequest request_of_log(const Options& options) {
  app::LogRequest request = options.log;
  request.session = options.session;
  return request;
}

}  // namespace

ExitCode run_logs_show(Invocation& call) { return show(call, request_of_log(call.options)); }

ExitCode run_logs_tail(Invocation& call) {
  app::LogRequest request = request_of_log(call.options);
  request.last = call.options.limit.value_or(kTailLines);
  return call.options.follow ? follow(call, request) : show(call, request);
}

}  // namespace osiris::cli
