#include "osiris/cli/progress.h"

#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

class ProgressTest : public testing::Test {
 protected:
  /// Hands an event over as the session's log does.
  static void take(ProgressView& view, const std::string& json) {
    const Value line = *parse_json(json);
    view.take(line.text_or("event", ""), line);
  }

  static void tell_story(ProgressView& view) {
    take(view, R"({"event":"run_start"})");
    take(view, R"({"event":"step_start","step_id":"load","driver":"x.y"})");
    take(view, R"({"event":"step_progress","step_id":"load","rows":1000,"percent":12.5})");
    take(view, R"({"event":"step_complete","step_id":"load","rows_processed":1,"duration_ms":9})");
    take(view, R"({"event":"step_failed","step_id":"next","error_code":"sql.invalid"})");
    take(view, R"({"event":"step_skipped","step_id":"last","reason":"upstream_failed"})");
  }

  FakeClock clock{UtcTime()};
};

TEST_F(ProgressTest, TellsPlainLines) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kAuto, ProgressDetail::kUsual);
  tell_story(view);
  EXPECT_EQ(captured.err(),
            "load: 1 row, 9 ms\n"
            "next: failed sql.invalid\n"
            "last: skipped (upstream_failed)\n");
  EXPECT_EQ(captured.out(), "");
}

TEST_F(ProgressTest, TellsMoreIfAsked) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kPlain, ProgressDetail::kEverything);
  tell_story(view);
  EXPECT_THAT(captured.err(), testing::StartsWith("load: started (x.y)\nload: 1 row"));
}

TEST_F(ProgressTest, SpeaksUpFromTimeToTimeInALongStep) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kPlain, ProgressDetail::kUsual);
  take(view, R"({"event":"step_start","step_id":"load"})");
  for (int second = 1; second <= 25; ++second) {
    clock.advance(std::chrono::seconds(1));
    take(view, R"({"event":"step_progress","step_id":"load","rows":5000,"percent":50.2})");
  }
  EXPECT_EQ(captured.err(),
            "load: 5,000 rows, 500 rows/s, 50 %, 10.0 s\n"
            "load: 5,000 rows, 250 rows/s, 50 %, 20.0 s\n");
}

TEST_F(ProgressTest, TellsWarningsAndRetries) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kPlain, ProgressDetail::kUsual);
  take(view, R"({"event":"step_warning","step_id":"a","code":"c.d","message":"odd"})");
  take(view, R"({"event":"step_retry_attempt","step_id":"a","attempt":1,"delay_ms":1500,)"
             R"("error_code":"connection.lost"})");
  EXPECT_EQ(captured.err(),
            "a: warning c.d: odd\n"
            "a: attempt 1 failed (connection.lost), trying again in 1.5 s\n");
}

TEST_F(ProgressTest, PassesEventsOnAsJson) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kJson, ProgressDetail::kUsual);
  take(view, R"({"event":"run_start"})");
  EXPECT_EQ(captured.err(), "{\"event\":\"run_start\"}\n");
}

TEST_F(ProgressTest, SaysNothingIfToldSo) {
  CapturedConsole captured;
  ProgressView view(captured.console, clock, ProgressStyle::kNone, ProgressDetail::kEverything);
  tell_story(view);
  EXPECT_EQ(captured.err(), "");
}

TEST_F(ProgressTest, KeepsALiveLineForEachStepOnATerminal) {
  CapturedConsole captured({.color = false, .err_is_terminal = true, .err_columns = 80});
  {
    ProgressView view(captured.console, clock, ProgressStyle::kAuto, ProgressDetail::kUsual);
    take(view, R"({"event":"step_start","step_id":"load"})");
    clock.advance(std::chrono::milliseconds(2500));
    take(view, R"({"event":"step_progress","step_id":"load","rows":1000,"percent":12.5})");
    EXPECT_THAT(captured.err(), testing::EndsWith("load  1,000 rows  400 rows/s  12 %  2.5 s"));
    take(view, R"({"event":"step_start","step_id":"sort-it"})");
    take(view, R"({"event":"step_progress","step_id":"sort-it","rows":0,"bytes":2048,)"
               R"("memory_bytes":1048576})");
    EXPECT_THAT(captured.err(), testing::EndsWith("load     1,000 rows  400 rows/s  12 %  2.5 s\n"
                                                  "sort-it  2 KiB  0.0 s  memory 1 MiB"));
    take(view, R"({"event":"step_complete","step_id":"sort-it","rows_processed":1,)"
               R"("duration_ms":9})");
    EXPECT_THAT(captured.err(), testing::EndsWith("\r\x1b[2K\x1b[1A\r\x1b[2K"
                                                  "load  1,000 rows  400 rows/s  12 %  2.5 s"));
    take(view, R"({"event":"step_complete","step_id":"load","rows_processed":1,"duration_ms":9})");
  }
  EXPECT_THAT(captured.err(), testing::EndsWith("\r\x1b[2K"));
}

}  // namespace
}  // namespace osiris::cli
