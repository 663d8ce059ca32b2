#include "osiris/cli/verbs.h"

#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

TEST(Verbs, ReportAnErrorToPeople) {
  CapturedConsole captured;
  const Options options;
  EXPECT_EQ(report_error(options, captured.console, make_error(kFileNotFound, "no file 'x'")),
            ExitCode::kInvalidInput);
  EXPECT_EQ(captured.out(), "");
  EXPECT_EQ(captured.err(), "error file.not_found: no file 'x'\n  exit code 2 (invalid_input)\n");
}

TEST(Verbs, ReportAnErrorAsJson) {
  CapturedConsole captured;
  Options options;
  options.json = true;
  EXPECT_EQ(report_error(options, captured.console, make_error(kBug, "oh")), ExitCode::kInternal);
  EXPECT_EQ(captured.err(), "");
  const Value document = *parse_json(captured.out());
  EXPECT_EQ(document.text_or("status", ""), "error");
  EXPECT_EQ(document.text_or("exit_name", ""), "internal_error");
  EXPECT_EQ(document.find("error")->text_or("code", ""), "internal.bug");
}

TEST(Verbs, BlameTheUserForNoFaultOfTheMachine) {
  CapturedConsole captured;
  EXPECT_EQ(report_error({}, captured.console, make_error(kDiskFull, "full")),
            ExitCode::kStepFailed);
  EXPECT_EQ(report_error({}, captured.console, make_error(kFileIo, "broken")),
            ExitCode::kStepFailed);
  EXPECT_EQ(report_error({}, captured.console, make_error(kFileDenied, "denied")),
            ExitCode::kInvalidInput);
}

TEST(Verbs, TellAnErrorAsALineAmongLinesOfJson) {
  CapturedConsole captured;
  Options options;
  options.progress = ProgressStyle::kJson;
  report_error(options, captured.console, make_error(kFileNotFound, "no\nfile"));
  EXPECT_EQ(captured.out(), "");
  const std::string line = captured.err();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(parse_json(line)->find("error")->text_or("code", ""), "file.not_found");
  EXPECT_EQ(parse_json(line)->find("exit_code")->as_int(), 2);
}

TEST(Verbs, KeepTheCodesOfStopAndTransientFailure) {
  CapturedConsole captured;
  EXPECT_EQ(report_error({}, captured.console, make_error(kCancelled, "stopped")),
            ExitCode::kInterrupted);
  EXPECT_EQ(report_error({}, captured.console, make_error(kFileIo, "shaky").retryable()),
            ExitCode::kTransient);
}

}  // namespace
}  // namespace osiris::cli
