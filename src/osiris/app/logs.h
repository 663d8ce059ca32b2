#pragma once
// The verbs `logs show` and `logs tail`: lines of a session's log, as they were written.

#include "osiris/app/project.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace osiris::app {

/// Names one of a session's logs.
enum class LogKind { kText, kEvents, kMetrics };

/// Which lines of which log.
struct LogRequest {
  std::string session;
  LogKind kind = LogKind::kText;
  std::string step_id;    ///< Only lines about a step; empty: all.
  std::string level;      ///< kText: DEBUG, INFO, WARNING or ERROR, only that and graver ones.
  std::int64_t last = 0;  ///< Only so many, the last that there are now; 0: all.
};

/// Lines without their line feed. Those of events and metrics are JSON: damaged ones are left out.
struct LogLines {
  std::string session_id;
  Path file;
  std::vector<std::string> lines;
};

/// `osiris logs show SESSION`, and `osiris logs tail SESSION`. A log that is not there has no
/// lines, and half a line at the end is left out. Errors: session.not_found, run.step_unknown,
/// file.*.
Result<LogLines> show_log(const World& world, const LogRequest& request);

/// Receives lines in order.
using LineSink = std::function<void(const std::vector<std::string>&)>;
/// Waits until it is worth looking again; false: look no more.
using Waiting = std::function<bool()>;

/// `osiris logs tail -f SESSION`: gives what there is to `sink`, then what is added, until the run
/// has ended or `wait` says so. Half a line waits for its rest. A run has ended when nobody holds
/// its session's lock, so that the follower of a killed run does not wait forever.
/// Errors: session.not_found, run.step_unknown, file.*.
Status follow_log(const World& world, const LogRequest& request, const LineSink& sink,
                  const Waiting& wait);

}  // namespace osiris::app
