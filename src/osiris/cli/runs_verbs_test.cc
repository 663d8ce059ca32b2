#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

TEST_F(VerbTest, RunsListSaysIfThereAreNone) {
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(), "no runs yet\n");
}

TEST_F(VerbTest, RunsListShowsTheNewestFirstAndSaysIfThereAreMore) {
  run_once();
  run_once();
  options.limit = 1;
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("numbers   success    1/1"));
  EXPECT_EQ(err(), "1 of 2 runs; --limit 0 shows all\n");
}

TEST_F(VerbTest, RunsListAnswersInJson) {
  run_once();
  options.json = true;
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  EXPECT_EQ(document().find("total")->as_int(), 1);
  EXPECT_EQ(document().find("runs")->items()[0].text_or("status", ""), "success");
}

TEST_F(VerbTest, RunsListShowsOnlyRunsThatFit) {
  run_once();
  options.run_filter.status = "failed";
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  EXPECT_EQ(out(), "");
  EXPECT_EQ(err(), "no run fits\n");
  options.run_filter.status = "success";
  options.json = true;
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  EXPECT_EQ(document().find("total")->as_int(), 1);
  EXPECT_GT(document().find("bytes")->as_int(), 1000);
}

TEST_F(VerbTest, RunsShowTellsOneRun) {
  run_once();
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("\nsize      "));
  EXPECT_THAT(out(), HasSubstr("status    success (exit code 0)\n"));
  EXPECT_THAT(out(), HasSubstr("rows      3 read, 0 written\n"));
  EXPECT_THAT(out(), HasSubstr("step          status    rows in  rows out  duration  why\n"
                               "make-numbers  complete        3         3"));
}

TEST_F(VerbTest, RunsShowTellsWhatBecameOfEveryRow) {
  const Path logs = folder / ".osiris_sessions" / "20260101T000000000Z-aaaaaa" / "logs";
  ASSERT_TRUE(files.create_directories(logs).has_value());
  ASSERT_TRUE(
      files
          .write_text(logs / "events.jsonl",
                      R"({"event":"step_start","step_id":"load"})"
                      "\n"
                      R"({"event":"step_complete","step_id":"load","rows_processed":1200,)"
                      R"("duration_ms":7,"rows_in":1203,"rows_rejected":3,"rows_filtered":0,)"
                      R"("rows_deduplicated":0,"bytes":0})"
                      "\n"
                      R"({"event":"step_start","step_id":"save"})"
                      "\n")
          .has_value());
  options.session = "last";
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("step  status      rows in  rejected  rows out  duration  why\n"
                               "load  complete      1,203         3     1,200      7 ms\n"
                               "save  unfinished\n"));
}

TEST_F(VerbTest, RunsShowTellsWarningsAndThatThereWereSeveralRuns) {
  options.files = {write_pipeline(std::string(kPipeline) + "      behave: warn\n")};
  ASSERT_EQ(call(run_run), ExitCode::kSuccess);
  options.session = "last";
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("\nmake-numbers: warning numbers.odd: odd numbers (2 times)\n"));
  EXPECT_THAT(out(), testing::Not(HasSubstr("\nruns ")));
  options.resume = "last";
  ASSERT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("\nruns      2; what is told here is of the last one"));
  options.json = true;
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_EQ(document().find("run_count")->as_int(), 2);
  EXPECT_EQ(document().find("warnings")->items()[0].text_or("step_id", ""), "make-numbers");
}

TEST_F(VerbTest, RunsShowNamesTheStepAtWhichARunDied) {
  const Path logs = folder / ".osiris_sessions" / "20260101T000000000Z-aaaaaa" / "logs";
  ASSERT_TRUE(files.create_directories(logs).has_value());
  ASSERT_TRUE(
      files.write_text(logs / "events.jsonl", "{\"event\":\"step_start\",\"step_id\":\"load\"}\n")
          .has_value());
  options.session = "last";
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("status    died\n"));
  EXPECT_THAT(out(), HasSubstr("load  unfinished\n"));
  options.json = true;
  EXPECT_EQ(call(run_runs_list), ExitCode::kSuccess);
  for (const char* number : {"exit_code", "duration_ms", "steps_completed", "steps_total",
                             "rows_read", "rows_written"}) {
    EXPECT_TRUE(document().find("runs")->items()[0].find(number)->is_null()) << number;
  }
}

TEST_F(VerbTest, RunsShowAnswersInJsonWithTheLogs) {
  run_once();
  options.json = true;
  EXPECT_EQ(call(run_runs_show), ExitCode::kSuccess);
  EXPECT_EQ(document().find("run")->text_or("pipeline_id", ""), "numbers");
  EXPECT_EQ(document().find("events")->items().back().text_or("event", ""), "run_end");
  EXPECT_FALSE(document().find("metrics")->items().empty());
}

TEST_F(VerbTest, RunsShowSaysIfThereIsNoSuchSession) {
  options.session = "zzz";
  EXPECT_EQ(call(run_runs_show), ExitCode::kInvalidInput);
  EXPECT_THAT(err(), HasSubstr("session.not_found"));
}

}  // namespace
}  // namespace osiris::cli
