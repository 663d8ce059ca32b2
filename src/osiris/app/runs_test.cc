#include "osiris/app/test_project.h"
#include "osiris/base/text.h"

namespace osiris::app {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

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

TEST_F(ProjectTest, ShowsWhatStepsWarnedOfTheLastTime) {
  const PipelineRequest request = pipeline(std::string(kPipeline) + "      behave: warn\n");
  RunRequest again;
  again.pipeline = request;
  again.selection.from = "make-numbers";
  ASSERT_TRUE(run(request).has_value());
  again.resume = "last";
  const auto result = run_pipeline(world, again, {});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  const auto details = show_run(world, "last");
  EXPECT_EQ(details->run_count, 2);
  ASSERT_THAT(details->warnings, SizeIs(1));
  EXPECT_EQ(details->warnings[0].step_id, "make-numbers");
  EXPECT_EQ(details->warnings[0].code, "numbers.odd");
  EXPECT_EQ(details->warnings[0].count, 2);
}

TEST_F(ProjectTest, ListsOnlyRunsThatFit) {
  ASSERT_TRUE(run(pipeline()).has_value());
  const std::string failing = replace_all(kPipeline, "name: numbers", "name: broken");
  ASSERT_TRUE(run(pipeline(failing + "      behave: fail\n")).has_value());
  EXPECT_THAT(list_runs(world)->runs, SizeIs(2));

  RunFilter filter;
  filter.status = "failed";
  const auto failed = list_runs(world, filter);
  ASSERT_THAT(failed->runs, SizeIs(1));
  EXPECT_EQ(failed->runs[0].pipeline_id, "broken");
  filter.pipeline = "numbers";
  EXPECT_THAT(list_runs(world, filter)->runs, IsEmpty());
  filter.status = {};
  EXPECT_THAT(list_runs(world, filter)->runs, SizeIs(1));
}

TEST_F(ProjectTest, ListsOnlyRunsSinceATime) {
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/logs/events.jsonl", "");
  write(".osiris_sessions/20260103T000000000Z-bbbbbb/logs/events.jsonl", "");
  const FakeClock then(parse_day("2026-01-04").value());
  const World at_that_time{files, then, registry, Environment(), folder.path()};
  const auto count = [&](std::optional<UtcTime> since, std::optional<std::chrono::seconds> within) {
    RunFilter filter;
    filter.begun_since = since;
    filter.begun_within = within;
    return list_runs(at_that_time, filter)->runs.size();
  };
  EXPECT_EQ(count(parse_day("2026-01-01"), {}), 2U);
  EXPECT_EQ(count(parse_day("2026-01-02"), {}), 1U);
  EXPECT_EQ(count({}, std::chrono::days(2)), 1U);
  EXPECT_EQ(count({}, std::chrono::hours(1)), 0U);
}

TEST_F(ProjectTest, SaysHowManyBytesSessionsHave) {
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/logs/events.jsonl", "log");
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/pipeline_data.duckdb", "data");
  const auto details = show_run(world, "last");
  ASSERT_TRUE(details.has_value());
  EXPECT_EQ(details->bytes, 7);
  EXPECT_EQ(details->data_bytes, 4);
  // Each session counts once, and what is no session never.
  std::vector<session::RunRecord> runs{details->record, details->record, details->record};
  runs[2].session_id = "..";
  EXPECT_EQ(bytes_of_runs(world, runs), 7);
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
