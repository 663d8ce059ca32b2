#include "components/filesystem.json_writer/component.h"
#include "components/filesystem/test_source.h"
#include "osiris/exchange/test_types.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class JsonWriterTest : public sdk::StepFixture {
 protected:
  void make_relation(const std::string& select) {
    const auto made = exchange::replace_relation(*connection_, "load", select);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  /// Writes and returns the file's text, or the failure's code.
  std::string written(const std::string& name, const std::string& options = "") {
    const auto result = run_step(component_, "path: " + name + "\n" + options, {input_});
    if (!result.has_value()) {
      return result.error().code;
    }
    EXPECT_EQ(result->bytes, static_cast<std::int64_t>(read_file(name).size()));
    return read_file(name);
  }

  std::vector<std::string> file_names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      if (entry.path().filename() != "session") {
        names.push_back(entry.path().filename().string());
      }
    }
    return names;
  }

  const sdk::Component component_ = filesystem_json_writer(filesystem_json_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

TEST_F(JsonWriterTest, TheNameSaysWhetherLinesOrAnArray) {
  make_relation("SELECT 1 AS b, 'x' AS a UNION ALL SELECT 2, NULL");
  const std::string lines = "{\"b\":1,\"a\":\"x\"}\n{\"b\":2,\"a\":null}\n";
  const std::string array = "[\n{\"b\":1,\"a\":\"x\"},\n{\"b\":2,\"a\":null}\n]\n";
  EXPECT_EQ(written("out.jsonl"), lines);
  EXPECT_EQ(written("out.ndjson"), lines);
  EXPECT_EQ(written("out.JSON"), array);
  EXPECT_EQ(written("out.json", "format: ndjson"), lines);
  EXPECT_EQ(written("out.jsonl", "format: array"), array);
}

TEST_F(JsonWriterTest, PacksTheFileAndLooksAtTheNameBelow) {
  make_relation("SELECT i AS n, repeat('x', 100) AS t FROM range(50000) AS r(i)");
  const std::string lines = written("out.jsonl");
  const std::string array = written("out.json");
  for (const char* packing : {".gz", ".zst"}) {
    const std::string name = packing;
    const std::string bytes = written("out.jsonl" + name);
    EXPECT_LT(bytes.size(), lines.size() / 5);
    EXPECT_EQ(packing_of_bytes(bytes), packing_of_name("out" + name));
    EXPECT_EQ(unpacked_text(folder_ / ("out.jsonl" + name)), lines);
    EXPECT_EQ(written("out.jsonl" + name), bytes) << "the same rows give the same bytes";
    written("out.JSON" + name);
    EXPECT_EQ(unpacked_text(folder_ / ("out.JSON" + name)), array);
  }
  EXPECT_EQ(written("out.json.gz", "compression: none"), array);
  EXPECT_EQ(packing_of_bytes(written("out.json", "compression: zstd")), Packing::kZstd);
  EXPECT_EQ(packing_of_bytes(written("out.json.zst", "compression: gzip")), Packing::kGzip);
}

TEST_F(JsonWriterTest, RefusesNamesOfPackingsThatItCannotWrite) {
  make_relation("SELECT 1 AS a");
  for (const char* name : {"out.json.bz2", "out.json.XZ", "out.zip"}) {
    EXPECT_EQ(written(name), "file.unsupported_ending");
  }
  EXPECT_TRUE(file_names().empty());
  EXPECT_EQ(written("out.json.zip", "compression: none\nformat: ndjson"), "{\"a\":1}\n");
}

TEST_F(JsonWriterTest, DoesNotAppend) {
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  const auto config = parse_yaml("path: a.jsonl\nif_exists: append", "config").value;
  const auto findings = sdk::check_config(*spec, *config, false);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "'if_exists' must be one of 'replace', 'fail', got 'append'");
}

TEST_F(JsonWriterTest, CountsRows) {
  make_relation("SELECT i FROM range(7) AS r(i)");
  const auto result = run_step(component_, "path: out.json", {input_});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 7);
  EXPECT_EQ(result->rows_out, 7);
  EXPECT_EQ(result->relation, "");
}

TEST_F(JsonWriterTest, WritesFilesWithoutRecordsForNoRows) {
  make_relation("SELECT 1 AS a WHERE false");
  EXPECT_EQ(written("out.json"), "[]\n");
  EXPECT_EQ(written("out.jsonl"), "");
  written("out.jsonl.gz");
  EXPECT_EQ(unpacked_text(folder_ / "out.jsonl.gz"), "");
  EXPECT_EQ(packing_of_bytes(read_file("out.jsonl.gz")), Packing::kGzip);
}

TEST_F(JsonWriterTest, WritesColumnsAsAsked) {
  make_relation("SELECT 1 AS b, 2 AS a");
  EXPECT_EQ(written("out.jsonl", "columns: sorted"), "{\"a\":2,\"b\":1}\n");
  EXPECT_EQ(written("out.jsonl", "columns: [b]"), "{\"b\":1}\n");
  EXPECT_EQ(written("out.jsonl", "columns: [c]"), "data.column_not_found");
}

TEST_F(JsonWriterTest, WarnsOfNumbersThatJsonLacks) {
  make_relation("SELECT 'nan'::DOUBLE AS x, 1.5::DOUBLE AS y");
  EXPECT_EQ(written("out.jsonl"), "{\"x\":null,\"y\":1.5}\n");
  ASSERT_EQ(observer_.warnings.size(), 1U);
  EXPECT_THAT(observer_.warnings[0], HasSubstr("json.not_a_number (1) out.jsonl: column 'x'"));
}

TEST_F(JsonWriterTest, LeavesAFileAloneIfAsked) {
  make_relation("SELECT 1 AS a");
  EXPECT_EQ(written("out.jsonl", "if_exists: fail"), "{\"a\":1}\n");
  make_relation("SELECT 2 AS a");
  EXPECT_EQ(written("out.jsonl", "if_exists: fail"), "json.target_exists");
  EXPECT_EQ(read_file("out.jsonl"), "{\"a\":1}\n");
}

TEST_F(JsonWriterTest, RefusesNamesThatPromiseAnotherContent) {
  make_relation("SELECT 1 AS a");
  for (const char* name : {"out.json.bz2", "out.zip", "out.xlsx"}) {
    EXPECT_EQ(written(name), "file.unsupported_ending") << name;
  }
  EXPECT_THAT(file_names(), testing::IsEmpty());
}

TEST_F(JsonWriterTest, MakesFoldersUnlessToldNotTo) {
  make_relation("SELECT 1 AS a");
  EXPECT_EQ(written("new/deep/out.jsonl"), "{\"a\":1}\n");
  EXPECT_EQ(written("other/out.jsonl", "create_dirs: false"), "file.not_found");
}

TEST_F(JsonWriterTest, NeedsExactlyOneInput) {
  EXPECT_EQ(run_step(component_, "path: out.json", {}).error().code, "json.input_count");
  const auto result = run_step(component_, "path: out.json", {input_, input_});
  EXPECT_THAT(result.error().message, HasSubstr("2 inputs: load, load"));
}

TEST_F(JsonWriterTest, LeavesNothingWhenStoppedAndKeepsTheOldFile) {
  make_relation("SELECT i FROM range(1000000) AS t(i)");
  write_file("old.json", "old");
  stop_.request_stop();
  EXPECT_EQ(written("old.json"), "run.cancelled");
  EXPECT_EQ(read_file("old.json"), "old");
  EXPECT_THAT(file_names(), testing::ElementsAre("old.json"));
}

TEST_F(JsonWriterTest, WritesEachType) {
  for (const std::string& value : exchange::values_of_each_type()) {
    make_relation("SELECT " + value + " AS v, 1 AS id");
    EXPECT_THAT(written("out.jsonl"), testing::EndsWith(",\"id\":1}\n")) << value;
  }
}

}  // namespace
}  // namespace osiris::components
