#include "osiris/session/session_states.h"

#include "osiris/base/memory_filesystem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::session {
namespace {

using ::testing::HasSubstr;

class SessionStatesTest : public ::testing::Test {
 protected:
  SessionStatesTest() { disk_.directories = {"s", "s/artifacts/load"}; }

  static Value state(std::int64_t last) {
    Value value = Value::object();
    value.set("last", last);
    return value;
  }

  MemoryFileSystem disk_;
  SessionFolder folder_{.root = "s"};
};

TEST_F(SessionStatesTest, RememberWhatTheStepsStartedFrom) {
  const BaseStates states{{"load", {.given = state(7), .stored = "abc"}},
                          {"load.2", {.given = Value(), .stored = ""}}};
  ASSERT_TRUE(note_base_states(disk_, folder_, states).has_value());
  const auto read = read_base_states(disk_, folder_);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->at("load").given, state(7));
  EXPECT_EQ(read->at("load").stored, "abc");
  EXPECT_TRUE(read->at("load.2").given.is_null());
  EXPECT_EQ(read->at("load.2").stored, "");
}

TEST_F(SessionStatesTest, CannotBeToldFromADamagedNote) {
  EXPECT_TRUE(read_base_states(disk_, folder_).error().is(kStateLost));
  for (const char* text :
       {"", "{", "[]", R"({"steps":{}})", R"({"version":2,"steps":{}})",
        R"({"version":1,"steps":[]})", R"({"version":1,"steps":{"load":{"given":null}}})",
        R"({"version":1,"steps":{"load":{"given":7,"stored":""}}})",
        R"({"version":1,"steps":{"load":7}})"}) {
    disk_.files["s/base_states.json"] = text;
    const auto read = read_base_states(disk_, folder_);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_TRUE(read.error().is(kStateLost));
    EXPECT_THAT(read.error().message, HasSubstr("s/base_states.json"));
  }
}

TEST_F(SessionStatesTest, KeepWhatAFinishedStepLeaves) {
  ASSERT_TRUE(keep_state(disk_, folder_, "load", state(8)).has_value());
  EXPECT_EQ(*read_kept_state(disk_, folder_, "load"), state(8));
  ASSERT_TRUE(keep_state(disk_, folder_, "load", Value()).has_value());
  EXPECT_TRUE(read_kept_state(disk_, folder_, "load")->is_null());
}

TEST_F(SessionStatesTest, AreLostWithTheirFile) {
  EXPECT_TRUE(read_kept_state(disk_, folder_, "load").error().is(kStateLost));
  for (const char* text : {"", "{", "7", "[]"}) {
    disk_.files["s/artifacts/load/state.json"] = text;
    EXPECT_TRUE(read_kept_state(disk_, folder_, "load").error().is(kStateLost)) << text;
  }
}

}  // namespace
}  // namespace osiris::session
