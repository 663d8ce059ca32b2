#include "osiris/session/session_log.h"

#include "osiris/base/memory_filesystem.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"
#include "osiris/session/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace osiris::session {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class SessionLogTest : public ::testing::Test {
 protected:
  SessionLogTest() {
    disk_.directories.insert("s/logs");
    log_ = SessionLog::open(disk_, clock_, redactor_, "s/logs", "s-1").value();
  }

  std::vector<std::string> lines_of(const char* path) const {
    std::vector<std::string> lines = split(disk_.files.at(path), '\n');
    EXPECT_EQ(lines.back(), "");  // Every line is ended.
    lines.pop_back();
    return lines;
  }

  MemoryFileSystem disk_;
  FakeClock clock_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 17h + 123456us};
  Redactor redactor_;
  std::unique_ptr<SessionLog> log_;
};

TEST_F(SessionLogTest, WritesEventsOneALine) {
  log_->emit(AdapterSelected{.adapter = "local"});
  clock_.advance(2s);
  log_->emit(RunEnd{.status = "success", .duration_ms = 2000});
  EXPECT_THAT(
      lines_of("s/logs/events.jsonl"),
      ElementsAre(
          R"({"ts":"2026-11-22T17:00:00.123456+00:00","session":"s-1","event":"adapter_selected",)"
          R"("adapter":"local"})",
          R"({"ts":"2026-11-22T17:00:02.123456+00:00","session":"s-1","event":"run_end",)"
          R"("status":"success","duration_ms":2000})"));
}

/// Goes back by a second whenever it is asked.
class BackwardClock final : public Clock {
 public:
  UtcTime now() const override { return now_ -= 1s; }
  std::chrono::nanoseconds monotonic() const override { return 0ns; }

 private:
  mutable UtcTime now_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 17h};
};

TEST_F(SessionLogTest, KeepsLinesInOrderWhenTheClockIsSetBack) {
  const BackwardClock backward;
  log_ = SessionLog::open(disk_, backward, redactor_, "s/logs", "s-1").value();
  log_->emit(AdapterSelected{.adapter = "local"});
  log_->measure(kRowsRead, Value(7));
  log_->note("INFO", "text");
  log_->emit(AdapterSelected{.adapter = "local"});
  for (const char* path : {"s/logs/events.jsonl", "s/logs/metrics.jsonl", "s/logs/osiris.log"}) {
    for (const std::string& line : lines_of(path)) {
      EXPECT_THAT(line, HasSubstr("2026-11-22T16:59:59.000000+00:00"));
    }
  }
}

TEST_F(SessionLogTest, WritesMetricsWithUnitAndStep) {
  log_->measure(kRowsRead, Value(7), "extract");
  log_->measure(kTotalDuration, Value(1.5));
  EXPECT_THAT(
      lines_of("s/logs/metrics.jsonl"),
      ElementsAre(
          R"({"ts":"2026-11-22T17:00:00.123456+00:00","session":"s-1","metric":"rows_read",)"
          R"("value":7,"unit":"rows","step_id":"extract"})",
          R"({"ts":"2026-11-22T17:00:00.123456+00:00","session":"s-1","metric":"total_duration",)"
          R"("value":1.5,"unit":"seconds"})"));
}

TEST_F(SessionLogTest, WritesNotesThatCannotPassForOtherLines) {
  log_->note("INFO", "started");
  log_->note("ERROR", "first\r\n2026-11-22T17:00:00 INFO forged\x1b[2J\n");
  EXPECT_THAT(lines_of("s/logs/osiris.log"),
              ElementsAre("2026-11-22T17:00:00.123456+00:00 INFO started",
                          "2026-11-22T17:00:00.123456+00:00 ERROR first",
                          "    2026-11-22T17:00:00 INFO forged\\x1B[2J"));
}

TEST_F(SessionLogTest, TellsEventsInWords) {
  redactor_.add_secret("hunter22");
  log_->emit(StepFailed{.step_id = "load",
                        .driver = "mysql.extractor",
                        .error_code = "connection.auth_failed",
                        .error_class = "user",
                        .message = "root:hunter22 refused\n2026-11-22T17:00:00 INFO forged",
                        .hint = "mend it",
                        .duration_ms = 1});
  EXPECT_THAT(lines_of("s/logs/osiris.log"),
              ElementsAre("2026-11-22T17:00:00.123456+00:00 ERROR step 'load': failed after 1 ms: "
                          "connection.auth_failed: root:*** refused",
                          "    2026-11-22T17:00:00 INFO forged", "    hint: mend it"));
}

TEST_F(SessionLogTest, LetsNoSecretThrough) {
  redactor_.add_secret("hunter22");
  Value heard;
  log_->set_listener([&](std::string_view, const Value& line) { heard = line; });
  log_->emit(StepFailed{.step_id = "load",
                        .driver = "mysql.extractor",
                        .error_code = "connection.auth_failed",
                        .error_class = "user",
                        .message = "mysql://root:hunter22@host refused",
                        .hint = "try password%3Dhunter%32%32 or aHVudGVyMjI=",
                        .duration_ms = 1});
  log_->measure(kRowsRead, Value(1), "hunter22");
  log_->note("DEBUG", "{\"password\":\"hunter22\"}");
  for (const auto& [path, text] : disk_.files) {
    EXPECT_THAT(text, HasSubstr("***")) << path;
    EXPECT_THAT(text, Not(HasSubstr("hunter"))) << path;
    EXPECT_THAT(text, Not(HasSubstr("aHVudGVyMj"))) << path;
  }
  EXPECT_EQ(heard.text_or("message", ""), "mysql://root:***@host refused");
}

TEST_F(SessionLogTest, KeepsFieldNamesAndTimesThatLookLikeSecrets) {
  for (const char* secret : {"status", "event", "2026", "run_end", "s-1-"}) {
    redactor_.add_secret(secret);
  }
  log_->emit(RunEnd{.status = "failed", .duration_ms = 2026});
  EXPECT_THAT(
      lines_of("s/logs/events.jsonl"),
      ElementsAre(R"({"ts":"2026-11-22T17:00:00.123456+00:00","session":"s-1","event":"run_end",)"
                  R"("status":"failed","duration_ms":2026})"));
}

TEST_F(SessionLogTest, CutsEndlessTextsAfterMasking) {
  redactor_.add_secret("hunter22");
  // The secret lies across the place of the cut.
  const std::string message = std::string((64 << 10) - 3, 'x') + "hunter22" + std::string(9, 'y');
  log_->emit(RunError{.pipeline_id = "p",
                      .error_code = "c",
                      .message = message,
                      .hint = "",
                      .step_id = "",
                      .duration_ms = 0});
  const std::string line = lines_of("s/logs/events.jsonl").at(0);
  EXPECT_LT(line.size(), 66'000U);
  EXPECT_THAT(line, HasSubstr("xxx***…\""));
  log_->emit(RunError{.pipeline_id = "p",
                      .error_code = "c",
                      .message = std::string((64 << 10) - 1, 'x') + "žluť",
                      .hint = "",
                      .step_id = "",
                      .duration_ms = 0});
  EXPECT_THAT(lines_of("s/logs/events.jsonl").at(1), HasSubstr("xxx…\""));
}

TEST_F(SessionLogTest, RemembersTheFirstFailureAndGoesOn) {
  EXPECT_EQ(log_->failure(), std::nullopt);
  disk_.full_path_part = "metrics";
  log_->measure(kRowsRead, Value(1));
  disk_.full_path_part = "events";
  int heard = 0;
  log_->set_listener([&](std::string_view, const Value&) { ++heard; });
  log_->emit(RunEnd{.status = "success"});
  disk_.full_path_part.clear();
  log_->emit(RunEnd{.status = "success"});
  ASSERT_NE(log_->failure(), std::nullopt);
  EXPECT_TRUE(log_->failure()->is(kDiskFull));
  EXPECT_THAT(log_->failure()->message, HasSubstr("metrics.jsonl"));
  EXPECT_EQ(heard, 2);
  EXPECT_EQ(lines_of("s/logs/events.jsonl").size(), 1U);
}

TEST_F(SessionLogTest, LetsAListenerUseTheLog) {
  std::vector<std::string> heard;
  log_->set_listener([&](std::string_view name, const Value&) {
    heard.emplace_back(name);
    log_->note("DEBUG", "heard something");
    EXPECT_EQ(log_->failure(), std::nullopt);
    if (name == RunStart::kName) {
      log_->emit(AdapterSelected{.adapter = "local"});
    }
  });
  log_->emit(RunStart{});
  log_->set_listener({});
  log_->emit(RunEnd{});
  EXPECT_THAT(heard, ElementsAre("run_start", "adapter_selected"));
  EXPECT_THAT(lines_of("s/logs/osiris.log"),
              ElementsAre(EndsWith("INFO run of pipeline '' began, manifest"),
                          EndsWith("DEBUG heard something"), EndsWith("DEBUG adapter: local"),
                          EndsWith("DEBUG heard something"), EndsWith("INFO run ended:")));
}

TEST_F(SessionLogTest, IsHeardInTheOrderOfTheFile) {
  constexpr int kEvents = 200;
  std::vector<std::string> heard;
  log_->set_listener([&](std::string_view, const Value& line) { heard.push_back(to_json(line)); });
  const auto emit_many = [&](const char* step_id) {
    for (int i = 1; i <= kEvents; ++i) {
      log_->emit(StepProgress{.step_id = step_id, .percent = {}, .rows = i});
      log_->measure(kRowsRead, Value(i), step_id);
    }
  };
  std::thread other(emit_many, "a");
  emit_many("b");
  other.join();
  EXPECT_EQ(heard.size(), 2U * kEvents);
  EXPECT_EQ(heard, lines_of("s/logs/events.jsonl"));
  EXPECT_EQ(lines_of("s/logs/metrics.jsonl").size(), 2U * kEvents);
}

TEST_F(SessionLogTest, DropsWhatOtherThreadsWriteOnceItIsKeptToOne) {
  int heard = 0;
  log_->set_listener([&](std::string_view, const Value&) { ++heard; });
  const auto write = [&] {
    log_->emit(AdapterSelected{.adapter = "local"});
    log_->measure(kRowsRead, Value(7));
    log_->note("INFO", "text");
  };
  std::jthread(write).join();
  log_->keep_to_this_thread();
  std::jthread(write).join();
  EXPECT_EQ(heard, 1);
  write();
  EXPECT_EQ(heard, 2);
  EXPECT_EQ(lines_of("s/logs/events.jsonl").size(), 2U);
  EXPECT_EQ(lines_of("s/logs/metrics.jsonl").size(), 2U);
  EXPECT_EQ(lines_of("s/logs/osiris.log").size(), 4U);
}

TEST_F(SessionLogTest, ContinuesTheLogsOfAResumedSession) {
  disk_.files["s/logs/events.jsonl"] = "{\"ts\":\"torn";
  const auto resumed = SessionLog::open(disk_, clock_, redactor_, "s/logs", "s-1").value();
  resumed->emit(RunEnd{.status = "success"});
  const auto lines = lines_of("s/logs/events.jsonl");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[1], EndsWith("\"duration_ms\":0}"));
}

TEST(SessionLog, NeedsItsFolder) {
  MemoryFileSystem disk;
  const FakeClock clock{UtcTime{}};
  const Redactor redactor;
  const auto log = SessionLog::open(disk, clock, redactor, "absent", "s-1");
  EXPECT_EQ(log.error().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris::session
