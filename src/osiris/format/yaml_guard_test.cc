#include "osiris/format/yaml_guard.h"

#include "osiris/format/yaml_test_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(YamlLimits, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_THAT(findings(nested(64)), IsEmpty());
  EXPECT_THAT(findings(nested(65)), ElementsAre("1:65 yaml.too_deep"));
  EXPECT_THAT(findings("a: [b: {c: 1}]", {.depth_max = 3}), ElementsAre("1:8 yaml.too_deep"));
}

TEST(YamlLimits, RefusesVeryDeepNestingWithoutUsingTheStack) {
  const auto repeated = [](std::string_view part) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) {
      text += part;
    }
    return text;
  };
  for (const char* part : {"[", "{a: ", "- ", "? ", "[\n", "[a: "}) {
    EXPECT_THAT(findings(repeated(part)), ElementsAre(HasSubstr("yaml.too_deep"))) << part;
  }
  EXPECT_THAT(findings(repeated("[") + repeated("]")), ElementsAre("1:65 yaml.too_deep"));
}

TEST(YamlLimits, CountsNestingThroughAliases) {
  std::string text = "- &a0 []\n";
  for (int i = 1; i < 70; ++i) {
    text += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_THAT(findings(text), ElementsAre(HasSubstr("yaml.too_deep")));
}

TEST(YamlLimits, RefusesAMillionItems) {
  std::string text = "[";
  for (int i = 0; i < 1'000'000; ++i) {
    text += "1,";
  }
  EXPECT_THAT(findings(text + "1]"), ElementsAre("1:1 yaml.too_large"));
  std::string block;
  for (int i = 0; i < 500'000; ++i) {
    block += "- 1\n";
  }
  EXPECT_THAT(findings(block), ElementsAre("500000:3-4 yaml.too_large"));
}

TEST(YamlLimits, RefusesABillionLaughs) {
  std::string text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string alias = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + alias;
    for (int j = 0; j < 8; ++j) {
      text += ", " + alias;
    }
    text += "]\n";
  }
  EXPECT_THAT(findings(text), ElementsAre(HasSubstr("yaml.too_large")));
}

TEST(YamlLimits, RefusesALongTextRepeatedByAliases) {
  std::string text = "- &a " + std::string(1'000'000, 'x') + "\n";
  for (int i = 0; i < 100; ++i) {
    text += "- *a\n";
  }
  EXPECT_THAT(findings(text), ElementsAre(HasSubstr("yaml.too_large")));
}

TEST(YamlLimits, RefusesALargeText) {
  EXPECT_THAT(findings("a: 12345", {.bytes_max = 7}), ElementsAre("1:1 yaml.too_large"));
  EXPECT_THAT(findings("a: 1234", {.bytes_max = 7}), IsEmpty());
}

TEST(YamlLimits, StopsAfterAHundredFindings) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "a: 1\n";
  }
  EXPECT_THAT(findings(text), testing::SizeIs(100));
}

TEST(YamlLimits, NeverTurnsWarningsIntoAnError) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "- yes\n";
  }
  EXPECT_THAT(findings(text), testing::SizeIs(99));
}

}  // namespace
}  // namespace osiris
