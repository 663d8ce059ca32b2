#include "osiris/run/step_stop.h"

#include <condition_variable>
#include <mutex>

namespace osiris::run {
namespace {

/// Waits for `delay`; false if `stop` was requested before it was over.
bool wait_unless_stopped(const std::stop_token& stop, std::chrono::milliseconds delay) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock<std::mutex> lock(mutex);
  never_notified.wait_for(lock, stop, delay, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

StepStop::StepStop(std::stop_token run, std::int64_t timeout_ms)
    : follow_run_(std::move(run), StopStep{source_}) {
  if (timeout_ms > 0) {
    timer_ = std::jthread([this, timeout_ms](const std::stop_token& step_ended) {
      if (wait_unless_stopped(step_ended, std::chrono::milliseconds(timeout_ms)) &&
          !source_.stop_requested()) {
        timed_out_ = true;
        source_.request_stop();
      }
    });
  }
}

bool StepStop::wait(std::chrono::milliseconds delay) const {
  return wait_unless_stopped(source_.get_token(), delay);
}

}  // namespace osiris::run
