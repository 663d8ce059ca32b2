#include "osiris/cli/signals.h"

#include <pthread.h>
#include <unistd.h>
#include <array>

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

SignalWatch::SignalWatch(std::function<void()> on_first) : on_first_(std::move(on_first)) {
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

void SignalWatch::watch() {
  for (;;) {
    int signal = 0;
    if (::sigwait(&watched_, &signal) != 0) {
      continue;
    }
    if (signal == kWakeUp) {
      if (ending_) {
        return;
      }
      continue;  // Somebody else's; it means nothing here.
    }
    if (signal_.exchange(signal) != 0) {
      ::_exit(kSignalBase + signal);
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
