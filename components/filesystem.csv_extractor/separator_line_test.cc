#include "components/filesystem.csv_extractor/separator_line.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

TEST(SeparatorLine, NamesOneCharacter) {
  EXPECT_EQ(separator_of("sep=;"), ';');
  EXPECT_EQ(separator_of("sep=,"), ',');
  EXPECT_EQ(separator_of("sep=\t"), '\t');
  EXPECT_EQ(separator_of("sep="), std::nullopt);
  EXPECT_EQ(separator_of("sep=="), '=');
  EXPECT_EQ(separator_of("sep=\""), '"');
  EXPECT_EQ(separator_of("\"sep=;\""), ';');
  EXPECT_EQ(separator_of("\"sep=\"\""), '"');
}

TEST(SeparatorLine, IsNothingElse) {
  for (const char* line :
       {"", "sep", "sep=;;", "sep=; ", " sep=;", "sep =;", "\"sep=;", "sep=;\"", "\"sep=\"",
        "sep=;a", "sep=\x01", "sep=\xA7", "sep=\xC2\xA7", "xsep=;"}) {
    EXPECT_EQ(separator_of(line), std::nullopt) << line;
  }
}

TEST(SeparatorLine, ShowsTheOption) {
  EXPECT_EQ(delimiter_option(';'), "delimiter: \";\"");
  EXPECT_EQ(delimiter_option('\t'), "delimiter: \"\\t\"");
  EXPECT_EQ(delimiter_option('"'), "delimiter: '\"'");
  EXPECT_EQ(delimiter_option('\\'), "delimiter: '\\'");
}

}  // namespace
}  // namespace osiris::components
