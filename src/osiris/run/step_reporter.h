#pragma once
// Turns what a driver reports into lines of the session's logs.

#include "osiris/run/adapter.h"
#include "osiris/sdk/step_context.h"
#include "osiris/session/session_log.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace osiris::run {

/// Reports for one step. Threads: safe.
class StepReporter final : public sdk::StepObserver {
 public:
  StepReporter(const AdapterServices& services, std::string step_id)
      : log_(services.log),
        clock_(services.clock),
        files_(services.files),
        step_id_(std::move(step_id)) {}

  void measure(const session::Metric& metric, std::int64_t value) override;
  void warn(std::string_view code, std::string_view message, std::int64_t count) override;
  void note(std::string_view text) override;
  /// Writes an event unless the last one was written a moment ago.
  void progress(const exchange::Progress& progress) override;

 private:
  session::SessionLog& log_;
  const Clock& clock_;
  const FileSystem& files_;
  const std::string step_id_;
  std::mutex mutex_;
  std::optional<std::chrono::nanoseconds> last_progress_;
};

}  // namespace osiris::run
