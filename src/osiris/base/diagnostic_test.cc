#include "osiris/base/diagnostic.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

Diagnostic finding(int line, int column, std::string code, Severity severity = Severity::kError) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = std::move(code);
  diagnostic.where = {"p.yaml", line, column, 0};
  diagnostic.message = "unknown key 'nmae'";
  return diagnostic;
}

TEST(Diagnostic, OnlyErrorsMakeADocumentInvalid) {
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(
      has_errors({finding(1, 1, "a", Severity::kWarning), finding(2, 1, "b", Severity::kInfo)}));
  EXPECT_TRUE(has_errors({finding(1, 1, "a", Severity::kWarning), finding(2, 1, "b")}));
}

TEST(Diagnostic, SortsByPositionAndKeepsTheOrderOfEqualOnes) {
  Diagnostics findings{finding(3, 1, "z"), finding(2, 9, "b"), finding(2, 9, "a"),
                       finding(2, 1, "c"), finding(3, 1, "z", Severity::kInfo)};
  sort_by_position(findings);
  std::string order;
  for (const Diagnostic& found : findings) {
    order += found.code;
  }
  EXPECT_EQ(order, "cabzz");
  EXPECT_EQ(findings[3].severity, Severity::kError);
  EXPECT_EQ(findings[4].severity, Severity::kInfo);
}

TEST(Diagnostic, FormatsOneLine) {
  Diagnostic found = finding(4, 16, "oml.unknown_key");
  EXPECT_EQ(to_line(found), "p.yaml:4:16 error oml.unknown_key: unknown key 'nmae'");
  found.hint = "did you mean 'name'?";
  EXPECT_EQ(to_line(found),
            "p.yaml:4:16 error oml.unknown_key: unknown key 'nmae'; did you mean 'name'?");
}

TEST(Diagnostic, LeavesOutWhatIsNotKnownOfThePlace) {
  Diagnostic found = finding(4, 0, "a", Severity::kWarning);
  EXPECT_EQ(to_line(found), "p.yaml:4 warning a: unknown key 'nmae'");
  found.where.line = 0;
  EXPECT_EQ(to_line(found), "p.yaml warning a: unknown key 'nmae'");
  found.where.file.clear();
  EXPECT_EQ(to_line(found), "warning a: unknown key 'nmae'");
}

TEST(Diagnostic, StaysOnOneLineWhateverTheDocumentHolds) {
  Diagnostic found = finding(1, 1, "a", Severity::kInfo);
  found.message = "bad key 'x\n\x1b[31m'";
  EXPECT_EQ(to_line(found), "p.yaml:1:1 info a: bad key 'x\\x0A\\x1B[31m'");
}

}  // namespace
}  // namespace osiris
