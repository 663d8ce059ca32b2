#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

class MaintenanceTest : public VerbTest {
 protected:
  void SetUp() override {
    run_once();
    write(Path(session::kSessionsDirName) / kDead / "pipeline_data.duckdb", "data");
    write(Path(session::kSessionsDirName) / kDead / "manifest.yaml", "a: b");
    options.keep = 1;
  }

  bool has_dead() const { return files.exists(folder / session::kSessionsDirName / kDead); }

  static constexpr const char* kDead = "20260101T000000000Z-aaaaaa";
};

TEST_F(MaintenanceTest, CleanSaysWhatItWouldRemove) {
  EXPECT_EQ(call(run_maintenance_clean), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("20260101T000000000Z-aaaaaa            died     8 B  2026-01-01"));
  EXPECT_EQ(err(), "would remove 1 session, 8 B; --yes does it\n");
  EXPECT_TRUE(has_dead());
}

TEST_F(MaintenanceTest, CleanRemovesIfToldTo) {
  options.yes = true;
  EXPECT_EQ(call(run_maintenance_clean), ExitCode::kSuccess);
  EXPECT_EQ(err(), "removed 1 session, 8 B\n");
  EXPECT_FALSE(has_dead());
  EXPECT_EQ(call(run_maintenance_clean), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(), "nothing to remove\n");
}

TEST_F(MaintenanceTest, CleanAnswersInJson) {
  options.json = true;
  options.yes = true;
  options.data_only = true;
  EXPECT_EQ(call(run_maintenance_clean), ExitCode::kSuccess);
  const Value answer = document();
  EXPECT_EQ(answer.find("bytes")->as_int(), 4);
  EXPECT_EQ(answer.find("kept")->as_int(), 1);
  EXPECT_TRUE(answer.find("data_only")->as_bool());
  EXPECT_FALSE(answer.find("dry_run")->as_bool());
  const Value& session = answer.find("sessions")->items()[0];
  EXPECT_EQ(session.text_or("session_id", ""), kDead);
  EXPECT_TRUE(session.find("removed")->as_bool());
  EXPECT_TRUE(has_dead());
}

TEST_F(MaintenanceTest, CleanLeavesARunningSession) {
  const auto lock =
      FileLock::acquire(folder / session::kSessionsDirName / kDead / "pipeline_data.duckdb.lock");
  ASSERT_TRUE(lock.has_value());
  options.yes = true;
  EXPECT_EQ(call(run_maintenance_clean), ExitCode::kSuccess);
  EXPECT_THAT(err(), HasSubstr("aaaaaa is still there: the database of the session is open\n"));
  EXPECT_THAT(err(), HasSubstr("removed 0 sessions, 0 B\n"));
  EXPECT_TRUE(has_dead());
}

}  // namespace
}  // namespace osiris::cli
