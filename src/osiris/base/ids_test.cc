#include "osiris/base/ids.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

using namespace std::chrono_literals;

TEST(SessionId, HoldsTimeAndSixHexDigits) {
  const auto time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 17h + 6min + 30s;
  EXPECT_EQ(make_session_id(time + 123999us, 0xFF3F9A1C), "20261122T170630123Z-3f9a1c");
  EXPECT_EQ(make_session_id(time, 0), "20261122T170630000Z-000000");
  EXPECT_LT(make_session_id(time, 0xFFFFFF), make_session_id(time + 1ms, 0));
}

TEST(SessionId, IsRecognisedByItsShape) {
  EXPECT_TRUE(is_session_id(make_session_id(SystemClock().now(), random_bits())));
  EXPECT_TRUE(is_session_id("20261122T170630123Z-3f9a1c"));
  for (const char* text : {"", "20261122T170630123Z-3f9a1", "20261122T170630123Z-3f9a1c0",
                           "20261122T170630123Z-3F9A1C", "20261122t170630123Z-3f9a1c",
                           "2026112xT170630123Z-3f9a1c", "../../etc/passwd-aaaaaaaaa"}) {
    EXPECT_FALSE(is_session_id(text)) << text;
  }
}

TEST(RandomBits, DifferFromCallToCall) {
  const std::uint64_t first = random_bits();
  EXPECT_TRUE(random_bits() != first || random_bits() != first);
}

TEST(SanitizeStepId, MakesSqlNames) {
  EXPECT_EQ(sanitize_step_id("extract-actors"), "extract_actors");
  EXPECT_EQ(sanitize_step_id("Step_1"), "Step_1");
  EXPECT_EQ(sanitize_step_id("1st step"), "_1st_step");
  EXPECT_EQ(sanitize_step_id("a.b/c"), "a_b_c");
  EXPECT_EQ(sanitize_step_id("ž"), "__");  // One per byte.
  EXPECT_EQ(sanitize_step_id(""), "");
}

}  // namespace
}  // namespace osiris
