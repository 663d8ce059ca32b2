#include "components/filesystem.csv_extractor/csv_scanner.h"

#include "components/filesystem/test_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace osiris::components {
namespace {

using testing::HasSubstr;

/// Writes what the scanner finds, a line each: `number: field|field`, quoted fields in brackets.
std::string scanned(const std::string& text, const Dialect& dialect = {},
                    std::size_t piece = 1 << 20) {
  TextSource source(text, piece);
  CsvScanner scanner(source, dialect, "in.csv");
  std::string found;
  for (CsvLine line; scanner.next(line);) {
    found += std::to_string(line.number) + ": ";
    if (line.kind != LineKind::kRecord) {
      found += line.kind == LineKind::kBlank ? "blank" : "comment";
    }
    for (std::size_t i = 0; i < line.fields.size() && line.kind == LineKind::kRecord; ++i) {
      const RawField& field = line.fields[i];
      const std::string value = value_of(field, dialect);
      found += (i == 0 ? "" : "|") + (field.quoted ? "[" + value + "]" : value);
    }
    found += "\n";
  }
  return scanner.outcome().has_value() ? found : found + scanner.outcome().error().message;
}

TEST(CsvScanner, SplitsRecordsAndFields) {
  EXPECT_EQ(scanned("a,b\n1,\n,2\n"), "1: a|b\n2: 1|\n3: |2\n");
  EXPECT_EQ(scanned("a"), "1: a\n");
  EXPECT_EQ(scanned("a,"), "1: a|\n");
  EXPECT_EQ(scanned(""), "");
}

TEST(CsvScanner, TakesEveryLineEnd) {
  EXPECT_EQ(scanned("a\nb\r\nc\rd"), "1: a\n2: b\n3: c\n4: d\n");
  EXPECT_EQ(scanned("a\r"), "1: a\n");
}

TEST(CsvScanner, FailsWhereALineReachesWhatIsNoText) {
  EXPECT_EQ(scanned("a\nb\n\"c\n\xFF\"\nd\n"), "1: a\n2: b\nin.csv:4: '\\xFF' is not valid UTF-8");
  EXPECT_EQ(scanned("a\n\"b\"x\n\xFF\n"),
            "1: a\nin.csv:2: text follows the closing quote of field 1");
}

TEST(CsvScanner, UnderstandsQuotes) {
  EXPECT_EQ(scanned("\"a,b\",\"c\nd\"\n\"e\"\"f\",\"\"\n"), "1: [a,b]|[c\nd]\n3: [e\"f]|[]\n");
  EXPECT_EQ(scanned("5\" disk,a\"b\"\n"), "1: 5\" disk|a\"b\"\n")
      << "inside a field it is a character";
  EXPECT_EQ(scanned(" \"a\" , \"b\"  \n"), "1: [a]|[b]\n") << "as DuckDB takes it";
  EXPECT_EQ(scanned("  \"a\",b\n"), "1:   \"a\"|b\n") << "as DuckDB takes it";
}

TEST(CsvScanner, CountsLinesInQuotes) {
  EXPECT_EQ(scanned("\"a\n\r\n\rb\"\nc\n"), "1: [a\n\r\n\rb]\n5: c\n");
}

TEST(CsvScanner, UnderstandsEscapes) {
  Dialect dialect;
  dialect.escape = '\\';
  EXPECT_EQ(scanned("\"a\\\"b\\\\\",\\\n", dialect), "1: [a\"b\\]|\\\n");
  EXPECT_EQ(scanned("\"C:\\temp\\new\",\"\\\\n\\\"\\,\"\nc", dialect),
            "1: [C:\\temp\\new]|[\\n\"\\,]\n2: c\n")
      << "before any other character it stays";
  EXPECT_EQ(scanned("\"a\\\nb\\\"\"\nc", dialect), "1: [a\nb\"]\n3: c\n");
  EXPECT_EQ(scanned("\"a\\\r\nb\"\r\nc", dialect), "1: [a\r\nb]\n3: c\n");
  EXPECT_EQ(scanned("\"a\\\rb\"\rc", dialect), "1: [a\rb]\n3: c\n");
  dialect.quote.reset();
  dialect.escape.reset();
  EXPECT_EQ(scanned("\"a,b\"\n", dialect), "1: \"a|b\"\n");
}

TEST(CsvScanner, MarksBlankLinesAndComments) {
  Dialect dialect;
  dialect.comment = '#';
  EXPECT_EQ(scanned("\n#a,\"b\n1#x,y\n 2,\"#\"#z\n  #\n\n1, #\n", dialect),
            "1: blank\n2: comment\n3: 1\n4:  2|[#]\n5: comment\n6: blank\n7: 1|\n");
  EXPECT_EQ(scanned("1,2 \t# x\n1 ,\"2 \" # x\n", dialect), "1: 1|2\n2: 1 |[2 ]\n")
      << "blanks before a comment belong to it";
  EXPECT_EQ(scanned("\"\"\n\n"), "1: []\n2: blank\n");
}

TEST(CsvScanner, TellsWhatIsMalformed) {
  EXPECT_EQ(scanned("a,b\n1,\"2\n3\n"),
            "1: a|b\nin.csv:2: the quote that opens field 2 is never closed");
  EXPECT_EQ(scanned("a\n\"b\"c\n"), "1: a\nin.csv:2: text follows the closing quote of field 1");
}

TEST(CsvScanner, TellsHowAQuoteIsWrittenInQuotes) {
  for (const auto& [escape, says] :
       {std::pair{'"', "double the quotes"}, {'\\', "write \\ before"}}) {
    Dialect dialect;
    dialect.escape = escape;
    TextSource source("\"b\"c\n");
    CsvScanner scanner(source, dialect, "in.csv");
    CsvLine line;
    ASSERT_FALSE(scanner.next(line));
    EXPECT_THAT(scanner.outcome().error().hint, HasSubstr(says));
  }
}

TEST(CsvScanner, SkipsLinesAsTheyStand) {
  TextSource source("\xEF\xBB\xBFT\n\"note\r\n\n\"a\"\nlast", 3);
  CsvScanner scanner(source, Dialect(), "in.csv");
  CsvLine line;
  for (const LineEnd end : {LineEnd::kLf, LineEnd::kCrLf, LineEnd::kLf}) {
    ASSERT_TRUE(scanner.next_skipped(line));
    EXPECT_EQ(line.end, end);
  }
  ASSERT_TRUE(scanner.next(line));
  EXPECT_EQ(line.number, 4);
  EXPECT_EQ(line.fields.at(0).text, "a");
  ASSERT_TRUE(scanner.next_skipped(line));
  EXPECT_EQ(line.end, LineEnd::kNone);
  EXPECT_FALSE(scanner.next_skipped(line));
  EXPECT_TRUE(scanner.outcome().has_value());
  EXPECT_EQ(scanner.line_number(), 6);
}

TEST(CsvScanner, SkipsNoLinesThatAreNoText) {
  TextSource source("a\nb\xFF\nc\n");
  CsvScanner scanner(source, Dialect(), "in.csv");
  CsvLine line;
  ASSERT_TRUE(scanner.next_skipped(line));
  EXPECT_FALSE(scanner.next_skipped(line));
  EXPECT_EQ(scanner.outcome().error().message, "in.csv:2: '\\xFF' is not valid UTF-8");
}

TEST(CsvScanner, PassesOverAByteOrderMark) {
  EXPECT_EQ(scanned("\xEF\xBB\xBF\"a\"\n"), "1: [a]\n");
}

TEST(CsvScanner, RefusesInvalidUtf8WithItsLine) {
  EXPECT_THAT(scanned("a\n\xC3\xA9\nx\xC3\n"), HasSubstr("in.csv:3: '\\xC3' is not valid UTF-8"));
  EXPECT_THAT(scanned("a\r\nb\r\n\xC3\n"), HasSubstr("in.csv:3: '\\xC3' is not valid UTF-8"));
  EXPECT_THAT(scanned("a\rb\r\xC3\r"), HasSubstr("in.csv:3: '\\xC3' is not valid UTF-8"));
  Dialect ascii;
  ascii.ascii_only = true;
  EXPECT_THAT(scanned("a\n\xC3\xA9\n", ascii), HasSubstr("in.csv:2: '\\xC3' is not valid ASCII"));
}

/// Reads a header and a record of so many bytes; a failure gives its message.
std::string long_record(std::size_t bytes, const std::string& quote, const std::string& end) {
  const std::size_t quotes = quote.size() + end.size();
  TextSource source("a\n" + quote + std::string(bytes - quotes, 'x') + end + "\nb\n");
  CsvScanner scanner(source, Dialect(), "in.csv");
  CsvLine line;
  EXPECT_TRUE(scanner.next(line));
  return scanner.next(line) ? "read" : scanner.outcome().error().message;
}

TEST(CsvScanner, BoundsTheLengthOfARecord) {
  const std::string too_long = "in.csv:2: the row is longer than 64 MiB, at least up to field 1";
  // The line end counts, too.
  EXPECT_EQ(long_record(kRecordBytesMax - 1, "", ""), "read");
  EXPECT_EQ(long_record(kRecordBytesMax, "", ""), too_long);
  EXPECT_EQ(long_record(kRecordBytesMax - 1, "\"", "\""), "read");
  EXPECT_EQ(long_record(kRecordBytesMax, "\"", "\""), too_long);
  EXPECT_EQ(long_record(kRecordBytesMax + 100, "\"", ""),
            "in.csv:2: the quote that opens field 1 is never closed");
}

TEST(CsvScanner, PassesOverNoRowWhoseEndIsUnknown) {
  TextSource source("a,b\n1,\"" + std::string(kRecordBytesMax, '\n') + "\"\n");
  CsvScanner scanner(source, Dialect(), "in.csv");
  CsvLine line;
  ASSERT_TRUE(scanner.next(line));
  ASSERT_FALSE(scanner.next(line));
  EXPECT_FALSE(scanner.pass_malformed()) << "the lines of a value are no rows";
  EXPECT_TRUE(scanner.outcome().error().is(kCsvMalformed));
}

TEST(CsvScanner, FindsTheSameWhereverItsBufferEnds) {
  // Records of every awkward shape, more of them than the buffer holds, at ever different offsets.
  const std::vector<std::string> shapes{"1,2\n", "\"a\"\"b\",c\r\n", "\"x\ny\",z\n",
                                        ",\n",   "\"\",\"\"\n",      "\xE2\x82\xAC,\"\xC3\xA9\"\n",
                                        "\r\n",  "q \"r\",s\r"};
  std::mt19937 random(11);
  std::string text;
  while (text.size() < (std::size_t{1} << 20)) {
    const std::string padding(random() % 700, 'p');
    const std::string& shape = shapes[random() % shapes.size()];
    const bool padded = shape.front() != '\r' && shape.front() != '"';
    text += (padded ? padding : "") + shape;
  }
  const std::string whole = scanned(text);
  EXPECT_EQ(whole.find("in.csv"), std::string::npos);
  EXPECT_EQ(scanned(text, Dialect(), 1013), whole) << "small pieces";
  // Shifting the text moves every record to another place in the buffer.
  for (const std::size_t shift : {1U, 2U, 3U, 1021U}) {
    const std::string shifted = scanned(std::string(shift, 's') + "\n" + text);
    EXPECT_EQ(std::count(shifted.begin(), shifted.end(), '|'),
              std::count(whole.begin(), whole.end(), '|'));
    EXPECT_EQ(std::count(shifted.begin(), shifted.end(), '['),
              std::count(whole.begin(), whole.end(), '['));
  }
}

TEST(CsvScanner, PassesOverAMalformedLineWhereverItsBufferEnds) {
  const std::string bad = "\"b\"cdefghij";
  for (std::size_t length = (std::size_t{256} << 10) - 24; length < (std::size_t{256} << 10);
       ++length) {
    for (const std::string end : {"\n", "\r\n"}) {
      TextSource source(std::string(length, 'x') + end + bad + end + "last" + end);
      CsvScanner scanner(source, Dialect(), "in.csv");
      CsvLine line;
      ASSERT_TRUE(scanner.next(line));
      ASSERT_FALSE(scanner.next(line));
      ASSERT_TRUE(scanner.pass_malformed()) << length;
      EXPECT_EQ(scanner.line_text(), bad);
      ASSERT_TRUE(scanner.next(line));
      EXPECT_EQ(line.fields.at(0).text, "last");
      EXPECT_EQ(line.number, 3);
      EXPECT_FALSE(scanner.next(line));
    }
  }
}

TEST(CsvScanner, KnowsHowFarItIs) {
  TextSource source("a\n\"bbb\nccc\"\nd\n");
  CsvScanner scanner(source, Dialect(), "in.csv");
  CsvLine line;
  while (scanner.next(line)) {
  }
  EXPECT_EQ(scanner.scanned_bytes(), 14);
  EXPECT_EQ(scanner.line_number(), 5);
}

}  // namespace
}  // namespace osiris::components
