#include "osiris/sdk/environment_reference.h"

#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

TEST(EnvironmentReferences, AreFoundFromLeftToRight) {
  const auto found = find_environment_references("a ${ONE}/${TWO:-x:-y}${}");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].name, "ONE");
  EXPECT_EQ(found[0].begin, 2U);
  EXPECT_EQ(found[0].end, 8U);
  EXPECT_EQ(found[0].fallback, std::nullopt);
  EXPECT_EQ(found[1].name, "TWO");
  EXPECT_EQ(found[1].fallback, "x:-y");
  EXPECT_EQ(found[2].name, "");
}

TEST(EnvironmentReferences, NeedBothBraces) {
  for (const char* text : {"", "$", "${", "${A", "$A", "{A}", "$ {A}", "}${"}) {
    EXPECT_TRUE(find_environment_references(text).empty()) << text;
  }
  EXPECT_EQ(find_environment_references("${A:-}")[0].fallback, "");
}

TEST(VariableName, IsWhatShellsTake) {
  for (const char* name : {"A", "_a1", "DB_USER"}) {
    EXPECT_TRUE(is_variable_name(name)) << name;
  }
  for (const char* name : {"", "1A", "a.b", "a b", "params.x", "ä"}) {
    EXPECT_FALSE(is_variable_name(name)) << name;
  }
}

}  // namespace
}  // namespace osiris::sdk
