#include "osiris/oml/reading_fixture.h"

namespace osiris::oml {
namespace {

class StepLimitsTest : public ReadingTest {
 protected:
  /// Reads one step with a further line.
  ReadOutcome read_with(const std::string& line) const {
    return read_steps("  - id: a\n    component: files.reader\n    config: {path: a}\n    " + line +
                      "\n");
  }

  /// Returns the timeout that a text or number stands for, -1 if it is refused.
  std::int64_t timeout_ms(const std::string& timeout) const {
    const auto outcome = read_with("timeout: " + timeout);
    return outcome.pipeline.has_value() ? outcome.pipeline->steps[0].timeout_ms : -1;
  }

  std::optional<Retry> retry(const std::string& text) const {
    const auto outcome = read_with("retry: {" + text + "}");
    return outcome.pipeline.has_value() ? std::optional(outcome.pipeline->steps[0].retry)
                                        : std::nullopt;
  }
};

TEST_F(StepLimitsTest, TimeoutIsSecondsOrATextWithAUnit) {
  EXPECT_EQ(timeout_ms("90"), 90'000);
  EXPECT_EQ(timeout_ms("0.5"), 500);
  EXPECT_EQ(timeout_ms("90s"), 90'000);
  EXPECT_EQ(timeout_ms("\"1.5 h\""), 5'400'000);
  EXPECT_EQ(timeout_ms("15m"), 900'000);
  EXPECT_EQ(timeout_ms("15min"), 900'000);
  EXPECT_EQ(timeout_ms("250ms"), 250);
  EXPECT_EQ(timeout_ms("168h"), 604'800'000);
  for (const char* wrong : {"0", "-1", "0.0001", "604801", "169h", "\"\"", "h", "5 fortnights",
                            "\"90\"", "true", "[5]", ".inf", ".nan", "nans", "infs", "1e999s"}) {
    EXPECT_EQ(timeout_ms(wrong), -1) << wrong;
  }
}

TEST_F(StepLimitsTest, RetryHasDefaultsAndBounds) {
  EXPECT_EQ(retry("max_attempts: 3"), (Retry{.max_attempts = 3}));
  EXPECT_EQ(retry("max_attempts: 2, delay_seconds: 0.25, backoff: 1, max_delay_seconds: 1"),
            (Retry{.max_attempts = 2, .delay_ms = 250, .backoff = 1, .max_delay_ms = 1000}));
  EXPECT_EQ(retry("max_attempts: 2, delay_seconds: 120")->max_delay_ms, 120'000)
      << "a long first delay is meant";
  for (const char* wrong :
       {"", "delay_seconds: 1", "max_attempts: 0", "max_attempts: 101", "max_attempts: 2.5",
        "max_attempts: '3'", "max_attempts: 2, delay_seconds: -1",
        "max_attempts: 2, delay_seconds: 86401", "max_attempts: 2, backoff: 0.9",
        "max_attempts: 2, backoff: 101", "max_attempts: 2, backoff: .nan",
        "max_attempts: 2, delay_seconds: 5, max_delay_seconds: 4", "max_attempts: 2, jitter: 1"}) {
    EXPECT_EQ(retry(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace osiris::oml
