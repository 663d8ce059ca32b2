#include "osiris/sdk/json_pointer.h"

#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;

TEST(JsonPointer, IsSplitAndUnescaped) {
  EXPECT_THAT(*pointer_segments("/password"), ElementsAre("password"));
  EXPECT_THAT(*pointer_segments("/headers/X~1Key/a~0b/~01"),
              ElementsAre("headers", "X/Key", "a~b", "~1"));
  for (const char* text : {"", "/", "password", "//a", "/a/", "#/a"}) {
    EXPECT_EQ(pointer_segments(text), std::nullopt) << text;
  }
}

TEST(JsonPointer, LeadsThroughMappings) {
  const Value root = *parse_yaml("{a: {b/c: 1, d: [2]}, e: null}", "test").value;
  EXPECT_EQ(find_pointer(root, "/a/b~1c")->as_int(), 1);
  EXPECT_TRUE(find_pointer(root, "/e")->is_null());
  for (const char* nowhere : {"/a/x", "/x", "/a/d/0", "/e/a", "a", ""}) {
    EXPECT_EQ(find_pointer(root, nowhere), nullptr) << nowhere;
  }
}

}  // namespace
}  // namespace osiris::sdk
