#include "osiris/cli/signals.h"

#include "osiris/run/step_stop.h"

#include <pthread.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>

namespace osiris::cli {
namespace {

constexpr std::array kStopSignals{SIGINT, SIGTERM, SIGHUP};
constexpr int kWakeUp = SIGUSR1;  // Ends the watching thread; never leaves this process.
constexpr int kSignalBase = 128;  // What shells add to a signal's number.

bool is_ignored(int signal) {
  struct sigaction action{};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

SignalWatch::SignalWatch(std::function<void()> on_first, Unheard on_unheard)
    : on_first_(std::move(on_first)), on_unheard_(std::move(on_unheard)) {
  sigemptyset(&watched_);
  sigaddset(&watched_, kWakeUp);
  for (const int signal : kStopSignals) {
    if (!is_ignored(signal)) {
      sigaddset(&watched_, signal);
    }
  }
  ::pthread_sigmask(SIG_BLOCK, &watched_, &old_mask_);
  thread_ = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
  ending_ = true;
  ::pthread_kill(thread_.native_handle(), kWakeUp);
  thread_.join();
  ::pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr);
}

/// Waits for the next signal; nothing if a first one went unheard.
std::optional<int> SignalWatch::next_signal() const {
  int signal = 0;
  if (signal_ == 0 || !on_unheard_) {
    while (::sigwait(&watched_, &signal) != 0) {
    }
    return signal;
  }
  constexpr auto kNanoseconds = std::chrono::nanoseconds(run::kUnheardMax).count();
  const timespec at_most{.tv_sec = 0, .tv_nsec = kNanoseconds};
  while ((signal = ::sigtimedwait(&watched_, nullptr, &at_most)) < 0 && errno == EINTR) {
  }
  return signal > 0 ? std::optional(signal) : std::nullopt;
}

void SignalWatch::watch() {
  for (;;) {
    const std::optional<int> signal = next_signal();
    if (!signal.has_value()) {
      if (const std::optional<ExitCode> exit_code = on_unheard_()) {
        std::_Exit(static_cast<int>(*exit_code));
      }
      on_unheard_ = {};
      continue;
    }
    if (*signal == kWakeUp) {
      if (ending_) {
        return;
      }
      continue;  // Somebody else's; it means nothing here.
    }
    if (signal_.exchange(*signal) != 0) {
      std::_Exit(kSignalBase + *signal);
    }
    source_.request_stop();
    if (on_first_) {
      on_first_();
    }
  }
}

ExitCode SignalWatch::exit_code() const {
  const int signal = signal_.load();
  return signal == SIGTERM || signal == SIGHUP ? ExitCode::kTerminated : ExitCode::kInterrupted;
}

void let_writes_fail() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace osiris::cli
