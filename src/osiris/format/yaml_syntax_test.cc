#include "osiris/format/yaml_syntax.h"

#include "osiris/format/yaml_test_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(YamlSyntax, HintsToQuoteTextThatBeginsWithAReservedCharacter) {
  EXPECT_THAT(findings("a: 1\nconnection: @mysql.main\n"), ElementsAre("2:13-24 yaml.syntax"));
  EXPECT_THAT(words("connection: @mysql.main\n"),
              AllOf(HasSubstr("text cannot begin with '@'"),
                    HasSubstr("put it in quotes: \"@mysql.main\"")));
  EXPECT_THAT(words("a: [@x, 1]"), HasSubstr("\"@x\""));
  EXPECT_THAT(words("a: %d\n"), HasSubstr("'%'"));
  EXPECT_THAT(words("a: `x`\n"), HasSubstr("'`'"));
}

TEST(YamlSyntax, SaysThatATabIndents) {
  EXPECT_THAT(findings("a:\n\tb: 1\n"), ElementsAre("2:1-2 yaml.syntax"));
  EXPECT_THAT(findings("steps:\n  - id: a\n  \tmode: b\n"), ElementsAre("3:3-4 yaml.syntax"));
  EXPECT_THAT(words("a:\n\tb: 1\n"), HasSubstr("a tab indents this line; indent with spaces"));
}

TEST(YamlSyntax, RefusesAQuoteThatIsNeverClosed) {
  EXPECT_THAT(findings("a: \"x\nb: 1\n"), ElementsAre("1:4 yaml.syntax"));
  EXPECT_THAT(findings("- it\n- 'x''\n"), ElementsAre("2:3 yaml.syntax"));
  EXPECT_THAT(words("a: 'x"), HasSubstr("never closed; add the closing '"));
}

TEST(YamlSyntax, SaysWhatIsWrongAtAColon) {
  EXPECT_THAT(findings("a: b: c\n"), ElementsAre("1:5-6 yaml.syntax"));
  EXPECT_THAT(words("a: b: c\n"), HasSubstr("a second ':'"));
  EXPECT_THAT(words("a: 1\n b: 2\n"), HasSubstr("check the indentation"));
}

TEST(YamlSyntax, RefusesAKeyWithoutAColon) {
  EXPECT_THAT(findings("a: 1\nsteps"), ElementsAre("2:1-6 yaml.syntax"));
  EXPECT_THAT(findings("a: 1\n'b c'"), ElementsAre("2:1-6 yaml.syntax"));
  EXPECT_THAT(words("- id: a\n  component mysql.extractor\n"),
              HasSubstr("no ':' stands behind the key 'component mysql.extractor'"));
  EXPECT_THAT(words("- id: a\n  component mysql.extractor\n  mode: read\n"),
              HasSubstr("a ':' is missing in this line"));
  EXPECT_THAT(findings("? a\n? b\n"), IsEmpty());
  EXPECT_THAT(findings("{a, b}"), IsEmpty());
}

TEST(YamlSyntax, RefusesAValueThatIsNotIndented) {
  EXPECT_THAT(findings("a:\nb\nc: 1"), ElementsAre(StartsWith("2:1")));
  EXPECT_THAT(findings("- a:\n  'b'\n"), ElementsAre("2:3 yaml.syntax"));
  EXPECT_THAT(findings("a:\n[b]\n"), ElementsAre("2:1 yaml.syntax"));
  EXPECT_THAT(findings("a: &x 1\nb:\n*x\n"), ElementsAre("3:1 yaml.syntax"));
  EXPECT_THAT(words("a:\nb\n"), HasSubstr("no ':' stands behind the key 'b'"));
  EXPECT_THAT(words("a:\n[b]\n"), HasSubstr("not indented deeper than the key 'a'"));
  EXPECT_THAT(findings("a:\n- b\n"), IsEmpty());
  EXPECT_THAT(findings("a:\n b\nc:\n  [d]\n? e\n: f\n"), IsEmpty());
}

TEST(YamlSyntax, RefusesALineThatTheParserWouldSkip) {
  EXPECT_THAT(findings("a: 1\n%b: 2\n"), ElementsAre("2:1 yaml.syntax"));
  EXPECT_THAT(findings("%a: 1\n"), ElementsAre("1:1 yaml.syntax"));
  EXPECT_THAT(findings("%YAML 1.2\na: 1\n"), ElementsAre("1:1 yaml.syntax"));
  EXPECT_EQ(read("a: \"x\n%y\"\nb: 'z\n%'\n").text_or("a", ""), "x %y");
  EXPECT_THAT(findings("a: \"x\n%y\"\n%b: 1\n"), ElementsAre("3:1 yaml.syntax"));
}

TEST(YamlSyntax, RefusesTextAfterTheDocument) {
  EXPECT_THAT(findings("[1, 2] foo\n"), ElementsAre("1:8 yaml.syntax"));
  EXPECT_THAT(findings("- a\nb: 1\n"), ElementsAre("2:1 yaml.syntax"));
}

TEST(YamlSyntax, RefusesUnbalancedBrackets) {
  EXPECT_THAT(findings("a: {b: 1\n"), ElementsAre("1:4-5 yaml.syntax"));
  EXPECT_THAT(findings("a: [1, 2\nb: 3\n"), ElementsAre(HasSubstr("yaml.syntax")));
  EXPECT_THAT(findings("]"), ElementsAre("1:1 yaml.syntax"));
  EXPECT_THAT(words("[1, 2\n"), HasSubstr("'[' opens here and is never closed; add the closing"));
  EXPECT_THAT(words("a: [1, 2\nb: 3\n"), HasSubstr("the bracket opens in line 1"));
  EXPECT_THAT(findings("a: [1}\n"), ElementsAre(HasSubstr("yaml.syntax")));
}

TEST(YamlSyntax, RefusesAMissingItem) {
  EXPECT_THAT(findings("[a, , b]"), ElementsAre("1:5 yaml.syntax"));
  EXPECT_EQ(read("[a, ]"), Value(Value::Array{"a"}));
}

TEST(YamlSyntax, RefusesOtherMistakes) {
  for (const char* text :
       {"a: 'x'y\n", "a: \"\\q\"\n", "a: &x &y 1\n", "a: &x *x\n", "- - a\n b\n -",
        "%YAML 9.0\n---\na", "a: - b\n", "&\n", "a: !<x\n", "a: \"\\xZZ\"", "a: \"\\UFFFFFFFF\"",
        "a: |x\n", "'a'\n'b'\n", "key: [a]: b"}) {
    EXPECT_THAT(findings(text), ElementsAre(HasSubstr("yaml.syntax"))) << text;
  }
}

TEST(YamlDiagnostics, StandInTheOrderOfTheText) {
  EXPECT_THAT(findings("a: yes\nb: 99999999999999999999\na: 3\nc: @x\n"),
              ElementsAre("1:4-7 yaml.ambiguous_scalar", "2:4-24 yaml.number_too_large",
                          "3:1-2 yaml.duplicate_key", "4:4-6 yaml.syntax"));
}

}  // namespace
}  // namespace osiris
