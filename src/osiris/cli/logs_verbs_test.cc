#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class LogsVerbsTest : public VerbTest {
 protected:
  void SetUp() override {
    write(logs / "osiris.log", "T INFO one\nT ERROR two\n");
    write(logs / "events.jsonl", "{\"event\":\"run_start\"}\n{\"event\":\"run_end\"}\n");
    options.session = "last";
  }

  const Path logs = Path(session::kSessionsDirName) / "20260101T000000000Z-aaaaaa" / "logs";
};

TEST_F(LogsVerbsTest, ShowPrintsLinesAsTheyAre) {
  EXPECT_EQ(call(run_logs_show), ExitCode::kSuccess);
  EXPECT_EQ(out(), "T INFO one\nT ERROR two\n");
  EXPECT_EQ(err(), "");
  options.log.kind = app::LogKind::kEvents;
  EXPECT_EQ(call(run_logs_show), ExitCode::kSuccess);
  EXPECT_EQ(out(), "{\"event\":\"run_start\"}\n{\"event\":\"run_end\"}\n");
}

TEST_F(LogsVerbsTest, ShowSaysIfNoLineFits) {
  options.log.step_id = "load";
  EXPECT_EQ(call(run_logs_show), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(), "no lines\n");
}

TEST_F(LogsVerbsTest, ShowAnswersInJson) {
  options.json = true;
  EXPECT_EQ(call(run_logs_show), ExitCode::kSuccess);
  EXPECT_EQ(document().text_or("session_id", ""), "20260101T000000000Z-aaaaaa");
  EXPECT_THAT(document().text_or("file", ""), EndsWith("logs/osiris.log"));
  EXPECT_EQ(document().find("lines")->items()[1].as_string(), "T ERROR two");
  options.log.kind = app::LogKind::kEvents;
  EXPECT_EQ(call(run_logs_show), ExitCode::kSuccess);
  EXPECT_EQ(document().find("lines")->items()[1].text_or("event", ""), "run_end");
}

TEST_F(LogsVerbsTest, TailPrintsTheLastLines) {
  options.limit = 1;
  EXPECT_EQ(call(run_logs_tail), ExitCode::kSuccess);
  EXPECT_EQ(out(), "T ERROR two\n");
}

TEST_F(LogsVerbsTest, TailFollowsAnEndedRunToItsEnd) {
  options.follow = true;
  EXPECT_EQ(call(run_logs_tail), ExitCode::kSuccess);
  EXPECT_EQ(out(), "T INFO one\nT ERROR two\n");
  options.session = "zzz";
  EXPECT_EQ(call(run_logs_tail), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), StartsWith("error session.not_found"));
  EXPECT_THAT(err(), HasSubstr("zzz"));
}

}  // namespace
}  // namespace osiris::cli
