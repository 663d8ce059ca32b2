#include "components/filesystem.csv_extractor/quick_parse.h"

#include "components/filesystem.csv_extractor/value_kind.h"
#include "components/filesystem/value_parser.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::TypeId;

/// Expects that a text which was parsed quickly is of one of the kinds, and is the same value when
/// it is parsed closely.
template <class T>
void expect_same(const std::string& text, T quick, TypeId type, KindSet kinds) {
  EXPECT_EQ(kind_of(text) & ~kinds, 0U) << text;
  ColumnBuilder column(type);
  ASSERT_TRUE(append_parsed(text, column)) << text;
  ASSERT_EQ(column.values().size(), sizeof(T));
  EXPECT_EQ(std::memcmp(column.values().data(), &quick, sizeof(T)), 0) << text;
}

/// Holds all quick parsers against the close ones; returns how many took the text.
int check(const std::string& text) {
  int taken = 0;
  if (const auto whole = parse_usual_integer(text)) {
    expect_same(text, *whole, TypeId::kBigint, kIntegerKind);
    ++taken;
  }
  if (const auto number = parse_usual_number(text)) {
    expect_same(text, *number, TypeId::kDouble, kIntegerKind | kNumberKind);
    ++taken;
  }
  if (const auto days = parse_usual_date(text)) {
    expect_same(text, *days, TypeId::kDate, kDateKind);
    ++taken;
  }
  if (const auto micros = parse_usual_timestamp(text)) {
    expect_same(text, *micros, TypeId::kTimestamp, kTimestampKind);
    ++taken;
  }
  return taken;
}

TEST(QuickParse, TakesUsualValues) {
  for (const char* text : {"0", "7", "-7", "12345678", "123456789", "-123456789012345"}) {
    EXPECT_EQ(check(text), 2) << text;
  }
  for (const char* text :
       {"0.5", "-0.0", "5.", "1234567.87654321", "0.00000000000001", "2024-01-28", "1000-12-01",
        "2024-01-02 23:59:59", "2024-01-02T03:04:05.1", "9999-01-02 03:04:05.123456"}) {
    EXPECT_EQ(check(text), 1) << text;
  }
}

TEST(QuickParse, LeavesUnusualValuesToTheCloseLook) {
  for (const char* text :
       {"-", "-0", "007", "1234567890123456", "1e5", "+1", ".5", ".", "1.2.3", "2024-01-29",
        "0999-01-01", "2024-13-01", "24:00:00", "2024-01-02 03:04", "2024-01-02 24:00:00",
        "2024-01-02 03:04:05.", "2024-01-02 03:04:05.1234567", "2024-01-02 03:04:05Z"}) {
    EXPECT_EQ(check(text), 0) << text;
  }
}

TEST(QuickParse, NeverContradictsTheCloseLook) {
  const std::vector<std::string> seeds{"12345",
                                       "-7",
                                       "0",
                                       "1.25",
                                       "-0.5",
                                       "007",
                                       "2024-01-28",
                                       "2024-12-31",
                                       "2024-01-02 23:59:59",
                                       "2024-01-02T03:04:05.123456",
                                       "999999999999999",
                                       "1234567.12345678"};
  std::mt19937 random(3);
  int taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (auto change = random() % 3; change > 0; --change) {
      text[random() % text.size()] = "0123456789-.: T+e\x80\xFF/"[random() % 20];
    }
    taken += check(text);
  }
  EXPECT_GT(taken, 100'000) << "the usual values are recognised";
}

TEST(QuickParse, RoundsNumbersAsTheCloseLookDoes) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 100'000; ++round) {
    std::string text = std::to_string(random() % 1'000'000'000'000'000);
    text.insert(1 + random() % text.size(), ".");
    check(text);
  }
}

}  // namespace
}  // namespace osiris::components
