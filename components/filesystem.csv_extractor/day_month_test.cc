#include "components/filesystem.csv_extractor/day_month.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace osiris::components {
namespace {

std::string guessed(std::initializer_list<const char*> values) {
  DayMonthGuess guess;
  for (const char* value : values) {
    guess.look(value);
  }
  return guess.looks_like_dates() ? guess.forms() : "none";
}

TEST(DayMonthGuess, TellsTheOrderWhereItCan) {
  EXPECT_EQ(guessed({"03/04/2024"}), "\"%d/%m/%Y\" or \"%m/%d/%Y\"");
  EXPECT_EQ(guessed({"03/04/2024", "13/04/2024"}), "\"%d/%m/%Y\"");
  EXPECT_EQ(guessed({"3.4.2024 10:00", "3.14.2024"}), "\"%m.%d.%Y %H:%M\"");
  EXPECT_EQ(guessed({"13/4/2024 10:00:01.5 PM"}), "\"%d/%m/%Y %I:%M:%S.%f %p\"");
  EXPECT_EQ(guessed({"2024/01/31"}), "\"%Y/%m/%d\"");
  EXPECT_EQ(guessed({"2024-1-5", "2024-10-15"}), "\"%Y-%m-%d\"");
  EXPECT_EQ(guessed({"01/02/24", "1/31/24"}), "\"%m/%d/%y\"");
  EXPECT_EQ(guessed({"01.02.24"}), "\"%d.%m.%y\" or \"%m.%d.%y\"");
}

TEST(DayMonthGuess, KnowsTheNamesOfMonths) {
  EXPECT_EQ(guessed({"1 Jan 2024", "31 MAY 2024"}), "\"%d %b %Y\"");
  EXPECT_EQ(guessed({"1 May 2024", "31 january 2024"}), "\"%d %B %Y\"");
  EXPECT_EQ(guessed({"01-Jan-2024 10:00"}), "\"%d-%b-%Y %H:%M\"");
  EXPECT_EQ(guessed({"Jan 1, 2024"}), "\"%b %d, %Y\"");
  for (const char* text :
       {"1 Jan", "Jan 2024", "1 Jane 2024", "1 1 Jan 2024", "Mayor 1 2024", "May"}) {
    EXPECT_EQ(guessed({text}), "none") << text;
  }
}

TEST(DayMonthGuess, ForgivesFewValuesOfAnotherForm) {
  DayMonthGuess guess;
  EXPECT_FALSE(guess.look("n/a"));
  for (int i = 0; i < 9; ++i) {
    EXPECT_TRUE(guess.look("13/01/2024"));
  }
  EXPECT_FALSE(guess.looks_like_dates()) << "a tenth";
  guess.look("14/01/2024");
  EXPECT_TRUE(guess.looks_like_dates());
}

TEST(DayMonthGuess, LeavesOtherTextsAlone) {
  EXPECT_EQ(guessed({}), "none");
  for (const char* text : {"", "x", "1/2", "1/2/3/2024", "1.2.24", "13/14/2024", "0/1/2024",
                           "1/2-2024", "1//2024", "/1/2024", "2024/13/01", "192.168.1.1",
                           "01/02/2024x", "1/2/20245", "2024-02-30", "2024-01-31 24:00:00"}) {
    EXPECT_EQ(guessed({text}), "none") << text;
  }
  EXPECT_EQ(guessed({"13/01/2024", "01/13/2024"}), "none");
  EXPECT_EQ(guessed({"01/02/2024", "01.02.2024"}), "none");
  EXPECT_EQ(guessed({"01/02/2024", "2024/01/02"}), "none");
}

}  // namespace
}  // namespace osiris::components
