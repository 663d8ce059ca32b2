#include "components/filesystem.csv_writer/component.h"
#include "components/filesystem/step_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class CsvWriterTest : public StepFixture {
 protected:
  void make_relation(const std::string& select) {
    const auto made = exchange::replace_relation(*connection_, "load", select);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  Result<sdk::StepResult> write(const std::string& options = "") {
    return run_step(component_, "path: out.csv\n" + options, {input_});
  }

  /// Writes and returns the file's bytes, or the failure's code.
  std::string written(const std::string& options = "") {
    const auto result = write(options);
    return result.has_value() ? read_file("out.csv") : result.error().code;
  }

  /// Lists the project folder: a failed write must leave no file behind, hidden or not.
  std::vector<std::string> file_names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.path().filename() != "session") {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const sdk::Component component_ = filesystem_csv_writer(filesystem_csv_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

TEST_F(CsvWriterTest, WritesColumnsSortedByCodePoint) {
  make_relation(
      "SELECT 1 AS b, 'x,y' AS a, 2 AS \"Z\", 3 AS \"\xC3\xA9\" UNION ALL SELECT 4, NULL, 5, 6");
  const auto result = write();
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(read_file("out.csv"), "Z,a,b,\xC3\xA9\n2,\"x,y\",1,3\n5,,4,6\n");
  EXPECT_EQ(result->relation, "");
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(result->bytes, 28);
}

TEST_F(CsvWriterTest, WritesColumnsAsAsked) {
  make_relation("SELECT 1 AS b, 2 AS a, 3 AS c");
  EXPECT_EQ(written("columns: source"), "b,a,c\n1,2,3\n");
  EXPECT_EQ(written("columns: [c, b]"), "c,b\n3,1\n");
}

TEST_F(CsvWriterTest, NamesTheNearestColumnWhenOneIsMissing) {
  make_relation("SELECT 1 AS revenue");
  const auto result = write("columns: [revenu]");
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("did you mean 'revenue'?"));
  EXPECT_TRUE(file_names().empty());
}

TEST_F(CsvWriterTest, ObeysTheFormat) {
  make_relation("SELECT 1 AS n, 'x' AS s");
  EXPECT_EQ(written("header: false"), "1,x\n");
  EXPECT_EQ(written("delimiter: \"\\t\""), "n\ts\n1\tx\n");
  EXPECT_EQ(written("newline: crlf"), "n,s\r\n1,x\r\n");
  EXPECT_EQ(written("quoting: all"), "\"n\",\"s\"\n\"1\",\"x\"\n");
  EXPECT_EQ(written("quoting: nonnumeric"), "\"n\",\"s\"\n1,\"x\"\n");
}

TEST_F(CsvWriterTest, WritesOtherEncodings) {
  make_relation("SELECT 'caf\xC3\xA9' AS n");
  EXPECT_EQ(written("encoding: latin-1"), "n\ncaf\xE9\n");
  EXPECT_EQ(written("encoding: utf-16").substr(0, 6), std::string("\xFF\xFEn\0\n\0", 6));
  EXPECT_EQ(written("encoding: ascii"), "csv.not_encodable");
}

TEST_F(CsvWriterTest, KeepsTheOldFileWhenItFails) {
  write_file("out.csv", "old\n");
  make_relation("SELECT '\xE2\x82\xAC' AS n");
  const auto result = write("encoding: latin-1");
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("out.csv: line 2 has the character U+20AC"));
  EXPECT_EQ(read_file("out.csv"), "old\n");
  EXPECT_THAT(file_names(), testing::ElementsAre("out.csv"));
}

TEST_F(CsvWriterTest, WritesTheHeaderOfAnEmptyRelation) {
  make_relation("SELECT 1 AS b, 2 AS a WHERE false");
  EXPECT_EQ(written(), "a,b\n");
}

TEST_F(CsvWriterTest, MakesFoldersUnlessToldNotTo) {
  make_relation("SELECT 1 AS a");
  EXPECT_TRUE(run_step(component_, "path: new/deep/out.csv", {input_}).has_value());
  EXPECT_EQ(read_file("new/deep/out.csv"), "a\n1\n");
  const auto result = run_step(component_, "path: other/out.csv\ncreate_dirs: false", {input_});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file.not_found");
}

TEST_F(CsvWriterTest, RefusesAFolderAsTarget) {
  make_relation("SELECT 1 AS a");
  std::filesystem::create_directory(folder_ / "out.csv");
  EXPECT_EQ(write().error().code, "file.wrong_kind");
}

TEST_F(CsvWriterTest, NeedsExactlyOneInput) {
  EXPECT_EQ(run_step(component_, "path: out.csv", {}).error().code, "csv.input_count");
  const auto result = run_step(component_, "path: out.csv", {input_, input_});
  EXPECT_THAT(result.error().message, HasSubstr("2 inputs: load, load"));
}

TEST_F(CsvWriterTest, LeavesNothingWhenStopped) {
  make_relation("SELECT i FROM range(1000000) AS t(i)");
  stop_.request_stop();
  EXPECT_EQ(write().error().code, "run.cancelled");
  EXPECT_TRUE(file_names().empty());
}

TEST_F(CsvWriterTest, PacksByTheEndingOfTheName) {
  make_relation("SELECT 1 AS a");
  const auto result = run_step(component_, "path: out.csv.gz", {input_});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  const std::string packed = read_file("out.csv.gz");
  EXPECT_EQ(result->bytes, static_cast<std::int64_t>(packed.size()));
  EXPECT_EQ(packed.substr(0, 8), std::string("\x1f\x8b\x08\0\0\0\0\0", 8));  // No name, no time.
  ASSERT_TRUE(run_step(component_, "path: plain.csv.gz\ncompression: none", {input_}).has_value());
  EXPECT_EQ(read_file("plain.csv.gz"), "a\n1\n");
}

TEST_F(CsvWriterTest, LeavesAFileAloneIfAsked) {
  make_relation("SELECT 1 AS a");
  EXPECT_EQ(written("if_exists: fail"), "a\n1\n");
  make_relation("SELECT 2 AS a");
  const auto result = write("if_exists: fail");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "csv.target_exists");
  EXPECT_THAT(result.error().message, HasSubstr("out.csv' exists already"));
  EXPECT_EQ(read_file("out.csv"), "a\n1\n");
  EXPECT_EQ(file_names(), (std::vector<std::string>{"out.csv"}));
}

}  // namespace
}  // namespace osiris::components
