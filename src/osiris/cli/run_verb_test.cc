#include "osiris/base/text.h"
#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

TEST_F(VerbTest, RunSumsUp) {
  options.files = {write_pipeline()};
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("step          rows in  rows out  duration  status\n"
                               "make-numbers        3         3  "));
  EXPECT_THAT(out(), HasSubstr("\nsuccess in "));
  EXPECT_THAT(out(), HasSubstr("pipeline_data.duckdb\n"));
  EXPECT_THAT(err(), HasSubstr("make-numbers: 3 rows, "));
  EXPECT_THAT(err(), HasSubstr("next: osiris data ls "));
}

TEST_F(VerbTest, RunQuietlyPrintsTheSessionOnly) {
  options.files = {write_pipeline()};
  options.quiet = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(out(), MatchesRegex("[0-9]{8}T[0-9]{9}Z-[0-9a-f]{6}\n"));
  EXPECT_EQ(err(), "");
}

TEST_F(VerbTest, RunTellsWarningsOnceHoweverQuietItIs) {
  const std::string warning = "make-numbers: warning numbers.odd: odd numbers (2 times)\n";
  options.files = {write_pipeline(std::string(kPipeline) + "      behave: warn\n")};
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(out(), HasSubstr("rows out  warnings  duration"));
  EXPECT_THAT(err(), HasSubstr(warning));
  EXPECT_EQ(err().find(warning), err().rfind(warning));
  options.quiet = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_EQ(err(), warning);
  options.json = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_EQ(err(), "");
  EXPECT_EQ(to_json(*document().find("steps")->items()[0].find("warnings")),
            R"([{"code":"numbers.odd","message":"odd numbers","count":2}])");
}

TEST_F(VerbTest, RunTellsThatItsTimeIsUp) {
  options.files = {write_pipeline(std::string(kPipeline) + "      behave: block\n")};
  options.timeout_ms = 30;
  EXPECT_EQ(call(run_run), ExitCode::kStepFailed);
  EXPECT_THAT(err(), HasSubstr("error run.timed_out: the run took longer than its timeout"));
  EXPECT_THAT(err(), HasSubstr("raise `--timeout`"));
  EXPECT_THAT(err(), Not(HasSubstr("run.cancelled: step")));
}

TEST_F(VerbTest, RunTellsWhichStepFailed) {
  options.files = {write_pipeline(std::string(kPipeline) + "      behave: fail\n")};
  EXPECT_EQ(call(run_run), ExitCode::kStepFailed);
  EXPECT_THAT(out(), HasSubstr("failed\n"));
  EXPECT_THAT(err(), HasSubstr("error source.broken: step 'make-numbers': the source is broken\n"));
  EXPECT_THAT(err(), HasSubstr("exit code 1 (step_failed)"));
}

TEST_F(VerbTest, RunAnswersInJson) {
  options.files = {write_pipeline()};
  options.json = true;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_EQ(err(), "");
  const Value found = document();
  EXPECT_TRUE(files.exists(found.text_or("database", "")));
  EXPECT_TRUE(files.exists(found.text_or("session_dir", "")));
  EXPECT_EQ(found.text_or("execution_type", ""), "local");
  ASSERT_EQ(found.find("steps")->items().size(), 1U);
  const Value& step = found.find("steps")->items()[0];
  EXPECT_EQ(step.text_or("status", ""), "complete");
  EXPECT_EQ(step.find("rows_out")->as_int(), 3);
}

TEST_F(VerbTest, RunTellsFailuresInJsonToo) {
  options.json = true;
  options.files = {write_pipeline(std::string(kPipeline) + "      behave: fail\n")};
  EXPECT_EQ(call(run_run), ExitCode::kStepFailed);
  EXPECT_EQ(document().text_or("failed_step", ""), "make-numbers");
  EXPECT_EQ(document().find("error")->text_or("code", ""), "source.broken");
  EXPECT_EQ(document().text_or("phase", ""), "execute");
  options.files = {write_pipeline("name: x\n")};
  EXPECT_EQ(call(run_run), ExitCode::kInvalidInput);
  EXPECT_EQ(document().text_or("phase", ""), "compile");
  EXPECT_FALSE(document().find("errors")->items().empty());
}

TEST_F(VerbTest, RunShowsFindingsOfAnInvalidPipeline) {
  options.files = {write_pipeline("name: x\n")};
  EXPECT_EQ(call(run_run), ExitCode::kInvalidInput);
  EXPECT_EQ(out(), "");
  EXPECT_THAT(err(), HasSubstr("pipeline.yaml"));
  EXPECT_THAT(err(), HasSubstr("exit code 2 (invalid_input)"));
}

TEST_F(VerbTest, RunPassesEventsOn) {
  options.files = {write_pipeline()};
  options.progress = ProgressStyle::kJson;
  EXPECT_EQ(call(run_run), ExitCode::kSuccess);
  EXPECT_THAT(err(), HasSubstr("\"event\":\"run_end\""));
}

TEST_F(VerbTest, RunTellsNothingButJsonIfItsProgressIsJson) {
  options.progress = ProgressStyle::kJson;
  const std::string usual = kPipeline;
  const std::string unknown = "  - {id: x, component: no.such, mode: read}\n";
  for (const std::string& text : {usual, usual + "      behave: fail\n", usual + unknown}) {
    options.files = {write_pipeline(text)};
    const ExitCode exit_code = call(run_run);
    std::string last;
    bool has_finding = false;
    for (const std::string& line : split(trim(err()), '\n')) {
      const auto value = parse_json(line);
      ASSERT_TRUE(value.has_value()) << line;
      has_finding |= value->find("finding") != nullptr;
      last = line;
    }
    EXPECT_EQ(has_finding, exit_code == ExitCode::kInvalidInput);
    if (exit_code != ExitCode::kSuccess) {
      EXPECT_EQ(parse_json(last)->find("exit_code")->as_int(), static_cast<int>(exit_code));
      EXPECT_EQ(parse_json(last)->find("error")->text_or("code", ""),
                has_finding ? "pipeline.invalid" : "source.broken");
    }
  }
}

}  // namespace
}  // namespace osiris::cli
