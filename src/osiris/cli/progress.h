#pragma once
// What people see while a run is under way.

#include "osiris/base/clock.h"
#include "osiris/cli/console.h"
#include "osiris/cli/options.h"
#include "osiris/format/value.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace osiris::cli {

/// How much of a run is shown on stderr.
enum class ProgressDetail { kUsual, kEverything };

/// Shows the events of a run: a live line for each running step on a terminal, plain lines
/// elsewhere, or the events themselves as JSON lines. Threads: safe.
class ProgressView {
 public:
  /// kAuto is live on a terminal and plain elsewhere.
  ProgressView(Console& console, const Clock& clock, ProgressStyle style, ProgressDetail detail);
  ~ProgressView() { end(); }
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  /// Takes an event of the session's log.
  void take(std::string_view name, const Value& line);
  /// Takes the live lines away, for good.
  void end();

 private:
  struct RunningStep {
    std::chrono::nanoseconds started{0};
    std::chrono::nanoseconds last_line{0};
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::int64_t memory_bytes = 0;  ///< Of the whole process; 0: not known.
    double percent = -1;            ///< Below 0: not known.
  };

  void start_step(const std::string& step_id, const Value& line);
  void update_step(const std::string& step_id, const Value& line);
  void end_step(std::string_view name, const std::string& step_id, const Value& line);
  /// Says how far a step is: rows, rows a second, bytes, share, time, memory; what is known of it.
  std::vector<std::string> measures_of(const RunningStep& step) const;
  void tell_step(const std::string& step_id, std::string_view text);
  void show_now();
  void tick(const std::stop_token& stop);

  Console& console_;
  const Clock& clock_;
  ProgressStyle style_;
  bool live_ = false;
  ProgressDetail detail_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::string, RunningStep> running_;
  std::jthread ticker_;  ///< Last, so that it ends first.
};

}  // namespace osiris::cli
