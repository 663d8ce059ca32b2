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
}

TEST(DayMonthGuess, LeavesOtherTextsAlone) {
  EXPECT_EQ(guessed({}), "none");
  for (const char* text : {"", "x", "1/2", "1/2/3/2024", "1/2/24", "13/14/2024", "0/1/2024",
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
