#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

#include <zlib.h>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class CsvExtractorTest : public sdk::StepFixture {
 protected:
  Result<sdk::StepResult> extract(std::string_view bytes, const std::string& options = "") {
    write_file("in.csv", bytes);
    return run_step(component_, "path: in.csv\n" + options);
  }

  /// Extracts and returns the columns and rows, or the failure's code and message.
  std::string extracted(std::string_view bytes, const std::string& options = "") {
    EXPECT_TRUE(exchange::drop_relation(*connection_, "step").has_value());
    const auto result = extract(bytes, options);
    if (!result.has_value()) {
      EXPECT_EQ(columns_of("step"), "relation.not_found") << "a failed step leaves nothing";
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->relation, "step");
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of("step") + "\n" + rows_of("SELECT * FROM step");
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(CsvExtractorTest, GivesEachColumnTheNarrowestTypeThatHoldsItsValues) {
  EXPECT_EQ(extracted("i,h,d,b,day,t,ts,tz,s\n"
                      "1,12345678901234567890,1.5,true,2024-02-29,10:00:00,2024-01-02 "
                      "03:04:05.5,2024-01-02T03:04:05+02:00,x\n"
                      "-2,,inf,False,,,2024-01-02,,\n"),
            "i BIGINT, h HUGEINT, d DOUBLE, b BOOLEAN, day DATE, t TIME, ts TIMESTAMP, "
            "tz TIMESTAMP WITH TIME ZONE, s VARCHAR\n"
            "1|12345678901234567890|1.5|true|2024-02-29|10:00:00|2024-01-02 03:04:05.5|2024-01-02 "
            "01:04:05+00|x\n"
            "-2|~|inf|false|~|~|2024-01-02 00:00:00|~|~\n");
}

TEST_F(CsvExtractorTest, KeepsAsTextWhatANumberOrDateWouldChange) {
  EXPECT_EQ(extracted("zip,phone,day,ts,n\n"
                      "01234,+420123,2024-02-30,2024-01-02 03:04:05.1234567,1e400\n"),
            "zip VARCHAR, phone VARCHAR, day VARCHAR, ts VARCHAR, n VARCHAR\n"
            "01234|+420123|2024-02-30|2024-01-02 03:04:05.1234567|1e400\n");
}

TEST_F(CsvExtractorTest, ReportsNumbersThatDoubleRounds) {
  EXPECT_EQ(extracted("n\n1.5\n0.1234567890123456789\n12345678901234567\n"),
            "n DOUBLE\n1.5\n0.12345678901234568\n1.2345678901234568e+16\n");
  EXPECT_THAT(observer_.warnings,
              testing::ElementsAre(HasSubstr("csv.digits_lost (2) in.csv:3: column 'n'")));
}

TEST_F(CsvExtractorTest, TellsWhenTheDelimiterIsEvidentlyAnother) {
  EXPECT_EQ(extracted("a;b;c\n1;2;3\n"), "a;b;c VARCHAR\n1;2;3\n");
  EXPECT_THAT(observer_.warnings,
              testing::ElementsAre(HasSubstr("csv.one_column (1) in.csv has one column, 'a;b;c'")));
  EXPECT_THAT(observer_.warnings.front(), HasSubstr("set 'delimiter' to \";\""));
  observer_.warnings.clear();
  extracted("a\tb\n1\t2\n");
  EXPECT_THAT(observer_.warnings, testing::ElementsAre(HasSubstr("set 'delimiter' to \"\\t\"")));
  observer_.warnings.clear();
  extracted("a,b,c\n1,2,3\n", "delimiter: '|'");
  EXPECT_THAT(observer_.warnings, testing::ElementsAre(HasSubstr("set 'delimiter' to \",\"")));
}

TEST_F(CsvExtractorTest, TakesOneColumnForOneColumn) {
  extracted("name\na;b\n");
  extracted("\"revenue, EUR\"\n5\n", "delimiter: ';'");
  extracted("a;b\n", "header: false");
  extracted("a;b,c\n1,2\n");
  EXPECT_THAT(observer_.warnings, testing::IsEmpty());
}

TEST_F(CsvExtractorTest, TellsEmptyTextFromNull) {
  EXPECT_EQ(extracted("s,i\n\"\",\"\"\n,\n\"x\",\"7\"\n"), "s VARCHAR, i BIGINT\n|~\n~|~\nx|7\n");
}

TEST_F(CsvExtractorTest, ReadsNullWords) {
  EXPECT_EQ(extracted("s,i\nNA,NA\n\"NA\",\"NA\"\n-,5\n", "na_values: [NA, '-']"),
            "s VARCHAR, i BIGINT\n~|~\nNA|~\n~|5\n");
}

TEST_F(CsvExtractorTest, TakesTheEmptyFieldForTextOnRequest) {
  EXPECT_EQ(extracted("s,i\nx,7\n,\n\"\",8\n", "empty_as_null: false"),
            "s VARCHAR, i VARCHAR\nx|7\n|\n|8\n");
  EXPECT_EQ(extracted("s,i\nx,7\nNA,NA\n,8\n", "empty_as_null: false\nna_values: [NA]"),
            "s VARCHAR, i BIGINT\nx|7\n~|~\n|8\n");
  EXPECT_EQ(extracted("s\n\"\"\nx\n", "empty_as_null: false\nna_values: ['']"), "s VARCHAR\n\nx\n")
      << "a null word in quotes is text, the empty one too";
  EXPECT_EQ(extracted("s,t\n,x\n", "empty_as_null: false\nna_values: ['']"),
            "s VARCHAR, t VARCHAR\n~|x\n");
}

TEST_F(CsvExtractorTest, RefusesTheEmptyTextForADeclaredType) {
  EXPECT_EQ(extracted("s,i\nx,7\ny,\n", "empty_as_null: false\ndtype: {i: BIGINT}"),
            "csv.bad_value: in.csv:3: column 'i': '' is no BIGINT");
  EXPECT_EQ(extracted("s,d\nx,\n", "empty_as_null: false\nparse_dates: [d]"),
            "csv.bad_value: in.csv:2: column 'd': '' is no date or time as parse_dates asks");
}

TEST_F(CsvExtractorTest, ReadsNumbersWithCommasAndGroups) {
  const std::string form = "delimiter: ';'\ndecimal: ','\nthousands: '.'\n";
  EXPECT_EQ(extracted("n;i;s;day;x\n1.234,5;-1.234.567;1.5;2024-01-02;inf\n"
                      ",25;12;2;;1e3\n1234,5;7;3;;\n",
                      form),
            "n DOUBLE, i BIGINT, s VARCHAR, day DATE, x DOUBLE\n"
            "1234.5|-1234567|1.5|2024-01-02|inf\n0.25|12|2|~|1000.0\n1234.5|7|3|~|~\n")
      << "1.5 has no group of three digits, so it is no number of this form";
  EXPECT_EQ(extracted("n;z\n1.234,50;0.123\n", form + "dtype: {n: 'DECIMAL(8,2)'}"),
            "n DECIMAL(8,2), z VARCHAR\n1234.50|0.123\n")
      << "leading zeros stay text";
  EXPECT_EQ(extracted("n;m\n1,5;1.5\n", "delimiter: ';'\ndecimal: ','"),
            "n DOUBLE, m VARCHAR\n1.5|1.5\n");
  EXPECT_EQ(extracted("n,i\n1 000.5,12 345 678 901 234 567 890\n", "thousands: ' '"),
            "n DOUBLE, i HUGEINT\n1000.5|12345678901234567890\n");
}

TEST_F(CsvExtractorTest, RefusesANumberOfAnotherForm) {
  const std::string form = "delimiter: ';'\ndecimal: ','\ndtype: ";
  EXPECT_EQ(extracted("a;b\n1,5;2\n1.5;3\n", form + "{a: DOUBLE}"),
            "csv.bad_value: in.csv:3: column 'a': '1.5' is no DOUBLE");
  EXPECT_EQ(extracted("a;b\n1,5;2\n", form + "{a: BIGINT}"),
            "csv.bad_value: in.csv:2: column 'a': '1,5' is no BIGINT");
  EXPECT_EQ(extracted("a;b\n0.123;2\n", "thousands: '.'\n" + form + "{a: BIGINT}"),
            "csv.bad_value: in.csv:2: column 'a': '0.123' is no BIGINT");
  EXPECT_EQ(extracted("a;b\n1,2e1.5;2\n", form + "{a: DOUBLE}"),
            "csv.bad_value: in.csv:2: column 'a': '1,2e1.5' is no DOUBLE");
}

TEST_F(CsvExtractorTest, NamesTheLineOfWhatIsMalformed) {
  EXPECT_EQ(extracted("a,b\n1,2\n3\n"),
            "csv.malformed: in.csv:3: expected 2 fields as in the header on line 1, found 1 field");
  EXPECT_EQ(
      extracted("a,b\n1,2\n\"3\n4\",5\n6,7,\n"),
      "csv.malformed: in.csv:5: expected 2 fields as in the header on line 1, found 3 fields");
  EXPECT_EQ(extracted("a,b\n1,\"x\ny\n"),
            "csv.malformed: in.csv:2: the quote that opens field 2 is never closed");
  EXPECT_EQ(extracted("a,b\n\"x\"y,1\n"),
            "csv.malformed: in.csv:2: text follows the closing quote of field 1");
}

TEST_F(CsvExtractorTest, ReadsQuotedDelimitersQuotesAndLineBreaks) {
  EXPECT_EQ(extracted("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"1\n2\",z\n"),
            "a VARCHAR, b VARCHAR\nx,y|say \"hi\"\n1\n2|z\n");
}

TEST_F(CsvExtractorTest, ReadsEveryKindOfLineEndAndSeveralInOneFile) {
  const std::string rows = "a BIGINT, b VARCHAR\n1|x\n2|y\n";
  EXPECT_EQ(extracted("a,b\r\n1,x\r\n2,y\r\n"), rows);
  EXPECT_EQ(extracted("a,b\r1,x\r2,y\r"), rows);
  EXPECT_EQ(extracted("a,b\n1,x\r\n2,y"), rows);
  EXPECT_EQ(extracted("a,b\r\n1,\"x\ny\"\r\n"), "a BIGINT, b VARCHAR\n1|x\ny\n");
  EXPECT_EQ(extracted("a,b\n1,\"x\r\ny\"\n"), "a BIGINT, b VARCHAR\n1|x\r\ny\n");
}

TEST_F(CsvExtractorTest, KeepsTheColumnsOfAFileWithoutRows) {
  EXPECT_EQ(extracted("a,b\n"), "a VARCHAR, b VARCHAR\n");
  EXPECT_EQ(extracted("a,b"), "a VARCHAR, b VARCHAR\n");
  EXPECT_EQ(extracted("a,b\n", "dtype: {a: int64}"), "a BIGINT, b VARCHAR\n");
}

TEST_F(CsvExtractorTest, RefusesAFileWithoutColumns) {
  EXPECT_THAT(extracted(""), HasSubstr("csv.no_columns: in.csv: the file has no header line"));
  EXPECT_THAT(extracted("\n\n"), HasSubstr("csv.no_columns"));
  EXPECT_THAT(extracted("", "header: false"), HasSubstr("the file has no line of data"));
  EXPECT_THAT(extracted("a\n", "skip_rows: 5"), HasSubstr("csv.no_columns"));
}

TEST_F(CsvExtractorTest, PassesOverAByteOrderMark) {
  EXPECT_EQ(extracted("\xEF\xBB\xBF\"a\",b\n1,2\n"), "a BIGINT, b BIGINT\n1|2\n");
}

TEST_F(CsvExtractorTest, MakesNamesUniqueAndSaysSo) {
  EXPECT_EQ(extracted("a,A,,a_1\n1,2,3,4\n"),
            "a BIGINT, A_1 BIGINT, column2 BIGINT, a_1_1 BIGINT\n1|2|3|4\n");
  EXPECT_EQ(observer_.warnings.size(), 3);
  EXPECT_THAT(observer_.warnings[0],
              HasSubstr("csv.column_renamed (1) in.csv: the column 'A' is called 'A_1'"));
}

TEST_F(CsvExtractorTest, TakesTheHeaderFromWhereItIs) {
  const std::string rows = "a BIGINT, b BIGINT\n1|2\n";
  EXPECT_EQ(extracted("title\n\nmore, text\na,b\n1,2\n", "skip_rows: 3"), rows);
  EXPECT_EQ(extracted("x,y\nz,w\na,b\n1,2\n", "header: 2"), rows);
  EXPECT_EQ(extracted("1,2\n3,4\n", "header: false"), "column0 BIGINT, column1 BIGINT\n1|2\n3|4\n");
  EXPECT_EQ(extracted("1,2\n", "header: null"), "column0 BIGINT, column1 BIGINT\n1|2\n");
}

TEST_F(CsvExtractorTest, TakesExcelsFirstLineForNoRow) {
  const auto result = extract("sep=;\na;b\n1;x\n2;y\n", "delimiter: ;");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(rows_of("SELECT * FROM step"), "1|x\n2|y\n");
  EXPECT_THAT(observer_.warnings, testing::IsEmpty());
  EXPECT_THAT(observer_.notes, testing::ElementsAre(HasSubstr("first line of 1 of 1 files")));
  EXPECT_THAT(extracted("sep=;\na;b\n1;x\n"), HasSubstr("csv.delimiter_differs: in.csv:1: "));
  EXPECT_THAT(extracted("sep=;\na;b\n1;x\n", "on_bad_lines: skip"),
              HasSubstr("csv.delimiter_differs: in.csv:1: "));
}

TEST_F(CsvExtractorTest, LooksForExcelsLineInEveryFile) {
  write_file("one.csv", "a;b\n1;x\n");
  write_file("two.csv", "sep=;\nb;a\ny;2\n");
  const auto result = run_step(component_, "path: [one.csv, two.csv]\ndelimiter: ;");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows_of("SELECT * FROM step"), "1|x\n2|y\n");
  EXPECT_THAT(observer_.notes, testing::ElementsAre(HasSubstr("first line of 1 of 2 files")));
}

TEST_F(CsvExtractorTest, SkipsLinesInWhichQuotesMeanNothing) {
  const std::string rows = "a BIGINT, b BIGINT\n1|2\n";
  EXPECT_EQ(extracted("T\n\"note\na,b\n1,2\n", "skip_rows: 2"), rows);
  EXPECT_EQ(extracted("\"two\nlines\"\na,b\n1,2\n", "skip_rows: 2"), rows);
}

TEST_F(CsvExtractorTest, SelectsAndOrdersColumns) {
  EXPECT_EQ(extracted("a,b,c\n1,2,x\n", "columns: [c, a]"), "c VARCHAR, a BIGINT\nx|1\n");
  EXPECT_EQ(extracted("name,b\n1,2\n", "columns: [nmae]"),
            "csv.bad_option: in.csv has no column 'nmae', which 'columns' names; did you mean "
            "'name'?");
}

TEST_F(CsvExtractorTest, StopsAtTheLimit) {
  EXPECT_EQ(extracted("a,b\n1,2\n3,4\nx,y\n5\n", "limit: 2"), "a BIGINT, b BIGINT\n1|2\n3|4\n");
}

TEST_F(CsvExtractorTest, ObeysDeclaredTypes) {
  EXPECT_EQ(extracted("a,b,c\n007,1,2.50\n", "dtype: {a: str, b: float64, c: 'DECIMAL(9,2)'}"),
            "a VARCHAR, b DOUBLE, c DECIMAL(9,2)\n007|1.0|2.50\n");
  EXPECT_EQ(extracted("a,b\n1,2024-01-01\n", "dtype: str"), "a VARCHAR, b VARCHAR\n1|2024-01-01\n");
  EXPECT_EQ(extracted("a\n1\n\n1.5\n", "dtype: {a: int64}"),
            "csv.bad_value: in.csv:4: column 'a': '1.5' is no BIGINT");
  EXPECT_EQ(extracted("a\n2.505\n", "dtype: {a: 'decimal(9,2)'}"),
            "csv.bad_value: in.csv:2: column 'a': '2.505' is no DECIMAL(9,2)");
  EXPECT_THAT(extracted("a\n1\n", "dtype: {a: interger}"), HasSubstr("did you mean 'integer'?"));
}

TEST_F(CsvExtractorTest, ReadsDatesWhereAskedTo) {
  const std::string text = "d,e\n2024-01-02,2024-01-02\n";
  EXPECT_THAT(extracted(text, "parse_dates: false"), HasSubstr("d VARCHAR, e VARCHAR"));
  EXPECT_THAT(extracted(text, "parse_dates: [e]"), HasSubstr("d VARCHAR, e DATE"));
  EXPECT_THAT(extracted("d\n02/01/2024\n", "parse_dates: [d]"),
              HasSubstr("csv.bad_value: in.csv:2: column 'd': '02/01/2024' is no date"));
}

TEST_F(CsvExtractorTest, PassesOverBlankLinesAndComments) {
  EXPECT_EQ(extracted("a,b\n\n1,2\n\n"), "a BIGINT, b BIGINT\n1|2\n");
  EXPECT_EQ(extracted("a\n\n1\n\n2\n\n"), "a BIGINT\n1\n2\n");
  EXPECT_EQ(extracted("a\n\nNA\n\n2\n", "na_values: [NA]"), "a BIGINT\n~\n2\n");
}

TEST_F(CsvExtractorTest, TakesBlankLinesAsRowsWhenAskedTo) {
  EXPECT_EQ(extracted("a\n1\n\n2\n", "skip_blank_lines: false"), "a BIGINT\n1\n~\n2\n");
  EXPECT_EQ(extracted("a,b\n1,2\n\n", "skip_blank_lines: false"),
            "csv.malformed: in.csv:3: expected 2 fields as in the header on line 1, found a blank "
            "line");
}

TEST_F(CsvExtractorTest, ReadsComments) {
  EXPECT_EQ(
      extracted("# made by hand\na,b\n# first\n1,x # why\n2,\"#y\"\n  # last\n", "comment: '#'"),
      "a BIGINT, b VARCHAR\n1|x\n2|#y\n");
  EXPECT_EQ(extracted("a,b\n1,2 # note\n", "comment: '#'"), "a BIGINT, b BIGINT\n1|2\n");
}

TEST_F(CsvExtractorTest, ReadsOtherDialects) {
  EXPECT_EQ(extracted("a;b\n'x;y';1\n", "delimiter: ';'\nquote: \"'\""),
            "a VARCHAR, b BIGINT\nx;y|1\n");
  EXPECT_EQ(extracted("a\tb\n\"x\ty\"\t1\n", "delimiter: \"\\t\""),
            "a VARCHAR, b BIGINT\nx\ty|1\n");
  EXPECT_EQ(extracted("a,b\n5\" disk,\"x\n", "quote: ''"), "a VARCHAR, b VARCHAR\n5\" disk|\"x\n");
  EXPECT_EQ(extracted("a,b\n\"say \\\"hi\\\", \\\\\",1\n", "escape: '\\'"),
            "a VARCHAR, b BIGINT\nsay \"hi\", \\|1\n");
  EXPECT_EQ(extracted("a,b\n\"C:\\temp\\new\",1\n", "escape: '\\'"),
            "a VARCHAR, b BIGINT\nC:\\temp\\new|1\n");
  EXPECT_THAT(extracted("a\n", "delimiter: '\"'"), HasSubstr("csv.bad_option"));
}

TEST_F(CsvExtractorTest, TakesTabsForFilesThatAreNamedSo) {
  std::filesystem::create_directory(folder_ / "folder");
  write_file("folder/1.csv", "a,b\n1,x\n");
  write_file("folder/2.TSV", "a\tb\n2\ty,z\n");
  ASSERT_TRUE(run_step(component_, "path: folder").has_value());
  EXPECT_EQ(rows_of("SELECT * FROM step"), "1|x\n2|y,z\n");
  const auto given = run_step(component_, "{path: folder/2.TSV, delimiter: ','}");
  ASSERT_FALSE(given.has_value()) << "what is given holds for every name";
  EXPECT_EQ(given.error().code, "csv.malformed");
}

TEST_F(CsvExtractorTest, ReadsOtherEncodings) {
  EXPECT_EQ(extracted("n\xE4me\ncaf\xE9\n", "encoding: latin-1"),
            "n\xC3\xA4me VARCHAR\ncaf\xC3\xA9\n");
  EXPECT_EQ(extracted({"\xFF\xFE"
                       "a\0\n\0\xAC\x20\n\0",
                       10},
                      "encoding: utf-16"),
            "a VARCHAR\n\xE2\x82\xAC\n");
  EXPECT_EQ(extracted("a\nb\n", "encoding: ascii"), "a VARCHAR\nb\n");
  EXPECT_EQ(extracted("a\nb\n\xC3\xA9\n", "encoding: ascii"),
            "csv.bad_encoding: in.csv:3: '\\xC3' is not valid ASCII");
  EXPECT_EQ(extracted("a\ncaf\xE9\n"), "csv.bad_encoding: in.csv:2: '\\xE9' is not valid UTF-8");
}

TEST_F(CsvExtractorTest, ReadsPackedFiles) {
  write_file("in.csv", "");
  const std::string path = (folder_ / "in.csv.gz").string();
  gzFile packed = gzopen(path.c_str(), "wb");
  gzputs(packed, "a,b\n1,x\n");
  gzclose(packed);
  ASSERT_TRUE(run_step(component_, "path: in.csv.gz").has_value());
  EXPECT_EQ(rows_of("SELECT * FROM step"), "1|x\n");

  // "a,b\n1,x\n" in one raw block. Source: RFC 8878.
  write_file("in.csv.zst", std::string_view("\x28\xB5\x2F\xFD\x20\x08\x41\0\0"
                                            "a,b\n1,x\n",
                                            17));
  ASSERT_TRUE(run_step(component_, "path: in.csv.zst").has_value());
  EXPECT_EQ(rows_of("SELECT * FROM step"), "1|x\n");
  EXPECT_EQ(run_step(component_, "path: in.csv.zst\ncompression: none").error().message,
            "in.csv.zst: the file is packed with zstd");

  write_file("in.csv.bz2", "x");
  EXPECT_EQ(run_step(component_, "path: in.csv.bz2").error().code, "csv.bad_compression");
  EXPECT_EQ(run_step(component_, "path: 'in.csv.b*'").error().message,
            "in.csv.bz2: .bz2 files cannot be read");
}

TEST_F(CsvExtractorTest, RefusesPathsThatAreNoFile) {
  EXPECT_EQ(run_step(component_, "path: absent.csv").error().code, "file.not_found");
  EXPECT_EQ(run_step(component_, "path: .").error().code, "file.not_found");
  EXPECT_EQ(run_step(component_, "path: '*.csv'").error().code, "file.not_found");
}

TEST_F(CsvExtractorTest, ReportsRowsAndBytes) {
  const auto result = extract("a\n1\n2\n");
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->bytes, 6);
}

TEST_F(CsvExtractorTest, ReplacesTheRelationOfAnEarlierAttempt) {
  ASSERT_TRUE(extract("a\n1\n").has_value());
  ASSERT_TRUE(extract("b\nx\n").has_value());
  EXPECT_EQ(columns_of("step"), "b VARCHAR");
}

}  // namespace
}  // namespace osiris::components
