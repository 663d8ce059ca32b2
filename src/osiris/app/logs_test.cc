#include "osiris/app/logs.h"

#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kTextLog =
    "2026-01-01T00:00:00.000000+00:00 INFO step 'load': three rows\n"
    "    of three columns\n"
    "2026-01-01T00:00:01.000000+00:00 ERROR step 'load-more': broken\n"
    "2026-01-01T00:00:02.000000+00:00 ERROR status.json: no room\n"
    "    left\n";

class LogsTest : public ProjectTest {
 protected:
  void SetUp() override {
    write(logs / "osiris.log", kTextLog);
    write(logs / "events.jsonl",
          "{\"event\":\"run_start\"}\n{\"event\":\"step_start\",\"step_id\":\"load\"}\n{\"torn\n"
          "{\"event\":\"run_end\"}\n{\"event\":\"half");
    write(logs / "metrics.jsonl", "{\"metric\":\"rows_read\",\"step_id\":\"load\"}\n");
  }

  std::vector<std::string> lines(const LogRequest& request) const {
    const auto log = show_log(world, request);
    EXPECT_TRUE(log.has_value());
    return log.has_value() ? log->lines : std::vector<std::string>();
  }

  void append(const char* name, const std::string& text) {
    const auto file = files.open_append(folder / logs / name);
    ASSERT_TRUE((*file)->append(text).has_value());
  }

  const Path session_folder = Path(session::kSessionsDirName) / "20260101T000000000Z-aaaaaa";
  const Path logs = session_folder / "logs";
};

TEST_F(LogsTest, ShowsTheTextLog) {
  const auto log = show_log(world, {.session = "last", .step_id = {}, .level = {}});
  ASSERT_TRUE(log.has_value());
  EXPECT_EQ(log->session_id, "20260101T000000000Z-aaaaaa");
  EXPECT_EQ(log->file, folder / logs / "osiris.log");
  EXPECT_THAT(log->lines, SizeIs(5));
  EXPECT_EQ(log->lines[1], "    of three columns");
}

TEST_F(LogsTest, KeepsTheLinesOfAnEntryTogether) {
  EXPECT_THAT(lines({.session = "last", .step_id = "load", .level = {}}),
              ElementsAre(HasSubstr("three rows"), HasSubstr("of three columns")));
  EXPECT_THAT(lines({.session = "last", .step_id = {}, .level = "WARNING"}),
              ElementsAre(HasSubstr("broken"), HasSubstr("no room"), HasSubstr("left")));
  EXPECT_THAT(lines({.session = "last", .step_id = "load", .level = "ERROR"}), IsEmpty());
}

TEST_F(LogsTest, ShowsWholeJsonLines) {
  EXPECT_THAT(lines({.session = "last", .kind = LogKind::kEvents, .step_id = {}, .level = {}}),
              ElementsAre(HasSubstr("run_start"), HasSubstr("step_start"), HasSubstr("run_end")));
  EXPECT_THAT(lines({.session = "last", .kind = LogKind::kEvents, .step_id = "load", .level = {}}),
              ElementsAre(HasSubstr("step_start")));
  EXPECT_THAT(lines({.session = "last", .kind = LogKind::kMetrics, .step_id = {}, .level = {}}),
              SizeIs(1));
}

TEST_F(LogsTest, ShowsTheLastLines) {
  EXPECT_THAT(lines({.session = "last", .step_id = {}, .level = {}, .last = 2}),
              ElementsAre(HasSubstr("no room"), HasSubstr("left")));
  EXPECT_THAT(lines({.session = "last", .step_id = {}, .level = {}, .last = 99}), SizeIs(5));
}

TEST_F(LogsTest, TakesALogThatIsNotThereForEmpty) {
  ASSERT_TRUE(files.remove_all(folder / logs).has_value());
  EXPECT_THAT(lines({.session = "last", .step_id = {}, .level = {}}), IsEmpty());
  EXPECT_EQ(show_log(world, {.session = "zzz", .step_id = {}, .level = {}}).error().code,
            session::kSessionNotFound.name);
}

TEST_F(LogsTest, FollowsARunUntilItEnds) {
  auto lock = FileLock::acquire(folder / session_folder / ".lock");
  std::optional<FileLock> running(std::move(*lock));
  const LogRequest request{.session = "last", .step_id = {}, .level = {}, .last = 1};
  std::vector<std::string> seen;
  int rounds = 0;
  const auto followed = follow_log(
      world, request,
      [&](const std::vector<std::string>& added) {
        seen.insert(seen.end(), added.begin(), added.end());
      },
      [&] {
        ++rounds;
        if (rounds == 1) {
          // As another process writes it: through one open file, half a line first.
          const auto file = files.open_append(folder / logs / "osiris.log");
          EXPECT_TRUE((*file)->append("T INFO one\nT INFO tw").has_value());
        } else if (rounds == 2) {
          EXPECT_THAT(seen, ElementsAre("    left", "T INFO one"));
          const std::string text = text_of(folder / logs / "osiris.log");
          EXPECT_TRUE(files.write_text(folder / logs / "osiris.log", text + "o\n").has_value());
        } else {
          append("osiris.log", "T INFO end\n");
          running.reset();
        }
        return true;
      });
  EXPECT_TRUE(followed.has_value());
  EXPECT_EQ(rounds, 3);
  EXPECT_THAT(seen, ElementsAre("    left", "T INFO one", "T INFO two", "T INFO end"));
}

TEST_F(LogsTest, FollowsUntilItIsToldToStop) {
  const auto running = FileLock::acquire(folder / session_folder / ".lock");
  ASSERT_TRUE(running.has_value());
  int rounds = 0;
  EXPECT_TRUE(follow_log(
                  world, {.session = "last", .step_id = {}, .level = {}},
                  [](const std::vector<std::string>&) {}, [&] { return ++rounds < 3; })
                  .has_value());
  EXPECT_EQ(rounds, 3);
}

TEST_F(LogsTest, FollowsAnEndedRunOnlyOnce) {
  std::size_t seen = 0;
  const auto count = [&](const std::vector<std::string>& added) { seen += added.size(); };
  const auto never = []() -> bool {
    ADD_FAILURE() << "nothing more can come";
    return false;
  };
  EXPECT_TRUE(
      follow_log(world, {.session = "last", .step_id = {}, .level = {}}, count, never).has_value());
  EXPECT_EQ(seen, 5U);
}

TEST_F(LogsTest, SaysThatThereIsNoSuchStep) {
  write(logs.parent_path() / "manifest.yaml", "steps: [{id: load}, {id: save}]\n");
  const auto log = show_log(world, {.session = "last", .step_id = "lod", .level = {}});
  ASSERT_FALSE(log.has_value());
  EXPECT_TRUE(log.error().is(run::kStepUnknown));
  EXPECT_THAT(log.error().message, testing::HasSubstr("did you mean 'load'?"));
  EXPECT_TRUE(show_log(world, {.session = "last", .step_id = "save", .level = {}}).has_value());
}

}  // namespace
}  // namespace osiris::app
