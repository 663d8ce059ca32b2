#include "osiris/base/exit_code.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

TEST(ExitCode, HasANameForEachNumber) {
  EXPECT_EQ(name_of(ExitCode::kSuccess), "success");
  EXPECT_EQ(name_of(ExitCode::kStepFailed), "step_failed");
  EXPECT_EQ(name_of(ExitCode::kInvalidInput), "invalid_input");
  EXPECT_EQ(name_of(ExitCode::kCheckFailed), "check_failed");
  EXPECT_EQ(name_of(ExitCode::kSchemaChanged), "schema_changed");
  EXPECT_EQ(name_of(ExitCode::kTransient), "transient");
  EXPECT_EQ(name_of(ExitCode::kInternal), "internal_error");
  EXPECT_EQ(name_of(ExitCode::kInterrupted), "interrupted");
  EXPECT_EQ(name_of(ExitCode::kTerminated), "terminated");
}

}  // namespace
}  // namespace osiris
