// What becomes of the options rows_per_file and bytes_per_file.

#include "components/filesystem.csv_writer/part_files.h"
#include "components/filesystem.csv_writer/write_fixture.h"
#include "osiris/base/sha256.h"

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CsvSplitTest : public CsvWriteFixture {
 protected:
  /// Writes and returns the names of the files that the step says it wrote, or the failure's code.
  std::vector<std::string> split(const std::string& config) {
    result_ = run_step(component_, config, {input_});
    if (!result_.has_value()) {
      return {result_.error().code};
    }
    std::vector<std::string> names;
    for (const sdk::WrittenFile& file : result_->files) {
      names.push_back(file.path.lexically_relative(folder_.path()).string());
    }
    return names;
  }

  /// Returns the contents of the files that were written last, in their order.
  std::vector<std::string> contents() const {
    std::vector<std::string> texts;
    for (const sdk::WrittenFile& file : result_->files) {
      texts.push_back(read_file(file.path.lexically_relative(folder_.path()).string()));
    }
    return texts;
  }

  Result<sdk::StepResult> result_;
};

TEST_F(CsvSplitTest, SplitsByRows) {
  make_relation("SELECT i FROM range(5) t(i)");
  EXPECT_THAT(split("{path: out.csv, rows_per_file: 2}"),
              ElementsAre("out-00001.csv", "out-00002.csv", "out-00003.csv"));
  EXPECT_THAT(contents(), ElementsAre("i\n0\n1\n", "i\n2\n3\n", "i\n4\n"));
  EXPECT_EQ(file_names().size(), 3U) << "nothing else is there, hidden or not";
  EXPECT_EQ(result_->rows_in, 5);
  EXPECT_EQ(result_->rows_out, 5);
  EXPECT_EQ(result_->bytes, 16);
  ASSERT_EQ(result_->files.size(), 3U);
  EXPECT_EQ(result_->files[2].rows, 1);
  EXPECT_EQ(result_->files[2].bytes, 4);
  EXPECT_EQ(result_->files[2].sha256, sha256_hex("i\n4\n"));
  EXPECT_EQ(result_->files[2].path, folder_ / "out-00003.csv");
}

TEST_F(CsvSplitTest, BeginsNoFileWithoutARow) {
  make_relation("SELECT i FROM range(4) t(i)");
  EXPECT_EQ(split("{path: out.csv, rows_per_file: 2}").size(), 2U);
  EXPECT_EQ(split("{path: out.csv, rows_per_file: 4}").size(), 1U);
  EXPECT_EQ(split("{path: out.csv, rows_per_file: 5}").size(), 1U);
}

TEST_F(CsvSplitTest, MakesOneFileOfNoRows) {
  make_relation("SELECT 1 AS b, 2 AS a WHERE false");
  for (const std::string limit : {"rows_per_file: 2", "bytes_per_file: 1024"}) {
    EXPECT_THAT(split("{path: out.csv, " + limit + "}"), ElementsAre("out-00001.csv"));
    EXPECT_THAT(contents(), ElementsAre("a,b\n"));
    split("{path: out.csv, header: false, " + limit + "}");
    EXPECT_THAT(contents(), ElementsAre(""));
  }
  split("{path: out.csv, header: false, rows_per_file: 1, encoding: utf-16}");
  EXPECT_THAT(contents(), ElementsAre("\xFF\xFE"));
}

TEST_F(CsvSplitTest, SplitsByBytes) {
  // Rows of 100 bytes; the header has 2.
  make_relation("SELECT lpad(i::VARCHAR, 99, 'x') AS s FROM range(30) t(i)");
  split("{path: out.csv, bytes_per_file: 1102}");
  ASSERT_EQ(result_->files.size(), 3U);
  EXPECT_EQ(result_->files[0].bytes, 1102);
  EXPECT_EQ(result_->files[1].bytes, 1102);
  EXPECT_EQ(result_->files[2].rows, 8);
  split("{path: out.csv, bytes_per_file: 1101}");
  EXPECT_EQ(result_->files[0].bytes, 1002);
  split("{path: out.csv, bytes_per_file: 1100, header: false}");
  EXPECT_EQ(result_->files[0].bytes, 1100);
}

TEST_F(CsvSplitTest, GivesALongRowAFileOfItsOwn) {
  make_relation(
      "SELECT CASE WHEN i IN (1, 2) THEN repeat('\n', 2000) ELSE 'x' END AS s "
      "FROM range(5) t(i)");
  split("{path: out.csv, bytes_per_file: 1024}");
  const std::string row = "s\n\"" + std::string(2000, '\n') + "\"\n";
  EXPECT_THAT(contents(), ElementsAre("s\nx\n", row, row, "s\nx\nx\n"));
}

TEST_F(CsvSplitTest, EndsAFileWhereEitherLimitSaysSo) {
  make_relation(
      "SELECT CASE WHEN i < 3 THEN repeat('x', 600) ELSE 'y' END AS s "
      "FROM range(7) t(i)");
  split("{path: out.csv, bytes_per_file: 1024, rows_per_file: 3}");
  std::vector<std::int64_t> rows;
  for (const sdk::WrittenFile& file : result_->files) {
    rows.push_back(file.rows);
  }
  EXPECT_THAT(rows, ElementsAre(1, 1, 3, 2));
}

TEST_F(CsvSplitTest, CountsBytesAsTheyAreEncoded) {
  // 15 characters a row, 16 in UTF-8, 32 in UTF-16 with the line end.
  make_relation("SELECT 'caf\xC3\xA9' || lpad(i::VARCHAR, 11, '0') AS s FROM range(200) t(i)");
  split("{path: out.csv, bytes_per_file: 1030, encoding: utf-16}");  // A mark, a header, 32 rows.
  EXPECT_EQ(result_->files[0].bytes, 2 + 4 + 32 * 32);
  split("{path: out.csv, bytes_per_file: 1029, encoding: utf-16}");
  EXPECT_EQ(result_->files[0].rows, 31);
  split("{path: out.csv, bytes_per_file: 1026, encoding: utf-16, header: false}");
  EXPECT_EQ(result_->files[1].bytes, 2 + 32 * 32) << "the mark counts";
  split("{path: out.csv, bytes_per_file: 1026, encoding: latin-1}");
  EXPECT_EQ(result_->files[0].bytes, 2 + 64 * 16);
  for (const sdk::WrittenFile& file : result_->files) {
    EXPECT_LE(file.bytes, 1026);
  }
}

TEST_F(CsvSplitTest, BeginsEachFileWithAByteOrderMark) {
  make_relation("SELECT i FROM range(2) t(i)");
  split("{path: out.csv, rows_per_file: 1, encoding: utf-16}");
  EXPECT_THAT(contents(), ElementsAre(std::string("\xFF\xFEi\0\n\0"
                                                  "0\0\n\0",
                                                  10),
                                      std::string("\xFF\xFEi\0\n\0"
                                                  "1\0\n\0",
                                                  10)));
}

TEST_F(CsvSplitTest, PacksEachFileByItself) {
  make_relation("SELECT i FROM range(3) t(i)");
  for (const std::string name : {"out.csv.gz", "out.csv.zst"}) {
    const auto names = split("{path: " + name + ", rows_per_file: 2}");
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0], "out-00001" + name.substr(3));
    EXPECT_EQ(unpacked(contents()[0], packing_of_name(name)), "i\n0\n1\n");
    EXPECT_EQ(unpacked(contents()[1], packing_of_name(name)), "i\n2\n");
    EXPECT_EQ(result_->files[1].sha256, sha256_hex(contents()[1]));
  }
  // What counts is the text before it is packed: 1,000,002 bytes of it become few.
  make_relation("SELECT repeat('x', 9999) AS s FROM range(100) t(i)");
  EXPECT_EQ(split("{path: out.csv.gz, bytes_per_file: 500002}").size(), 2U);
}

TEST_F(CsvSplitTest, ObeysTheFormatInEveryFile) {
  make_relation("SELECT * FROM (VALUES ('=1', 1), ('x', 2)) t(\"=s\", n)");
  split(
      "{path: out.csv, rows_per_file: 1, columns: source, formula_guard: true, quoting: all, "
      "delimiter: ';', newline: crlf}");
  EXPECT_THAT(contents(), ElementsAre("\"'=s\";\"n\"\r\n\"'=1\";\"1\"\r\n",
                                      "\"'=s\";\"n\"\r\n\"x\";\"2\"\r\n"));
}

TEST_F(CsvSplitTest, KeepsAllRowsInTheirOrder) {
  make_relation("SELECT i, CASE WHEN i % 7 = 0 THEN 'a\n' || i END AS s FROM range(200000) t(i)");
  const std::string whole = written("header: false");
  for (const std::string limit : {"rows_per_file: 7001", "bytes_per_file: 100000",
                                  "rows_per_file: 9000\nbytes_per_file: 80000"}) {
    split("path: parts.csv\nheader: false\n" + limit);
    std::string joined;
    for (const std::string& text : contents()) {
      joined += text;
    }
    EXPECT_TRUE(joined == whole) << limit;
    EXPECT_EQ(result_->rows_out, 200'000);
  }
}

TEST_F(CsvSplitTest, PutsTheNumberWhereThePathSays) {
  make_relation("SELECT i FROM range(2) t(i)");
  EXPECT_THAT(split("path: 'out/orders_{part}_of_2024.csv'\nrows_per_file: 1"),
              ElementsAre("out/orders_00001_of_2024.csv", "out/orders_00002_of_2024.csv"));
}

TEST_F(CsvSplitTest, RemovesWhatAnEarlierSplitLeft) {
  make_relation("SELECT i FROM range(12) t(i)");
  split("{path: out.csv, rows_per_file: 1}");
  EXPECT_THAT(observer_.notes, IsEmpty());
  const std::vector<std::string> others{"out.csv",        "out-1.csv",        "out-000003.csv",
                                        "out-00003.csvx", "out-00003.csv.gz", "out-0000x.csv",
                                        "out-00000.csv",  "other-00003.csv"};
  for (const std::string& other : others) {
    write_file(other, "kept");
  }
  make_relation("SELECT i FROM range(2) t(i)");
  split("{path: out.csv, rows_per_file: 1}");
  EXPECT_EQ(file_names().size(), 2U + others.size());
  for (const std::string& other : others) {
    EXPECT_EQ(read_file(other), "kept") << other;
  }
  EXPECT_THAT(observer_.notes, ElementsAre("removed 10 files of an earlier split into more files"));
}

TEST_F(CsvSplitTest, LeavesFilesAloneIfAsked) {
  make_relation("SELECT i FROM range(2) t(i)");
  const std::string config = "{path: out.csv, rows_per_file: 1, if_exists: fail}";
  write_file("out.csv", "not of the pattern");
  EXPECT_EQ(split(config).size(), 2U);
  EXPECT_THAT(split(config), ElementsAre("csv.target_exists"));
  EXPECT_THAT(result_.error().message, HasSubstr("out-00001.csv' exists already"));
  for (const std::string name : {"out-00001.csv", "out-00002.csv"}) {
    ASSERT_TRUE(files_.remove_all(folder_ / name).has_value());
  }
  write_file("out-00007.csv", "old");
  EXPECT_THAT(split(config), ElementsAre("csv.target_exists"));
  EXPECT_THAT(file_names(), ElementsAre("out-00007.csv", "out.csv"));
}

TEST_F(CsvSplitTest, RefusesAFileThatAppearedMeanwhile) {
  const sdk::StepConfig config(parse_yaml("if_exists: fail", "config").value.value_or(Value()));
  auto parts = PartFiles::open(config, folder_ / "out.csv", files_);
  ASSERT_TRUE(parts.has_value()) << parts.error().message;
  ASSERT_TRUE((*parts)->begin().has_value());
  write_file("out-00002.csv", "theirs");
  const auto written = (*parts)->commit();
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, "csv.target_exists");
  parts->reset();
  EXPECT_THAT(file_names(), ElementsAre("out-00002.csv"));
}

TEST_F(CsvSplitTest, KeepsTheOldFilesWhenItFails) {
  make_relation("SELECT i::VARCHAR AS s FROM range(3) t(i)");
  split("{path: out.csv, rows_per_file: 1}");
  make_relation("SELECT unnest(['a', 'b', '\xE2\x82\xAC']) AS s");
  EXPECT_THAT(split("{path: out.csv, rows_per_file: 1, encoding: latin-1}"),
              ElementsAre("csv.not_encodable"));
  EXPECT_THAT(result_.error().message, HasSubstr("out-00003.csv: line 2 has the character U+20AC"));
  EXPECT_THAT(file_names(), ElementsAre("out-00001.csv", "out-00002.csv", "out-00003.csv"));
  EXPECT_EQ(read_file("out-00001.csv"), "s\n0\n");
}

TEST_F(CsvSplitTest, LeavesNothingWhenStopped) {
  make_relation("SELECT i FROM range(1000000) AS t(i)");
  stop_.request_stop();
  EXPECT_THAT(split("{path: out.csv, rows_per_file: 1000}"), ElementsAre("run.cancelled"));
  EXPECT_THAT(file_names(), IsEmpty());
}

TEST_F(CsvSplitTest, BoundsTheNumberOfFiles) {
  make_relation("SELECT i FROM range(100000) t(i)");
  EXPECT_THAT(split("{path: new/out.csv, rows_per_file: 1}"), ElementsAre("csv.too_many_files"));
  EXPECT_THAT(result_.error().message, HasSubstr("more than 99,999 files"));
  EXPECT_THAT(file_names(), IsEmpty()) << "it is known before anything is written";

  const sdk::StepConfig config(parse_yaml("if_exists: replace", "config").value.value_or(Value()));
  const auto parts = PartFiles::open(config, folder_ / "out.csv", files_, 2);
  ASSERT_TRUE(parts.has_value()) << parts.error().message;
  ASSERT_TRUE((*parts)->begin().has_value());
  ASSERT_TRUE((*parts)->begin().has_value());
  EXPECT_EQ((*parts)->begin().error().code, "csv.too_many_files");
}

TEST_F(CsvSplitTest, RefusesFolders) {
  make_relation("SELECT i FROM range(3) t(i)");
  std::filesystem::create_directory(folder_ / "out.csv");
  EXPECT_THAT(split("{path: out.csv, rows_per_file: 1}"), ElementsAre("file.wrong_kind"));
  EXPECT_THAT(split("{path: new/, rows_per_file: 1}"), ElementsAre("file.wrong_kind"));
  std::filesystem::create_directory(folder_ / "a-00002.csv");
  EXPECT_THAT(split("{path: a.csv, rows_per_file: 1}"), ElementsAre("file.wrong_kind"));
  EXPECT_THAT(split("{path: absent/a.csv, rows_per_file: 1, create_dirs: false}"),
              ElementsAre("file.not_found"));
  EXPECT_THAT(result_.error().message, HasSubstr("absent' does not exist"));
  EXPECT_THAT(file_names(), ElementsAre("a-00002.csv", "out.csv"));
}

TEST_F(CsvSplitTest, RefusesOptionsThatContradictEachOther) {
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  const auto findings = [&](const std::string& config) {
    std::vector<std::string> paths;
    for (const auto& finding : sdk::check_config(*spec, *parse_yaml(config, "c").value, false)) {
      paths.push_back(finding.path + ": " + finding.hint);
    }
    return paths;
  };
  EXPECT_THAT(findings("{path: a.csv, if_exists: append, rows_per_file: 1}"),
              ElementsAre("rows_per_file: remove 'rows_per_file'"));
  EXPECT_THAT(findings("{path: a.csv, if_exists: append, bytes_per_file: 2000}"),
              ElementsAre("bytes_per_file: remove 'bytes_per_file'"));
  EXPECT_THAT(findings("path: 'a{part}.csv'"), ElementsAre("bytes_per_file: set 'bytes_per_file'"));
  for (const std::string name : {"'{part}/a.csv'", "'a{part}/b/{part}.csv'", "'{part}-{part}'"}) {
    EXPECT_THAT(findings("path: " + name + "\nrows_per_file: 1"),
                ElementsAre("path: change 'path'"))
        << name;
  }
  EXPECT_THAT(findings("path: 'a/{part}.csv'\nrows_per_file: 1"), IsEmpty());
  EXPECT_THAT(findings("path: 'a/{part}.csv'\nbytes_per_file: 1024"), IsEmpty());
  EXPECT_EQ(findings("{path: a.csv, rows_per_file: 0}").size(), 1U);
  EXPECT_EQ(findings("{path: a.csv, bytes_per_file: 1023}").size(), 1U);
}

}  // namespace
}  // namespace osiris::components
