#include "osiris/run/kept_data.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"

namespace osiris::run {
namespace {

class KeptDataTest : public exchange::DatabaseTest {
 protected:
  Status check(StepFate fate, std::int64_t rows) {
    return check_kept_data(manifest, {fate}, {{"load", rows}}, *connection);
  }

  void SetUp() override {
    exchange::DatabaseTest::SetUp();
    manifest.steps.emplace_back().id = "load";
    manifest.steps[0].mode = sdk::Mode::kRead;
  }

  compile::Manifest manifest;
};

TEST_F(KeptDataTest, IsThereWithAllItsRows) {
  EXPECT_EQ(check(StepFate::kKeep, 3).error().code, kDataLost.name);
  exchange::unwrap(
      exchange::replace_relation(*connection, "load", "SELECT range AS n FROM range(3)"));
  EXPECT_TRUE(check(StepFate::kKeep, 3).has_value());
  EXPECT_EQ(check(StepFate::kKeep, 4).error().code, kDataLost.name);
}

TEST_F(KeptDataTest, IsOnlyThatOfStepsThatAreKeptAndMakeSome) {
  EXPECT_TRUE(check(StepFate::kRun, 3).has_value());
  manifest.steps[0].mode = sdk::Mode::kWrite;
  EXPECT_TRUE(check(StepFate::kKeep, 3).has_value());
}

}  // namespace
}  // namespace osiris::run
