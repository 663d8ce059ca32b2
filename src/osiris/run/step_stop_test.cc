#include "osiris/run/step_stop.h"

#include <gtest/gtest.h>

namespace osiris::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::steady_clock;

TEST(StepStop, NeverStopsByItself) {
  const StepStop stop(std::stop_token(), 0);
  EXPECT_TRUE(stop.wait(milliseconds(1)));
  EXPECT_FALSE(stop.token().stop_requested());
  EXPECT_FALSE(stop.timed_out());
}

TEST(StepStop, FollowsTheRun) {
  std::stop_source run;
  const StepStop stop(run.get_token(), 60'000);
  run.request_stop();
  EXPECT_TRUE(stop.token().stop_requested());
  EXPECT_FALSE(stop.wait(minutes(1)));
  EXPECT_FALSE(stop.timed_out());
}

TEST(StepStop, IsStoppedIfTheRunWasStoppedBefore) {
  std::stop_source run;
  run.request_stop();
  const StepStop stop(run.get_token(), 0);
  EXPECT_TRUE(stop.token().stop_requested());
}

TEST(StepStop, EndsAWaitWhenTheTimeIsUp) {
  const StepStop stop(std::stop_token(), 10);
  EXPECT_FALSE(stop.wait(minutes(1)));
  EXPECT_TRUE(stop.timed_out());
}

TEST(StepStop, DoesNotStopTheRunWhenTheTimeIsUp) {
  std::stop_source run;
  const StepStop stop(run.get_token(), 1);
  EXPECT_FALSE(stop.wait(minutes(1)));
  EXPECT_FALSE(run.stop_requested());
}

TEST(StepStop, EndsAtOnceHoweverLongTheTimeout) {
  const auto begin = steady_clock::now();
  {
    const StepStop stop(std::stop_token(), 3'600'000);
  }
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace
}  // namespace osiris::run
