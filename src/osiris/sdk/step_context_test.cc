#include "osiris/sdk/step_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;

Value config_of(Value::Object members) { return Value(std::move(members)); }

Member member(std::string key, Value value) {
  return {.key = std::move(key), .value = std::move(value), .key_mark = {}};
}

TEST(StepConfig, ReadsWhatTheSpecDeclares) {
  const StepConfig config(
      config_of({member("path", "in.csv"), member("limit", 10), member("header", true),
                 member("columns", Value::Array{"id", "name"}), member("empty", Value()),
                 member("ratio", 0.5)}));
  EXPECT_EQ(config.text("path"), "in.csv");
  EXPECT_EQ(config.text("limit"), "10");
  EXPECT_EQ(config.text("header"), "true");
  EXPECT_EQ(config.integer("limit"), 10);
  EXPECT_TRUE(config.flag("header"));
  EXPECT_THAT(config.texts("columns"), ElementsAre("id", "name"));
  EXPECT_THAT(config.texts("path"), ElementsAre("in.csv")) << "one text is a list of one";
  EXPECT_TRUE(config.has("path"));
  EXPECT_FALSE(config.has("empty")) << "null is as good as absent";
  EXPECT_NE(config.find("empty"), nullptr);
}

TEST(StepConfig, IsEmptyWhereNothingIsSaid) {
  const StepConfig config(config_of({member("empty", Value())}));
  for (const char* key : {"empty", "absent"}) {
    EXPECT_EQ(config.text(key), "");
    EXPECT_EQ(config.integer(key), 0);
    EXPECT_FALSE(config.flag(key));
    EXPECT_TRUE(config.texts(key).empty());
  }
}

TEST(StepConfig, TakesEveryNumberThatASchemaCallsAnInteger) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const StepConfig config(
      config_of({member("whole", 10.0), member("huge", 1e30), member("low", -1e30),
                 member("unsigned", std::numeric_limits<std::uint64_t>::max())}));
  EXPECT_EQ(config.integer("whole"), 10);
  EXPECT_EQ(config.integer("huge"), kMax);
  EXPECT_EQ(config.integer("unsigned"), kMax);
  EXPECT_EQ(config.integer("low"), std::numeric_limits<std::int64_t>::min());
}

TEST(ResolvePath, StartsAtTheConnectionElseAtTheProject) {
  ConnectionSettings settings;
  settings.values = config_of({member("base_dir", "landing")});
  EXPECT_EQ(resolve_path("a.csv", nullptr, "/project"), "/project/a.csv");
  EXPECT_EQ(resolve_path("a.csv", &settings, "/project"), "/project/landing/a.csv");
  EXPECT_EQ(resolve_path("/data/a.csv", &settings, "/project"), "/data/a.csv");
  settings.values = config_of({member("base_dir", "/mnt/landing")});
  EXPECT_EQ(resolve_path("b/a.csv", &settings, "/project"), "/mnt/landing/b/a.csv");
  settings.values = config_of({member("host", "x")});
  EXPECT_EQ(resolve_path("a.csv", &settings, "/project"), "/project/a.csv");
}

}  // namespace
}  // namespace osiris::sdk
