#include "osiris/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace osiris {
namespace {

using ::testing::ElementsAre;

constexpr long long kLargest = std::numeric_limits<long long>::max();
constexpr long long kSmallest = std::numeric_limits<long long>::min();

TEST(FindInvalidUtf8, AcceptsEveryLengthUpToItsLimits) {
  for (const char* text :
       {"", "plain", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(find_invalid_utf8(text), std::nullopt) << text;
  }
}

TEST(FindInvalidUtf8, PointsAtTheFirstBadByte) {
  const std::vector<std::pair<std::string, std::size_t>> cases{
      {"ab\x80", 2},            // A continuation without a start.
      {"\xC0\xAF", 0},          // Overlong.
      {"\xC1\xBF", 0},          // Overlong.
      {"a\xE0\x9F\xBF", 1},     // Overlong.
      {"\xF0\x8F\xBF\xBF", 0},  // Overlong.
      {"\xED\xA0\x80", 0},      // Surrogate.
      {"\xF4\x90\x80\x80", 0},  // Above U+10FFFF.
      {"\xF5\x80\x80\x80", 0},  // No such start.
      {"\xFF", 0},
      {"ok\xE2\x82", 2},  // Cut off.
      {"\xE2\x82x", 0},   // Broken inside.
      {"\xF0\x9F\x98x", 0},
  };
  for (const auto& [text, offset] : cases) {
    EXPECT_EQ(find_invalid_utf8(text), offset) << text;
  }
}

TEST(CountCodePoints, CountsCharactersNotBytes) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("abc"), 3U);
  EXPECT_EQ(count_code_points("žluť €😀"), 7U);
}

TEST(FindNearest, FindsLikelySlips) {
  const std::vector<std::string> names{"mysql.extractor", "filesystem.csv_writer", "name", "config",
                                       "id"};
  EXPECT_EQ(find_nearest("mysq.extractor", names), "mysql.extractor");
  EXPECT_EQ(find_nearest("nmae", names), "name");  // A swap counts once; as two it were too far.
  EXPECT_EQ(find_nearest("NAME", names), "name");
  EXPECT_EQ(find_nearest("cofnig", names), "config");
  EXPECT_EQ(find_nearest("ids", names), "id");
}

TEST(FindNearest, KeepsSilentWhenNothingIsNear) {
  EXPECT_EQ(find_nearest("", {"a"}), std::nullopt);
  EXPECT_EQ(find_nearest("x", {"y", "z"}), std::nullopt);
  EXPECT_EQ(find_nearest("mode", {"query", "table"}), std::nullopt);
  EXPECT_EQ(find_nearest("abcdef", {"abcxyz"}), std::nullopt);
  EXPECT_EQ(find_nearest(std::string(1 << 20, 'a'), {"aaa"}), std::nullopt);
}

TEST(FindNearest, PrefersTheNearestThenTheFirst) {
  EXPECT_EQ(find_nearest("table_nam", {"table_names", "table_name"}), "table_name");
  EXPECT_EQ(find_nearest("cat", {"car", "bat"}), "car");
}

TEST(Suggest, MakesTheTailOfASentence) {
  EXPECT_EQ(suggest("nmae", {"name"}), "; did you mean 'name'?");
  EXPECT_EQ(suggest("colour", {"name"}), "");
}

TEST(JoinAndSplit, AreInverse) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_THAT(split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(split("", ','), ElementsAre(""));
  EXPECT_THAT(split(",", ','), ElementsAre("", ""));
}

TEST(Trim, RemovesWhiteSpaceAtBothEnds) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("\v\f "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(ToLower, TouchesOnlyAscii) { EXPECT_EQ(to_lower("AbZ-Ž9"), "abz-Ž9"); }

TEST(ReplaceAll, ReplacesEachOnceFromTheLeft) {
  EXPECT_EQ(replace_all("a.b.c", ".", "::"), "a::b::c");
  EXPECT_EQ(replace_all("aaa", "aa", "b"), "ba");
  EXPECT_EQ(replace_all("a", "a", "aa"), "aa");
  EXPECT_EQ(replace_all("abc", "x", "y"), "abc");
  EXPECT_EQ(replace_all("", "x", "y"), "");
}

TEST(Printable, ShowsWhatATerminalMayShow) {
  EXPECT_EQ(printable("žluť €"), "žluť €");
  EXPECT_EQ(printable("a\tb\n\x7F"), "a\\x09b\\x0A\\x7F");
  EXPECT_EQ(printable("\x1b[2J"), "\\x1B[2J");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\xC2\\x9B31m");  // CSI as one C1 control.
  EXPECT_EQ(printable("\xFF\xE2\x82"), "\\xFF\\xE2\\x82");
  EXPECT_EQ(printable("x\xE2\x80\xAEy"), "x\\xE2\\x80\\xAEy");  // Turns the direction.
  EXPECT_EQ(printable("x\xE2\x80\xA8y"), "x\\xE2\\x80\\xA8y");  // Line separator.
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, CutsAtCodePoints) {
  EXPECT_EQ(printable("žluť", 4), "žluť");
  EXPECT_EQ(printable("žluťoučký", 4), "žluť…");
  EXPECT_EQ(printable("abc", 0), "…");
}

TEST(ParseInteger, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_integer("0"), 0);
  EXPECT_EQ(parse_integer("-17"), -17);
  EXPECT_EQ(parse_integer("007"), 7);
  EXPECT_EQ(parse_integer("9223372036854775807"), kLargest);
  EXPECT_EQ(parse_integer("-9223372036854775808"), kSmallest);
  for (const char* text :
       {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "9223372036854775808"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
}

TEST(GroupThousands, SetsACommaEveryThreeDigits) {
  EXPECT_EQ(group_thousands(0), "0");
  EXPECT_EQ(group_thousands(999), "999");
  EXPECT_EQ(group_thousands(1000), "1,000");
  EXPECT_EQ(group_thousands(1234567), "1,234,567");
  EXPECT_EQ(group_thousands(-123456), "-123,456");
  EXPECT_EQ(group_thousands(kSmallest), "-9,223,372,036,854,775,808");
}

TEST(FormatBytes, ChoosesTheUnit) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1024), "1 KiB");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(1048524), "1023.9 KiB");
  EXPECT_EQ(format_bytes(1048525), "1 MiB");  // Never "1024 KiB".
  EXPECT_EQ(format_bytes(70LL << 20), "70 MiB");
  EXPECT_EQ(format_bytes(5LL << 30), "5 GiB");
  EXPECT_EQ(format_bytes(-2048), "-2 KiB");
  EXPECT_EQ(format_bytes(kLargest), "8 EiB");
}

TEST(FormatDuration, ShowsWhatAPersonReads) {
  EXPECT_EQ(format_duration(0), "0 ms");
  EXPECT_EQ(format_duration(950), "950 ms");
  EXPECT_EQ(format_duration(1000), "1 s");
  EXPECT_EQ(format_duration(1549), "1.5 s");
  EXPECT_EQ(format_duration(59'949), "59.9 s");
  EXPECT_EQ(format_duration(59'950), "1 m");  // Never "60 s".
  EXPECT_EQ(format_duration(61'500), "1 m 1.5 s");
  EXPECT_EQ(format_duration(3'600'000), "1 h");
  EXPECT_EQ(format_duration(3'661'900), "1 h 1 m 1 s");
  EXPECT_EQ(format_duration(-1500), "-1.5 s");
}

TEST(ParseBytes, KnowsBothKindsOfUnits) {
  EXPECT_EQ(parse_bytes("0"), 0);
  EXPECT_EQ(parse_bytes("1000000"), 1'000'000);
  EXPECT_EQ(parse_bytes("12B"), 12);
  EXPECT_EQ(parse_bytes("512MB"), 512'000'000);
  EXPECT_EQ(parse_bytes("2GiB"), 2LL << 30);
  EXPECT_EQ(parse_bytes("2 gib"), 2LL << 30);
  EXPECT_EQ(parse_bytes("1.5KiB"), 1536);
  EXPECT_EQ(parse_bytes("0.25 MB"), 250'000);
  EXPECT_EQ(parse_bytes("1.125TiB"), (1LL << 40) + (1LL << 37));
}

TEST(ParseBytes, RefusesWhatIsUnclear) {
  for (const char* text : {"",
                           "MB",
                           "-1MB",
                           "+1",
                           "1 ",
                           " 1",
                           "1  MB",
                           "1.5",
                           "1.5B",
                           "1.MB",
                           ".5MB",
                           "1.2.3MB",
                           "1,5MB",
                           "5M",
                           "5K",
                           "5PB",
                           "80%",
                           "1.2345MB",
                           "9223372036854775808",
                           "9000000TiB"}) {
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace osiris
