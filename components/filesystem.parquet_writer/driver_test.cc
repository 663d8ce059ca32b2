#include "components/filesystem.parquet_writer/component.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_types.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class ParquetWriterTest : public sdk::StepFixture {
 protected:
  void make_relation(const std::string& select) {
    const auto made = exchange::replace_relation(*connection_, "load", select);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  Result<sdk::StepResult> write(const std::string& options = "") {
    return run_step(component_, "path: out.parquet\n" + options, {input_});
  }

  /// Returns the columns and rows of a file that was written, as a database of its own reads it.
  std::string shown(const std::string& name) const {
    const Path file = folder_ / name;
    const auto reader = exchange::Database::open_for_files({file});
    const auto table =
        (*reader)->query_text("FROM read_parquet(" + exchange::quote_literal(file.string()) + ")");
    if (!table.has_value()) {
      return table.error().message;
    }
    std::string text;
    for (const exchange::Column& column : table->columns) {
      text += column.name + " ";
    }
    for (const auto& row : table->rows) {
      for (const auto& cell : row) {
        text += "|" + cell.value_or("~");
      }
    }
    return text;
  }

  std::string written(const std::string& options = "") {
    const auto result = write(options);
    return result.has_value() ? shown("out.parquet") : result.error().code;
  }

  /// Lists the project folder: a failed write must leave no file behind, hidden or not.
  std::vector<std::string> file_names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.path().filename() != "session") {
        names.push_back(entry.path().filename().string());
      }
    }
    return names;
  }

  const sdk::Component component_ = filesystem_parquet_writer(filesystem_parquet_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

TEST_F(ParquetWriterTest, WritesTheColumnsInTheSourcesOrder) {
  make_relation("SELECT 1 AS b, 'x' AS a UNION ALL SELECT NULL, 'y'");
  const auto result = write();
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(shown("out.parquet"), "b a |1|x|~|y");
  EXPECT_EQ(result->relation, "");
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(result->bytes, static_cast<std::int64_t>(read_file("out.parquet").size()));
}

TEST_F(ParquetWriterTest, WritesColumnsAsAsked) {
  make_relation("SELECT 1 AS b, 2 AS a, 3 AS c");
  EXPECT_EQ(written("columns: sorted"), "a b c |2|1|3");
  EXPECT_EQ(written("columns: [c, b]"), "c b |3|1");
  EXPECT_EQ(written("columns: [d]"), "data.column_not_found");
}

TEST_F(ParquetWriterTest, ObeysTheFormat) {
  make_relation("SELECT i AS n, 'the same text' AS s FROM range(5000) AS r(i)");
  std::vector<std::size_t> sizes;
  for (const char* compression : {"none", "snappy", "gzip", "zstd"}) {
    ASSERT_TRUE(write("compression: " + std::string(compression)).has_value());
    sizes.push_back(read_file("out.parquet").size());
  }
  EXPECT_GT(sizes[0], sizes[1]);
  EXPECT_GT(sizes[1], sizes[2]);
  EXPECT_GT(sizes[1], sizes[3]);
  ASSERT_TRUE(write("row_group_size: 2048").has_value());
  EXPECT_GT(read_file("out.parquet").size(), sizes[1]);  // Three footers of row groups for one.
}

TEST_F(ParquetWriterTest, KeepsTheOldFileWhenItFails) {
  write_file("out.parquet", "old");
  make_relation("SELECT 170141183460469231731687303715884105727 AS n");
  EXPECT_EQ(written(), "parquet.value_not_storable");
  EXPECT_EQ(read_file("out.parquet"), "old");
  EXPECT_THAT(file_names(), testing::ElementsAre("out.parquet"));
}

TEST_F(ParquetWriterTest, LeavesAFileAloneIfAsked) {
  make_relation("SELECT 1 AS a");
  EXPECT_EQ(written("if_exists: fail"), "a |1");
  make_relation("SELECT 2 AS a");
  EXPECT_EQ(written("if_exists: fail"), "parquet.target_exists");
  EXPECT_EQ(shown("out.parquet"), "a |1");
}

TEST_F(ParquetWriterTest, MakesFoldersUnlessToldNotTo) {
  make_relation("SELECT 1 AS a");
  EXPECT_TRUE(run_step(component_, "path: new/deep/out.parquet", {input_}).has_value());
  EXPECT_EQ(shown("new/deep/out.parquet"), "a |1");
  const auto result = run_step(component_, "path: other/out.parquet\ncreate_dirs: false", {input_});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file.not_found");
}

TEST_F(ParquetWriterTest, RefusesAFolderAsTarget) {
  make_relation("SELECT 1 AS a");
  std::filesystem::create_directory(folder_ / "out.parquet");
  EXPECT_EQ(write().error().code, "file.wrong_kind");
}

TEST_F(ParquetWriterTest, NeedsExactlyOneInput) {
  EXPECT_EQ(run_step(component_, "path: out.parquet", {}).error().code, "parquet.input_count");
  const auto result = run_step(component_, "path: out.parquet", {input_, input_});
  EXPECT_THAT(result.error().message, HasSubstr("2 inputs: load, load"));
}

TEST_F(ParquetWriterTest, LeavesNothingWhenStopped) {
  make_relation("SELECT i FROM range(1000000) AS t(i)");
  stop_.request_stop();
  EXPECT_EQ(write().error().code, "run.cancelled");
  EXPECT_TRUE(file_names().empty());
}

TEST_F(ParquetWriterTest, WritesOrRefusesEachType) {
  for (const std::string& value : exchange::values_of_each_type()) {
    make_relation("SELECT " + value + " AS v, 1 AS id");
    const std::string shown = written();
    EXPECT_TRUE(shown.starts_with("v id |") || shown == "parquet.type_not_storable")
        << value << ": " << shown;
  }
}

}  // namespace
}  // namespace osiris::components
