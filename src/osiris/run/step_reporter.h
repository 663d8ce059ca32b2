#pragma once
// Turns what a driver reports into lines of the session's logs.

#include "osiris/run/adapter.h"
#include "osiris/sdk/step_context.h"
#include "osiris/session/event.h"
#include "osiris/session/session_log.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::run {

/// Reports for one step. Threads: safe.
class StepReporter final : public sdk::StepObserver {
 public:
  StepReporter(const AdapterServices& services, std::string step_id)
      : log_(services.log),
        clock_(services.clock),
        files_(services.files),
        redactor_(services.redactor),
        step_id_(std::move(step_id)) {}

  void measure(const session::Metric& metric, std::int64_t value) override;
  void warn(std::string_view code, std::string_view message, std::int64_t count) override;
  void note(std::string_view text) override;
  /// Writes an event unless the last one was written a moment ago.
  void progress(const exchange::Progress& progress) override;

  /// Forgets the warnings of an attempt that failed: the next one gives its own.
  void forget_warnings();
  /// Returns the warnings since then, in order, without known secrets.
  std::vector<session::StepWarning> warnings() const;

 private:
  session::SessionLog& log_;
  const Clock& clock_;
  const FileSystem& files_;
  const session::Redactor& redactor_;
  const std::string step_id_;
  mutable std::mutex mutex_;
  std::optional<std::chrono::nanoseconds> last_progress_;
  std::vector<session::StepWarning> warnings_;
};

}  // namespace osiris::run
