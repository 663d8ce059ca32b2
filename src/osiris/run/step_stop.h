#pragma once
// When a step has to stop: with its run, or when its own time is up. A run stops likewise.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <thread>

namespace osiris::run {

/// How long a stop request may go unheard: what is to be told behind it has to fit into a second.
inline constexpr std::chrono::milliseconds kUnheardMax{500};

/// Gives a step a stop token of its own, which follows the run's and the step's timeout.
/// Threads: token() and timed_out() are safe; wait() is for the step's thread.
class StepStop {
 public:
  /// `timeout_ms` counts from here over all attempts and the waits between them; 0: no timeout.
  StepStop(std::stop_token run, std::int64_t timeout_ms);
  StepStop(const StepStop&) = delete;
  StepStop& operator=(const StepStop&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  /// Tells whether the step's time was up before anything else stopped it.
  bool timed_out() const { return timed_out_.load(); }
  /// Waits for `delay`, or less if the step is to stop; false if it is.
  bool wait(std::chrono::milliseconds delay) const;

 private:
  struct StopStep {
    std::stop_source source;
    void operator()() { source.request_stop(); }
  };

  std::stop_source source_;
  std::atomic<bool> timed_out_ = false;
  std::stop_callback<StopStep> follow_run_;
  std::jthread timer_;  ///< Last, so that it ends before what it uses.
};

}  // namespace osiris::run
