#include "osiris/run/exit_code_of.h"

#include <gtest/gtest.h>

namespace osiris::run {
namespace {

Error error_of(const char* code, Fault fault) { return make_error({code, fault, "-"}, "it broke"); }

TEST(ExitCodeOf, TellsWhatASchedulerTreatsDifferently) {
  EXPECT_EQ(exit_code_of(error_of("file.not_found", Fault::kUser)), ExitCode::kStepFailed);
  EXPECT_EQ(exit_code_of(error_of("data.check_failed", Fault::kUser)), ExitCode::kCheckFailed);
  EXPECT_EQ(exit_code_of(error_of("schema.changed", Fault::kExternal)), ExitCode::kSchemaChanged);
  EXPECT_EQ(exit_code_of(make_error(kCancelled, "stopped")), ExitCode::kInterrupted);
  EXPECT_EQ(exit_code_of(make_error(kTimedOut, "slow")), ExitCode::kStepFailed);
  EXPECT_EQ(exit_code_of(error_of("internal.bug", Fault::kBug)), ExitCode::kInternal);
}

TEST(ExitCodeOf, SaysThatATransientFailureMayBeRetried) {
  EXPECT_EQ(exit_code_of(error_of("connection.lost", Fault::kExternal).retryable()),
            ExitCode::kTransient);
  EXPECT_EQ(exit_code_of(error_of("connection.lost", Fault::kExternal)), ExitCode::kStepFailed);
}

TEST(ExitCodeOf, TakesABugForABugEvenIfItClaimsToBeTransient) {
  EXPECT_EQ(exit_code_of(error_of("internal.bug", Fault::kBug).retryable()), ExitCode::kInternal);
}

}  // namespace
}  // namespace osiris::run
