#include "osiris/cli/diagnostic_text.h"

#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

constexpr const char* kText = "a: 1\r\n  žába: mysq.extractor\n";

Diagnostic finding(int line, int column, int end_column) {
  Diagnostic finding;
  finding.code = "oml.unknown_component";
  finding.where = {.file = "p.yaml", .line = line, .column = column, .end_column = end_column};
  finding.message = "unknown component 'mysq.extractor'";
  finding.hint = "did you mean 'mysql.extractor'?";
  return finding;
}

std::string rendered(const Diagnostic& diagnostic) {
  CapturedConsole captured;
  return render_diagnostic(diagnostic, "p.yaml", kText, captured.console);
}

constexpr const char* kFirstLine =
    "error oml.unknown_component: unknown component 'mysq.extractor'; "
    "did you mean 'mysql.extractor'?\n";

TEST(DiagnosticText, PointsAtThePlace) {
  EXPECT_EQ(rendered(finding(2, 9, 23)), "p.yaml:2:9 " + std::string(kFirstLine) +
                                             "      žába: mysq.extractor\n"
                                             "            ^^^^^^^^^^^^^^\n");
}

TEST(DiagnosticText, PointsAtOneCharacterIfOnlyTheStartIsKnown) {
  EXPECT_THAT(rendered(finding(1, 1, 0)), testing::EndsWith("    a: 1\n    ^\n"));
}

TEST(DiagnosticText, ShowsNoLineThatIsNotThere) {
  EXPECT_EQ(rendered(finding(9, 1, 2)), "p.yaml:9:1 " + std::string(kFirstLine));
  EXPECT_EQ(rendered(finding(0, 0, 0)), "p.yaml " + std::string(kFirstLine));
  Diagnostic elsewhere = finding(1, 1, 2);
  elsewhere.where.file = "osiris_connections.yaml";
  EXPECT_THAT(rendered(elsewhere), testing::Not(testing::HasSubstr("a: 1")));
}

TEST(DiagnosticText, ColorsTheSeverityAndTheCarets) {
  CapturedConsole colored({.color = true});
  const std::string text = render_diagnostic(finding(2, 9, 23), "p.yaml", kText, colored.console);
  EXPECT_THAT(text, testing::HasSubstr("p.yaml:2:9 \x1b[31merror\x1b[0m oml."));
  EXPECT_THAT(text, testing::HasSubstr("\x1b[31m^^^^^^^^^^^^^^\x1b[0m"));
}

TEST(DiagnosticText, CountsInWords) {
  Diagnostic warning = finding(1, 1, 2);
  warning.severity = Severity::kWarning;
  EXPECT_EQ(count_in_words({}), "no errors");
  EXPECT_EQ(count_in_words({finding(1, 1, 2)}), "1 error");
  EXPECT_EQ(count_in_words({finding(1, 1, 2), finding(1, 1, 2), warning}), "2 errors, 1 warning");
  EXPECT_EQ(count_in_words({warning}), "1 warning");
}

TEST(DiagnosticText, TellsAnErrorWithRemedyAndExitCode) {
  CapturedConsole captured;
  const Error error =
      make_error({"sql.invalid", Fault::kUser, "-"}, "first\nsecond \x1b[31m", "mend it");
  EXPECT_EQ(render_error(error, ExitCode::kStepFailed, captured.console),
            "error sql.invalid: first\n"
            "  second \\x1B[31m\n"
            "  hint: mend it\n"
            "  exit code 1 (step_failed)\n");
}

}  // namespace
}  // namespace osiris::cli
