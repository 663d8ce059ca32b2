#include "components/filesystem.csv_extractor/record_reader.h"

#include "components/filesystem/test_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components {
namespace {

/// Reads a whole text: the columns, then each record on a line; or tells the failure.
std::string records_of(const std::string& text, const CsvOptions& options = {}) {
  auto reader =
      RecordReader::open(std::make_unique<TextSource>(text), options, options.dialect, "in.csv");
  if (!reader.has_value()) {
    return reader.error().code + ": " + reader.error().message;
  }
  std::string found;
  for (const std::string& name : (*reader)->columns()) {
    found += (found.empty() ? "" : ",") + name;
  }
  while (const CsvLine* line = (*reader)->next()) {
    found += " /";
    for (const RawField& field : line->fields) {
      found += " " + value_of(field, options.dialect);
    }
  }
  const Status outcome = (*reader)->outcome();
  return outcome.has_value() ? found : outcome.error().code + ": " + outcome.error().message;
}

TEST(RecordReader, GivesColumnsAndRecords) {
  EXPECT_EQ(records_of("a,b\n1,x\n2,\"y\nz\"\n"), "a,b / 1 x / 2 y\nz");
  EXPECT_EQ(records_of("a,b"), "a,b");
}

TEST(RecordReader, FindsTheHeader) {
  CsvOptions options;
  options.skip_lines = 2;
  EXPECT_EQ(records_of("one\n\n\na\n1\n", options), "a / 1");
  options.skip_lines = 0;
  options.header_row = 1;
  EXPECT_EQ(records_of("x\n\na\n1\n", options), "a / 1");
  options.header_row.reset();
  EXPECT_EQ(records_of("1,2\n3,4\n", options), "column0,column1 / 1 2 / 3 4");
  EXPECT_EQ(records_of("\n1,2\n", options), "column0,column1 / 1 2");
}

TEST(RecordReader, PassesOverALineThatNamesTheDelimiter) {
  CsvOptions options;
  EXPECT_EQ(records_of("sep=,\na,b\n1,2\n", options), "a,b / 1 2");
  options.dialect.delimiter = ';';
  EXPECT_EQ(records_of("sep=;\r\na;b\r\n1;2\r\n", options), "a,b / 1 2");
  EXPECT_EQ(records_of("\xEF\xBB\xBF\"sep=;\"\na;b\n1;2\n", options), "a,b / 1 2");
  EXPECT_EQ(records_of("\"sep=;\"\n\na;b\n1;2\n", options), "a,b / 1 2");
  EXPECT_EQ(records_of("sep=;\na;b\n1\n", options),
            "csv.malformed: in.csv:3: expected 2 fields as in the header on line 2, found 1 field");
  EXPECT_EQ(records_of("sep=;\n", options), "csv.no_columns: in.csv: the file has no header line");
  options.header_row.reset();
  EXPECT_EQ(records_of("sep=;\n1;2\n", options), "column0,column1 / 1 2");
  EXPECT_EQ(records_of("1;2\nsep=;\n", options), "column0,column1 / 1 2 / sep= ");
}

TEST(RecordReader, RefusesALineThatNamesAnotherDelimiter) {
  const std::string refused = "csv.delimiter_differs: in.csv:1: the line 'sep=;' says what divides";
  CsvOptions options;
  EXPECT_THAT(records_of("sep=;\na;b\n", options), testing::StartsWith(refused));
  options.header_row.reset();
  EXPECT_THAT(records_of("sep=;\n1;2\n", options), testing::StartsWith(refused));
  const auto reader = RecordReader::open(std::make_unique<TextSource>("sep=\t\na\tb\n"), options,
                                         options.dialect, "in.csv");
  EXPECT_EQ(reader.error().hint,
            "set `delimiter: \"\\t\"`, or pass over the line with `skip_rows: 1`");
}

TEST(RecordReader, LeavesALineAloneThatOptionsPassOver) {
  CsvOptions options;
  options.skip_lines = 1;
  EXPECT_EQ(records_of("sep=;\na,b\n1,2\n", options), "a,b / 1 2");
  EXPECT_EQ(records_of("title\nsep=;\n1\n", options), "sep=; / 1");
  options.skip_lines = 0;
  options.header_row = 1;
  EXPECT_EQ(records_of("sep=;\na,b\n1,2\n", options), "a,b / 1 2");
  options.dialect.delimiter = ';';
  EXPECT_EQ(records_of("sep=;\na;b\n1;2\n", options), "a,b / 1 2")
      << "rows above the header are counted as they stand there";
}

TEST(RecordReader, PassesOverCommentsAndBlankLines) {
  CsvOptions options;
  options.dialect.comment = '#';
  EXPECT_EQ(records_of("#x\n\n#y\na\n#z\n\n1\n", options), "a / 1");
  options.skip_blank_lines = false;
  EXPECT_EQ(records_of("a\n1\n\n2\n", options), "a / 1 /  / 2");
  options.header_row.reset();
  EXPECT_EQ(records_of("\n1\n\n", options), "column0 /  / 1 / ") << "the first row is blank";
}

TEST(RecordReader, RefusesALoneCarriageReturnAmongOtherLineEnds) {
  EXPECT_EQ(records_of("a,b\r1,2\r"), "a,b / 1 2");
  EXPECT_EQ(records_of("a,b\r1,2"), "a,b / 1 2");
  EXPECT_EQ(records_of("a,b\n1,2\r\n3,4\n"), "a,b / 1 2 / 3 4");
  EXPECT_EQ(records_of("a,b\n1,2\r3,4\n"),
            "csv.malformed: in.csv:2: the line ends in CR, others before it do not");
  EXPECT_EQ(records_of("a,b\r1,2\r\n"),
            "csv.malformed: in.csv:2: the line ends in CR LF, others before it do not");
  EXPECT_EQ(records_of("a,b\n1,\"2\r3\"\n"), "a,b / 1 2\r3");
}

TEST(RecordReader, NamesEveryColumnOnce) {
  auto reader = RecordReader::open(std::make_unique<TextSource>("a,a_1,A,\"\",a\n"), CsvOptions(),
                                   Dialect(), "in.csv");
  EXPECT_THAT((*reader)->columns(), testing::ElementsAre("a", "a_1", "A_2", "column3", "a_3"));
  EXPECT_EQ((*reader)->renamed().size(), 3);
}

TEST(RecordReader, RefusesNamesThatWouldBeCutOff) {
  EXPECT_EQ(
      records_of(std::string("\na,b\0c,b\0d\n1,2,3\n", 17)),
      "csv.bad_encoding: in.csv:2: the name of column 2 has a NUL character in it, so the file "
      "is hardly text in this encoding");
}

TEST(RecordReader, TellsTheDelimiterThatTheHeaderHas) {
  const CsvOptions options;
  auto reader = RecordReader::open(std::make_unique<TextSource>("a;b\n1,5;2\n"), options,
                                   options.dialect, "in.csv");
  ASSERT_EQ((*reader)->next(), nullptr);
  EXPECT_THAT((*reader)->outcome().error().hint,
              testing::HasSubstr("set 'delimiter' to \";\" and, if numbers have commas, "
                                 "'decimal' to \",\""));
}

TEST(RecordReader, TellsWhichLineIsWrong) {
  EXPECT_EQ(records_of("a,b\n1,2\n3\n"),
            "csv.malformed: in.csv:3: expected 2 fields as in the header on line 1, found 1 field");
  EXPECT_EQ(records_of("\n"), "csv.no_columns: in.csv: the file has no header line");
}

}  // namespace
}  // namespace osiris::components
