#include "osiris/cli/signals.h"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>
#include <unistd.h>

namespace osiris::cli {
namespace {

/// Waits until a stop is requested.
void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock<std::mutex> lock(mutex);
  never_notified.wait(lock, stop, [] { return false; });
}

TEST(Signals, EndQuietlyIfNoneCame) {
  const SignalWatch watch({});
  EXPECT_FALSE(watch.token().stop_requested());
  EXPECT_EQ(watch.exit_code(), ExitCode::kInterrupted);
}

TEST(Signals, BecomeAStopRequest) {
  std::atomic<int> told = 0;
  {
    const SignalWatch watch([&] { ++told; });
    ::kill(::getpid(), SIGTERM);
    wait_for(watch.token());
    EXPECT_EQ(watch.exit_code(), ExitCode::kTerminated);
  }
  EXPECT_EQ(told, 1);
}

TEST(Signals, IgnoreWhatMeansNothing) {
  const SignalWatch watch({});
  ::kill(::getpid(), SIGUSR1);
  ::kill(::getpid(), SIGINT);
  wait_for(watch.token());
  EXPECT_EQ(watch.exit_code(), ExitCode::kInterrupted);
}

TEST(SignalsDeathTest, EndTheProcessAtTheSecondOne) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        const SignalWatch watch([] { ::kill(::getpid(), SIGINT); });
        ::kill(::getpid(), SIGINT);
        ::pause();
      },
      testing::ExitedWithCode(130), "");
}

TEST(SignalsDeathTest, EndTheProcessIfNobodyHears) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        const SignalWatch watch({}, [] { return std::optional(ExitCode::kTerminated); });
        ::kill(::getpid(), SIGINT);
        ::pause();
      },
      testing::ExitedWithCode(143), "");
}

TEST(SignalsDeathTest, GoOnIfThatIsWanted) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        const SignalWatch watch({}, [] {
          ::kill(::getpid(), SIGINT);  // The second one, which ends it.
          return std::optional<ExitCode>();
        });
        ::kill(::getpid(), SIGTERM);
        ::pause();
      },
      testing::ExitedWithCode(130), "");
}

TEST(Signals, LeaveIgnoredSignalsAlone) {
  ::signal(SIGHUP, SIG_IGN);
  {
    const SignalWatch watch({});
    ::kill(::getpid(), SIGHUP);
    EXPECT_FALSE(watch.token().stop_requested());
  }
  ::signal(SIGHUP, SIG_DFL);
}

}  // namespace
}  // namespace osiris::cli
