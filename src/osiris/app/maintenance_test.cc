#include "osiris/app/test_project.h"

#include <fmt/format.h>

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using namespace std::chrono_literals;

/// A project with a clock that the test sets, and sessions of three days.
class CleanTest : public ProjectTest {
 protected:
  void SetUp() override {
    for (const char* id : {kFirst, kSecond, kThird}) {
      write(sessions / id / "pipeline_data.duckdb", "data");
      write(sessions / id / "logs/osiris.log", "log");
      index(id, fmt::format("2026-01-{}T00:00:00.000000+00:00", std::string(id).substr(6, 2)));
    }
  }

  void index(const std::string& id, const std::string& started_at) {
    session::RunRecord record;
    record.session_id = id;
    record.pipeline_id = "orders";
    record.started_at = started_at;
    record.status = "success";
    ASSERT_TRUE(session::append_run(files, folder / sessions, record).has_value());
  }

  CleanResult clean(const CleanRequest& request, CleanAction action = CleanAction::kRemove) {
    auto result = clean_sessions(then, request, action);
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return result.value_or(CleanResult());
  }

  std::vector<std::string> left() const {
    std::vector<std::string> ids;
    const auto list = list_runs(world);
    for (const session::RunRecord& run : list->runs) {
      ids.push_back(run.session_id);
    }
    return ids;
  }

  static constexpr const char* kFirst = "20260101T000000000Z-aaaaaa";
  static constexpr const char* kSecond = "20260102T000000000Z-bbbbbb";
  static constexpr const char* kThird = "20260103T000000000Z-cccccc";

  Path sessions = session::kSessionsDirName;
  FakeClock fake_clock{parse_day("2026-01-04").value()};
  World then{files, fake_clock, registry, Environment(), folder.path()};
};

TEST_F(CleanTest, OnlyLooksUntilItIsToldToRemove) {
  const CleanResult result = clean({.older_than = 36h, .keep = {}}, CleanAction::kLookOnly);
  ASSERT_THAT(result.sessions, SizeIs(2));
  EXPECT_EQ(result.sessions[0].record.session_id, kFirst);
  EXPECT_EQ(result.sessions[0].bytes, 7);
  EXPECT_FALSE(result.sessions[0].removed);
  EXPECT_EQ(result.kept, 1);
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond, kFirst));
}

TEST_F(CleanTest, RemovesWhatIsOlder) {
  const CleanResult result = clean({.older_than = 36h, .keep = {}});
  ASSERT_THAT(result.sessions, SizeIs(2));
  EXPECT_TRUE(result.sessions[0].removed);
  EXPECT_THAT(left(), ElementsAre(kThird));
  EXPECT_FALSE(files.exists(folder / sessions / kFirst));
}

TEST_F(CleanTest, KeepsTheNewest) {
  clean({.older_than = {}, .keep = 1});
  EXPECT_THAT(left(), ElementsAre(kThird));
}

TEST_F(CleanTest, RemovesOnlyWhatBothRulesLetGo) {
  clean({.older_than = 1h, .keep = 2});
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond));
  clean({.older_than = 60h, .keep = 0});
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond));
}

TEST_F(CleanTest, RemovesOnlyTheData) {
  const CleanRequest request{.older_than = {}, .keep = 2, .part = session::SessionPart::kData};
  const CleanResult result = clean(request);
  ASSERT_THAT(result.sessions, SizeIs(1));
  EXPECT_EQ(result.sessions[0].bytes, 4);
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond, kFirst));
  EXPECT_FALSE(files.exists(folder / sessions / kFirst / "pipeline_data.duckdb"));
  EXPECT_TRUE(files.exists(folder / sessions / kFirst / "logs/osiris.log"));
  // There is nothing more to free.
  EXPECT_THAT(clean(request).sessions, IsEmpty());
}

TEST_F(CleanTest, LeavesRunningSessionsAndDoesNotCountThem) {
  const auto lock = FileLock::acquire(folder / sessions / kThird / ".lock");
  ASSERT_TRUE(lock.has_value());
  const CleanResult result = clean({.older_than = {}, .keep = 1});
  EXPECT_EQ(result.kept, 2);
  // It runs again: a former run of it is in the index.
  EXPECT_THAT(left(), ElementsAre(kThird, kThird, kSecond));
}

TEST_F(CleanTest, SaysWhatItCouldNotRemove) {
  const auto lock = FileLock::acquire(folder / sessions / kFirst / "pipeline_data.duckdb.lock");
  ASSERT_TRUE(lock.has_value());
  const CleanResult result = clean({.older_than = {}, .keep = 0});
  ASSERT_THAT(result.sessions, SizeIs(3));
  EXPECT_TRUE(result.sessions[0].failure->is(kSessionLocked));
  EXPECT_EQ(result.sessions[0].bytes, 0);
  EXPECT_TRUE(result.sessions[1].removed);
  EXPECT_THAT(left(), ElementsAre(kFirst));
}

TEST_F(CleanTest, LeavesASessionThatSomebodyLooksInto) {
  const Path path = folder / sessions / kFirst / "pipeline_data.duckdb";
  ASSERT_TRUE(files.remove_all(path).has_value());
  exchange::DatabaseOptions options;
  options.path = path;
  ASSERT_TRUE(exchange::Database::open(options).has_value());
  options.read_only = true;
  {
    const auto reader = exchange::Database::open(options);
    ASSERT_TRUE(reader.has_value()) << reader.error().message;
    const CleanResult result = clean({.older_than = {}, .keep = 2});
    ASSERT_THAT(result.sessions, SizeIs(1));
    EXPECT_TRUE(result.sessions[0].failure->is(kSessionLocked));
    EXPECT_TRUE(files.exists(path));
  }
  EXPECT_TRUE(clean({.older_than = {}, .keep = 2}).sessions[0].removed);
}

TEST_F(CleanTest, CountsDeadSessionsByTheTimeInTheirId) {
  const std::string dead = "20260101T120000000Z-dddddd";
  write(sessions / dead / "logs/osiris.log", "log");
  clean({.older_than = 48h, .keep = {}});
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond));
  EXPECT_FALSE(files.exists(folder / sessions / dead));
}

TEST_F(CleanTest, LeavesASessionThatMayBeAboutToStart) {
  const std::string starting = "20260103T235930000Z-eeeeee";
  write(sessions / starting / "artifacts/x", "");
  EXPECT_EQ(clean({.older_than = {}, .keep = 0}).kept, 1);
  EXPECT_THAT(left(), ElementsAre(starting));
  fake_clock.advance(1min);
  clean({.older_than = {}, .keep = 0});
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(CleanTest, RemovesAtOnceWhatDiedAfterItBegan) {
  const std::string dead = "20260103T235930000Z-eeeeee";
  write(sessions / dead / "manifest.yaml", "");
  write(sessions / dead / ".lock", "");
  EXPECT_EQ(clean({.older_than = {}, .keep = 0}).sessions.size(), 4U);
  EXPECT_THAT(left(), IsEmpty());
}

TEST_F(CleanTest, CountsAResumedSessionByItsLastRun) {
  index(kFirst, "2026-01-03T12:00:00.000000+00:00");
  const CleanResult result = clean({.older_than = {}, .keep = 1});
  ASSERT_THAT(result.sessions, SizeIs(2));
  EXPECT_THAT(left(), ElementsAre(kFirst, kFirst));
}

TEST_F(CleanTest, TakesTheTimeOfTheIdWhereTheIndexHasNone) {
  const std::string id = "20260103T120000000Z-ffffff";
  index(id, "");
  clean({.older_than = 30h, .keep = {}});
  EXPECT_THAT(left(), ElementsAre(kThird, id));
}

TEST_F(CleanTest, RemovesTheLinesOfSessionsWhoseFolderIsGone) {
  ASSERT_TRUE(files.remove_all(folder / sessions / kFirst).has_value());
  const CleanResult result = clean({.older_than = {}, .keep = 2});
  ASSERT_THAT(result.sessions, SizeIs(1));
  EXPECT_EQ(result.sessions[0].bytes, 0);
  EXPECT_THAT(left(), ElementsAre(kThird, kSecond));
}

TEST_F(CleanTest, NeverTouchesWhatIsNotASession) {
  write(sessions / "notes/keep.txt", "mine");
  write(sessions / "notes/.lock", "");
  clean({.older_than = {}, .keep = 0});
  EXPECT_TRUE(files.exists(folder / sessions / "notes/keep.txt"));
  EXPECT_THAT(left(), ElementsAre("notes"));
}

TEST_F(CleanTest, NeverTouchesWhatRunsLeftForTheNextOnes) {
  write(".osiris_state/orders/load.json", "state");
  clean({.older_than = {}, .keep = 0});
  EXPECT_THAT(left(), IsEmpty());
  EXPECT_EQ(text_of(folder / ".osiris_state/orders/load.json"), "state");
}

TEST_F(CleanTest, FindsNothingInANewProject) {
  ASSERT_TRUE(files.remove_all(folder / sessions).has_value());
  EXPECT_THAT(clean({.older_than = {}, .keep = 0}).sessions, IsEmpty());
}

}  // namespace
}  // namespace osiris::app
