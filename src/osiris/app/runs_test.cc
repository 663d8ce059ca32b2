#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::IsEmpty;

TEST_F(ProjectTest, ListsNoRunsOfANewProject) {
  const auto list = list_runs(world);
  ASSERT_TRUE(list.has_value());
  EXPECT_THAT(list->runs, IsEmpty());
}

TEST_F(ProjectTest, ShowsTheLastRun) {
  ASSERT_TRUE(run(pipeline()).has_value());
  const auto result = run(pipeline());
  const auto details = show_run(world, "last");
  ASSERT_TRUE(details.has_value());
  EXPECT_EQ(details->record.session_id, result->session_id);
  EXPECT_EQ(details->record.status, "success");
  EXPECT_EQ(details->record.rows_read, 3);
  EXPECT_FALSE(details->metrics.empty());
}

TEST_F(ProjectTest, LeavesTornLogLinesOut) {
  const auto result = run(pipeline());
  const std::size_t whole = show_run(world, result->session_id)->events.size();
  const auto log = files.open_append(result->folder.events_log());
  ASSERT_TRUE((*log)->append("{\"ts\": \"2026").has_value());
  EXPECT_EQ(show_run(world, result->session_id)->events.size(), whole);
}

TEST_F(ProjectTest, ShowsARunThatDied) {
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/logs/events.jsonl", "");
  const auto details = show_run(world, "last");
  ASSERT_TRUE(details.has_value());
  EXPECT_EQ(details->record.status, "died");
}

TEST_F(ProjectTest, SaysIfThereIsNoSuchRun) {
  const auto details = show_run(world, "20260101T000000000Z-aaaaaa");
  ASSERT_FALSE(details.has_value());
  EXPECT_EQ(details.error().code, session::kSessionNotFound.name);
}

}  // namespace
}  // namespace osiris::app
