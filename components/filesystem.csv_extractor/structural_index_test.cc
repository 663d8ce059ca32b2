#include "components/filesystem.csv_extractor/structural_index.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace osiris::components {
namespace {

std::vector<std::uint32_t> found_in(std::string_view text, const Dialect& dialect) {
  StructuralIndex index;
  index.build(text, dialect);
  std::vector<std::uint32_t> positions;
  for (std::size_t i = 0; i < index.size(); ++i) {
    positions.push_back(index[i]);
  }
  return positions;
}

std::vector<std::uint32_t> expected_in(std::string_view text, std::string_view wanted) {
  std::vector<std::uint32_t> positions;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (wanted.find(text[i]) != std::string_view::npos) {
      positions.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return positions;
}

TEST(StructuralIndex, FindsTheSameAsALoopOverBytes) {
  std::mt19937 random(7);
  Dialect usual;
  Dialect rich;
  rich.delimiter = ';';
  rich.escape = '\\';
  rich.comment = '#';
  for (std::size_t size = 0; size < 300; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text.push_back(std::string_view(",;\"\\#\n\rab 1\xC3")[random() % 13]);
    }
    EXPECT_EQ(found_in(text, usual), expected_in(text, ",\"\n\r"));
    EXPECT_EQ(found_in(text, rich), expected_in(text, ";\"\\#\n\r"));
  }
}

TEST(StructuralIndex, TellsWhetherTextIsAscii) {
  StructuralIndex index;
  for (const std::size_t place : {0U, 63U, 64U, 99U}) {
    std::string text(100, 'x');
    index.build(text, Dialect());
    EXPECT_FALSE(index.has_non_ascii());
    text[place] = '\x80';
    index.build(text, Dialect());
    EXPECT_TRUE(index.has_non_ascii()) << place;
  }
}

TEST(StructuralIndex, ForgetsTheTextBefore) {
  StructuralIndex index;
  index.build("a,b,c\xC3\xA9", Dialect());
  index.build("a,b", Dialect());
  EXPECT_EQ(index.size(), 1);
  EXPECT_EQ(index[0], 1);
  EXPECT_FALSE(index.has_non_ascii());
}

}  // namespace
}  // namespace osiris::components
