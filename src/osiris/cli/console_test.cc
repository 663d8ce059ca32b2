#include "osiris/cli/console.h"

#include "osiris/cli/test_console.h"

#include <cerrno>

namespace osiris::cli {
namespace {

TEST(Console, KeepsResultsAndPeopleApart) {
  CapturedConsole captured;
  captured.console.print("result\n");
  captured.console.tell("for you\n");
  EXPECT_EQ(captured.out(), "result\n");
  EXPECT_EQ(captured.err(), "for you\n");
  EXPECT_EQ(captured.console.finish(), 0);
}

TEST(Console, PaintsOnlyIfColorsAreOn) {
  EXPECT_EQ(CapturedConsole().console.paint(Ink::kRed, "x"), "x");
  CapturedConsole colored({.color = true});
  EXPECT_EQ(colored.console.paint(Ink::kRed, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(colored.console.paint(Ink::kPlain, "x"), "x");
}

TEST(Console, ShowsALiveLineOnATerminalOnly) {
  CapturedConsole plain;
  plain.console.show_live({"50 %"});
  EXPECT_EQ(plain.err(), "");

  CapturedConsole live({.color = false, .err_is_terminal = true, .err_columns = 10});
  live.console.show_live({"step  50 %  and more"});
  EXPECT_EQ(live.err(), "step  50…");
  live.console.tell("line\n");
  EXPECT_EQ(live.err(), "step  50…\r\x1b[2Kline\n");
  live.console.show_live({});
  EXPECT_EQ(live.err(), "step  50…\r\x1b[2Kline\n");
}

TEST(Console, CountsLiveLinesThatDoNotFit) {
  CapturedConsole live(
      {.color = false, .err_is_terminal = true, .err_columns = 20, .err_lines = 3});
  live.console.show_live({"one", "two", "three"});
  EXPECT_EQ(live.err(), "one\nand 2 more");
  live.console.show_live({"one"});
  EXPECT_EQ(live.err(), "one\nand 2 more\r\x1b[2K\x1b[1A\r\x1b[2Kone");
}

TEST(Console, RemembersThatStdoutFailed) {
  std::FILE* const full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  Console console(full, stderr, {});
  console.print("lost");
  EXPECT_EQ(console.finish(), ENOSPC);
  std::fclose(full);
}

}  // namespace
}  // namespace osiris::cli
