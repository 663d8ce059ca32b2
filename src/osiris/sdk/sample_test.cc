#include "osiris/sdk/sample.h"

#include "osiris/base/temporary_folder.h"
#include "osiris/exchange/relation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;

constexpr std::string_view kSpec = R"(name: count.extractor
version: 1.0.0
title: Count
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  properties:
    limit: {type: integer, minimum: 0}
    word: {type: string, default: row}
)";

constexpr ErrorCode kNothingHere{"count.nothing_here", Fault::kUser, "Look elsewhere."};

/// Makes `limit` rows of the option `word`, and reports all that can be reported.
Result<StepResult> count(const StepConfig& config, StepContext& context) {
  if (context.settings->values.text_or("host", "") == "nowhere") {
    return fail(kNothingHere, "nobody is there");
  }
  context.observer.warn("count.late", "it took a while", 1);
  context.observer.note("still at it");
  context.observer.progress({.percent = {}, .rows = 1});
  StepResult result;
  OSIRIS_TRY(result.rows_out,
             exchange::replace_relation(context.connection, context.step_id,
                                        "SELECT range AS n, '" + config.text("word") +
                                            "' AS word FROM range(" + config.text("limit") + ")"));
  result.relation = context.step_id;
  return result;
}

class Sample : public testing::Test {
 protected:
  Result<exchange::TextTable> read(const Value& config, std::int64_t samples) {
    const auto spec = Spec::parse(kSpec, "spec.yaml");
    EXPECT_TRUE(spec.has_value()) << spec.error().message;
    return read_sample({.run = count, .config = config, .files = {}, .stop = {}}, settings_,
                       {.spec = *spec,
                        .files = files_,
                        .project_dir = folder_.path(),
                        .binder = binder_,
                        .samples = samples,
                        .timeout = std::chrono::seconds(1),
                        .stop = {}});
  }

  TemporaryFolder folder_;
  RealFileSystem files_;
  exchange::DuckDbBinder binder_;
  ConnectionSettings settings_{{"count", "main"}, Value::object(), {}};
};

TEST_F(Sample, ReadsAsManyRowsAsAreAskedForWithTheDefaultsOfTheSpec) {
  const auto sample = read(Value::object(), 2);
  ASSERT_TRUE(sample.has_value()) << sample.error().message;
  ASSERT_EQ(sample->columns.size(), 2U);
  EXPECT_EQ(sample->columns[1].name, "word");
  EXPECT_THAT(sample->rows, ElementsAre(ElementsAre("0", "row"), ElementsAre("1", "row")));
}

TEST_F(Sample, KeepsWhatTheStepSaysButForItsLimit) {
  Value config = Value::object();
  config.set("word", "x");
  config.set("limit", 100);
  const auto sample = read(config, 1);
  ASSERT_TRUE(sample.has_value()) << sample.error().message;
  EXPECT_THAT(sample->rows, ElementsAre(ElementsAre("0", "x")));
}

TEST_F(Sample, FailsAsTheComponentDoes) {
  settings_.values.set("host", "nowhere");
  const auto sample = read(Value::object(), 1);
  ASSERT_FALSE(sample.has_value());
  EXPECT_TRUE(sample.error().is(kNothingHere));
}

}  // namespace
}  // namespace osiris::sdk
