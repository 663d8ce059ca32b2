#include "osiris/session/event.h"

#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace osiris::session {
namespace {

TEST(Event, NamesAreSortedAndStandOnce) {
  const std::vector<std::string_view> names = event_names();
  EXPECT_EQ(names.size(), 19U);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_THAT(names, ::testing::Contains(StepComplete::kName));
}

TEST(Event, KeepsTheOrderOfItsStruct) {
  const StepFailed event{.step_id = "load",
                         .driver = "mysql.extractor",
                         .error_code = "connection.lost",
                         .error_class = "external",
                         .message = "server has gone away",
                         .hint = "",
                         .duration_ms = 1500};
  EXPECT_EQ(to_json(event.fields()),
            R"({"step_id":"load","driver":"mysql.extractor","error_code":"connection.lost",)"
            R"("error_class":"external","message":"server has gone away","hint":"",)"
            R"("duration_ms":1500})");
}

TEST(Event, LeavesOutWhatThereIsNothingToTellOf) {
  EXPECT_EQ(RunStart{}.fields().find("profile"), nullptr);
  EXPECT_EQ(ConnectionResolved{}.fields().find("error"), nullptr);
  EXPECT_EQ(StepProgress{}.fields().find("percent"), nullptr);
  EXPECT_EQ(RunError{}.fields().find("step_id"), nullptr);
  EXPECT_EQ(to_json(StepProgress{.step_id = "a", .percent = 12.5, .rows = 7}.fields()),
            R"({"step_id":"a","percent":12.5,"rows":7,"bytes":0})");
}

TEST(Event, KeepsWholeNumbersExact) {
  const CleanupComplete event{.steps_executed = 3, .total_rows = 9'007'199'254'740'993};
  EXPECT_EQ(to_json(event.fields()), R"({"steps_executed":3,"total_rows":9007199254740993})");
}

}  // namespace
}  // namespace osiris::session
