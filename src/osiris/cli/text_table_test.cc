#include "osiris/cli/text_table.h"

#include <gtest/gtest.h>

namespace osiris::cli {
namespace {

TEST(TextTable, MeasuresWhatATerminalShows) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("žluťoučký"), 9U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("🎬"), 2U);
}

TEST(TextTable, CutsWithoutBreakingCharacters) {
  EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to_width("abcdef", 4), "abc…");
  EXPECT_EQ(cut_to_width("日本語", 4), "日…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
}

TEST(TextTable, WrapsAtBlanks) {
  EXPECT_EQ(wrap_text("one two\nthree  four", 9),
            (std::vector<std::string>{"one two", "three", "four"}));
  EXPECT_EQ(wrap_text("unbreakable x", 4), (std::vector<std::string>{"unbreakable", "x"}));
  EXPECT_TRUE(wrap_text(" ", 4).empty());
}

TEST(TextTable, LinesColumnsUp) {
  EXPECT_EQ(render_table({{"step"}, {"rows", Align::kRight}, {"status"}},
                         {{"extract", "1,234", "complete"}, {"žluť", "5", ""}}),
            "step      rows  status\n"
            "extract  1,234  complete\n"
            "žluť         5\n");
}

TEST(TextTable, FillsShortRowsAndLeavesEmptyTitlesOut) {
  EXPECT_EQ(render_table({{""}, {""}}, {{"a", "b"}, {"long"}}), "a     b\nlong\n");
  EXPECT_EQ(render_table({{"only"}}, {}), "only\n");
}

}  // namespace
}  // namespace osiris::cli
