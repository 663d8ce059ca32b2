#include "osiris/compile/written_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::compile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kReaderSpec = R"(
name: files.reader
version: 1.0.0
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  properties:
    path: {anyOf: [{type: string}, {type: array, items: {type: string}}]}
x-runtime: {sources: [path], connection: optional}
)";

constexpr std::string_view kWriterSpec = R"(
name: files.writer
version: 1.0.0
modes: [write]
configSchema:
  type: object
  additionalProperties: false
  properties:
    path: {type: string}
    if_exists: {type: string}
    rows_per_file: {type: integer}
x-runtime: {writes: [path], splits: [rows_per_file], connection: optional}
)";

/// Makes steps with one config each, written as in a pipeline.
class WrittenFilesTest : public testing::Test {
 protected:
  void write(const std::string& id, const std::string& path, bool is_split = false) {
    ManifestStep step = made(id, "files.writer", sdk::Mode::kWrite);
    step.config.set("path", path);
    if (is_split) {
      step.config.set("rows_per_file", std::int64_t{10});
    }
    steps_.push_back(std::move(step));
  }

  /// Returns the ids of the steps that write what a path means.
  std::vector<std::string> writers_for(Value path, const std::string& connection = "") {
    ManifestStep step = made("read", "files.reader", sdk::Mode::kRead);
    step.config.set("path", std::move(path));
    step.connection = connection;
    const WrittenFiles files(steps_, registry_);
    std::vector<std::string> ids;
    for (const ManifestStep* const writer : files.writers_for(step)) {
      ids.push_back(writer->id);
    }
    return ids;
  }

  /// Returns "step after step" texts of those that share a file.
  std::vector<std::string> shared() const {
    std::vector<std::string> pairs;
    for (const SharedFile& shared : WrittenFiles(steps_, registry_).shared()) {
      pairs.push_back(shared.file.step->id + " after " + shared.other->id);
    }
    return pairs;
  }

  static ManifestStep made(const std::string& id, const std::string& component, sdk::Mode mode) {
    ManifestStep step;
    step.id = id;
    step.component = component;
    step.mode = mode;
    step.config = Value::object();
    return step;
  }

  std::vector<ManifestStep> steps_;
  const sdk::Registry registry_{{{.name = "files.reader", .spec_yaml = kReaderSpec},
                                 {.name = "files.writer", .spec_yaml = kWriterSpec}}};
};

TEST_F(WrittenFilesTest, FindsFilesThatTwoStepsWrite) {
  write("one", "out/a.csv");
  write("two", "./out/x/../a.csv");
  write("other", "a.csv");
  write("three", "out/a.csv");
  EXPECT_THAT(shared(), ElementsAre("two after one", "three after one"));
  steps_[1].connection = "@files.other";
  EXPECT_THAT(shared(), ElementsAre("three after one"));
}

TEST_F(WrittenFilesTest, LetsStepsAppendToOneFile) {
  for (const char* id : {"one", "two", "three"}) {
    write(id, "a.csv");
    steps_.back().config.set("if_exists", "append");
  }
  EXPECT_THAT(shared(), IsEmpty());
  steps_.back().config.set("if_exists", "replace");
  EXPECT_THAT(shared(), ElementsAre("three after one"));
}

TEST_F(WrittenFilesTest, TakesAPatternForOneTarget) {
  write("one", "out/a.csv", true);
  write("whole", "out/a.csv");
  EXPECT_THAT(shared(), IsEmpty()) << "a.csv is none of a-00001.csv, a-00002.csv, …";
  write("two", "./out/a-{part}.csv", true);
  write("part", "out/a-00007.csv");
  write("elsewhere", "a.csv", true);
  EXPECT_THAT(shared(), ElementsAre("two after one", "part after one"));
}

TEST_F(WrittenFilesTest, KnowsWhoWritesWhatAStepReads) {
  write("whole", "out/b.csv");
  write("split", "out/a.csv", true);
  EXPECT_THAT(writers_for("./out/b.csv"), ElementsAre("whole"));
  EXPECT_THAT(writers_for("out/a-00003.csv"), ElementsAre("split"));
  EXPECT_THAT(writers_for("out/a.csv"), IsEmpty());
  EXPECT_THAT(writers_for("out/a-*.csv"), ElementsAre("split"));
  EXPECT_THAT(writers_for("out/*.csv"), ElementsAre("whole", "split"));
  EXPECT_THAT(writers_for("*.csv"), IsEmpty());
  EXPECT_THAT(writers_for("out/"), ElementsAre("whole", "split"));
  EXPECT_THAT(writers_for("."), ElementsAre("whole", "split"));
  EXPECT_THAT(writers_for("ou"), IsEmpty());
  EXPECT_THAT(writers_for("/"), IsEmpty());
  EXPECT_THAT(writers_for(Value(Value::Array{"in.csv", "out/b.csv"})), ElementsAre("whole"));
  EXPECT_THAT(writers_for("out/b.csv", "@files.other"), IsEmpty());
}

}  // namespace
}  // namespace osiris::compile
