#include "components/filesystem.csv_extractor/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace osiris::components {
namespace {

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> read(std::span<char> space) override {
    const std::size_t count = text_.copy(space.data(), space.size(), given_);
    given_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

/// Surveys a whole text and describes the findings, or tells the failure.
std::string surveyed(const std::string& text, const CsvOptions& options = {}) {
  auto survey = CsvSurvey::open(std::make_unique<TextSource>(text), options, "in.csv");
  if (!survey.has_value()) {
    return survey.error().code + ": " + survey.error().message;
  }
  if (const Status looked = (*survey)->look(kAll, {}); !looked.has_value()) {
    return looked.error().code + ": " + looked.error().message;
  }
  EXPECT_TRUE((*survey)->finished());
  const CsvFindings& findings = (*survey)->findings();
  std::string description;
  for (const ColumnSurvey& column : findings.columns) {
    description += column.name() + " " + column.type().to_sql() + ", ";
  }
  return description + std::to_string(findings.records) + " records after " +
         std::to_string(findings.lines_before_data);
}

TEST(CsvSurvey, FindsColumnsAndCountsRecords) {
  EXPECT_EQ(surveyed("a,b\n1,x\n2,\"y\nz\"\n"), "a BIGINT, b VARCHAR, 2 records after 1");
  EXPECT_EQ(surveyed("a,b"), "a VARCHAR, b VARCHAR, 0 records after 1");
}

TEST(CsvSurvey, FindsTheHeader) {
  CsvOptions options;
  options.skip_lines = 2;
  EXPECT_EQ(surveyed("one\n\n\na\n1\n", options), "a BIGINT, 1 records after 4");
  options.skip_lines = 0;
  options.header_row = 1;
  EXPECT_EQ(surveyed("x\n\na\n1\n", options), "a BIGINT, 1 records after 3");
  options.header_row.reset();
  EXPECT_EQ(surveyed("1,2\n3,4\n", options), "column0 BIGINT, column1 BIGINT, 2 records after 0");
  EXPECT_EQ(surveyed("\n1,2\n", options), "column0 BIGINT, column1 BIGINT, 1 records after 1");
}

TEST(CsvSurvey, DoesNotCountCommentsAsTheReaderDoesNot) {
  CsvOptions options;
  options.dialect.comment = '#';
  EXPECT_EQ(surveyed("#x\n\n#y\na\n#z\n1\n", options), "a BIGINT, 1 records after 2");
}

TEST(CsvSurvey, StopsAtTheLimit) {
  CsvOptions options;
  options.limit = 1;
  EXPECT_EQ(surveyed("a\n1\nx\n", options), "a BIGINT, 1 records after 1");
}

TEST(CsvSurvey, LooksPieceByPiece) {
  CsvOptions options;
  auto survey = CsvSurvey::open(std::make_unique<TextSource>("a\n1\n2\nx\n"), options, "in.csv");
  ASSERT_TRUE((*survey)->look(1, {}).has_value());
  EXPECT_FALSE((*survey)->finished());
  EXPECT_EQ((*survey)->findings().records, 1);
  ASSERT_TRUE((*survey)->look(kAll, {}).has_value());
  EXPECT_EQ((*survey)->findings().records, 3);
  EXPECT_TRUE((*survey)->finished());
}

TEST(CsvSurvey, NotesLineEndsAndTheLongestLine) {
  CsvOptions options;
  auto survey = CsvSurvey::open(std::make_unique<TextSource>("a\r\n12345\n"), options, "in.csv");
  ASSERT_TRUE((*survey)->look(kAll, {}).has_value());
  const CsvFindings& findings = (*survey)->findings();
  EXPECT_TRUE(findings.line_ends.lf);
  EXPECT_TRUE(findings.line_ends.crlf);
  EXPECT_FALSE(findings.line_ends.cr);
  EXPECT_EQ(findings.longest_line_bytes, 6);
}

TEST(CsvSurvey, RefusesALoneCarriageReturnAmongOtherLineEnds) {
  EXPECT_EQ(surveyed("a,b\r1,2\r"), "a BIGINT, b BIGINT, 1 records after 1");
  EXPECT_EQ(surveyed("a,b\n1,2\r3,4\n"),
            "csv.malformed: in.csv:2: the line ends in CR, others before it do not");
  EXPECT_EQ(surveyed("a,b\r1,2\r\n"),
            "csv.malformed: in.csv:2: the line ends in CR LF, others before it do not");
  CsvOptions options;
  options.dialect.comment = '#';
  EXPECT_EQ(
      surveyed("a\r\n1\n", options),
      "csv.malformed: in.csv:2: the line ends in LF, others before it do not, and the file may "
      "have comments");
  EXPECT_EQ(surveyed("a,b\n1,\"2\r3\"\n"), "a BIGINT, b VARCHAR, 1 records after 1");
}

TEST(CsvSurvey, NamesEveryColumnOnce) {
  CsvOptions options;
  auto survey =
      CsvSurvey::open(std::make_unique<TextSource>("a,a_1,A,\"\",a\n"), options, "in.csv");
  std::vector<std::string> names;
  for (const ColumnSurvey& column : (*survey)->findings().columns) {
    names.push_back(column.name());
  }
  EXPECT_THAT(names, testing::ElementsAre("a", "a_1", "A_2", "column3", "a_3"));
  EXPECT_EQ((*survey)->findings().renamed.size(), 3);
}

TEST(CsvSurvey, HoldsNamedColumnsAgainstTheFile) {
  CsvOptions options;
  options.types["nmae"] = exchange::TypeId::kVarchar;
  EXPECT_EQ(surveyed("name\nx\n", options),
            "csv.bad_option: in.csv has no column 'nmae', which 'dtype' names; did you mean "
            "'name'?");
}

TEST(CsvSurvey, TellsWhichLineIsWrong) {
  EXPECT_EQ(surveyed("a,b\n1,2\n3\n"),
            "csv.malformed: in.csv:3: expected 2 fields as in the header on line 1, found 1 field");
  CsvOptions options;
  options.types["a"] = exchange::TypeId::kBigint;
  EXPECT_EQ(surveyed("a\n1\nx\n", options),
            "csv.bad_value: in.csv:3: column 'a': 'x' is no BIGINT");
  EXPECT_EQ(surveyed("\n"), "csv.no_columns: in.csv: the file has no header line");
}

}  // namespace
}  // namespace osiris::components
