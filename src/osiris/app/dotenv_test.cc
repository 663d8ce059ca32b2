#include "osiris/app/dotenv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::app {
namespace {

/// Returns the value of the one variable of a line.
std::string value_of(std::string_view line) {
  const auto variables = parse_dotenv(line, ".env");
  if (!variables.has_value() || variables->size() != 1) {
    return "(not one variable)";
  }
  return variables->front().second;
}

TEST(Dotenv, ReadsPlainValues) {
  EXPECT_EQ(value_of("A=x"), "x");
  EXPECT_EQ(value_of("  export A =  x y  "), "x y");
  EXPECT_EQ(value_of("A="), "");
  EXPECT_EQ(value_of("A=x#y"), "x#y");
  EXPECT_EQ(value_of("A=x # why"), "x");
  EXPECT_EQ(value_of("A= # why"), "");
  EXPECT_EQ(value_of("A=a=b=c"), "a=b=c");
  EXPECT_EQ(value_of("A=$HOME\r"), "$HOME");
  EXPECT_EQ(value_of("\xEF\xBB\xBF"
                     "A=x"),
            "x");
}

TEST(Dotenv, ReadsQuotedValues) {
  EXPECT_EQ(value_of("A='x # y'"), "x # y");
  EXPECT_EQ(value_of("A='a\\nb'"), "a\\nb");
  EXPECT_EQ(value_of("A=\"x # y\" # why"), "x # y");
  EXPECT_EQ(value_of("A=\"a\\nb \\\"q\\\" \\$x \\d\""), "a\nb \"q\" $x \\d");
  EXPECT_EQ(value_of("A=\"\""), "");
}

TEST(Dotenv, KeepsOrderAndLetsTheLastLineWin) {
  const auto variables = parse_dotenv("# first\nB=1\n\nA=2\nB=3\n", ".env");
  ASSERT_TRUE(variables.has_value());
  EXPECT_THAT(*variables, testing::ElementsAre(testing::Pair("B", "3"), testing::Pair("A", "2")));
}

TEST(Dotenv, RefusesWhatItCannotReadForSure) {
  for (const char* line : {"A", "=x", "1A=x", "A B=x", "A='x", "A=\"x", "A='x' y", "A-B=x"}) {
    const auto variables = parse_dotenv(line, "conf/.env");
    ASSERT_FALSE(variables.has_value()) << line;
    EXPECT_EQ(variables.error().code, kDotenvInvalid.name);
    EXPECT_THAT(variables.error().message, testing::StartsWith("conf/.env:1:"));
  }
}

}  // namespace
}  // namespace osiris::app
