#include "osiris/base/check.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

TEST(Check, LetsWhatHoldsPass) { OSIRIS_CHECK(1 + 1 == 2, "arithmetic"); }

TEST(CheckDeathTest, StopsWithReasonAndPlace) {
  EXPECT_DEATH(OSIRIS_CHECK(1 + 1 == 3, "sums are off"), "check_test.*sums are off.*1 \\+ 1 == 3");
}

}  // namespace
}  // namespace osiris
