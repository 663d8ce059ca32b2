#pragma once
// Ctrl-C and friends as a stop request.

#include "osiris/base/exit_code.h"

#include <atomic>
#include <csignal>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>

namespace osiris::cli {

/// Turns SIGINT, SIGTERM and SIGHUP into a stop request while it lives; a second one ends the
/// process at once. Must be made before any other thread starts: threads inherit the blocked
/// signals, so that only this one's own thread ever receives them. A signal that the caller of the
/// program chose to ignore (nohup) stays ignored.
class SignalWatch {
 public:
  /// Says how the process ends if nobody heard a stop request; nothing: it goes on.
  using Unheard = std::function<std::optional<ExitCode>()>;

  /// Both are called from the watching thread and may be empty: `on_first` when the first signal
  /// comes, `on_unheard` if this object still lives run::kUnheardMax later.
  explicit SignalWatch(std::function<void()> on_first, Unheard on_unheard = {});
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  std::stop_token token() const { return source_.get_token(); }
  /// Returns which exit code the signal asks for; kInterrupted if none came.
  ExitCode exit_code() const;

 private:
  void watch();
  std::optional<int> next_signal() const;

  std::function<void()> on_first_;
  Unheard on_unheard_;
  sigset_t watched_;
  sigset_t old_mask_;
  std::stop_source source_;
  std::atomic<int> signal_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

/// Makes writes to a closed pipe, or beyond the limit of a file's size, fail instead of ending the
/// process.
void let_writes_fail();

}  // namespace osiris::cli
