#include "osiris/sdk/foresight.h"

#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

TEST(Certainty, IsOrderedAndNamed) {
  EXPECT_LT(Certainty::kUnknown, Certainty::kLikely);
  EXPECT_LT(Certainty::kLikely, Certainty::kSeen);
  EXPECT_LT(Certainty::kSeen, Certainty::kCertain);
  EXPECT_EQ(to_string(Certainty::kUnknown), "unknown");
  EXPECT_EQ(to_string(Certainty::kLikely), "likely");
  EXPECT_EQ(to_string(Certainty::kSeen), "seen");
  EXPECT_EQ(to_string(Certainty::kCertain), "certain");
}

}  // namespace
}  // namespace osiris::sdk
