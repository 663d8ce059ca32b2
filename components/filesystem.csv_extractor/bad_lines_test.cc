#include "components/filesystem.csv_extractor/bad_lines.h"

#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class BadLinesTest : public sdk::StepFixture {
 protected:
  /// Extracts in.csv with bad lines set aside; returns the rows, then the bad lines as
  /// "line|reason|text", or the failure's code and message.
  std::string extracted(const std::string& options = "") {
    observer_.warnings.clear();
    const auto result = run_step(component_, "path: in.csv\non_bad_lines: reject\n" + options);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out + result->rows_rejected);
    EXPECT_EQ(result->outputs.size(), 1U);
    EXPECT_EQ(result->outputs.front().rows, result->rows_rejected);
    return rows_of("SELECT * FROM step") + "bad:\n" +
           rows_of("SELECT line, reason, text FROM \"step.rejects\"");
  }
  std::string extracted_from(std::string_view bytes, const std::string& options = "") {
    write_file("in.csv", bytes);
    return extracted(options);
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(BadLinesTest, AreThoseWithAnotherNumberOfFields) {
  EXPECT_EQ(extracted_from("a,b\n1\n2,3\n4,5,6\n7,8\n9"),
            "2|3\n7|8\nbad:\n"
            "2|expected 2 fields as in the header on line 1, found 1 field|1\n"
            "4|expected 2 fields as in the header on line 1, found 3 fields|4,5,6\n"
            "6|expected 2 fields as in the header on line 1, found 1 field|9\n");
  EXPECT_EQ(columns_of("step"), "a BIGINT, b BIGINT");
  EXPECT_EQ(columns_of("step.rejects"), "file VARCHAR, line BIGINT, reason VARCHAR, text VARCHAR");
  EXPECT_THAT(observer_.warnings,
              ElementsAre("csv.bad_lines (3) in.csv:2: expected 2 fields as in the header on line "
                          "1, found 1 field; this and all other bad lines are in "
                          "'step.rejects'"));
}

TEST_F(BadLinesTest, HaveTheColumnsThatTheSpecPromises) {
  extracted_from("a\n1\n");
  const auto spec = sdk::Spec::parse(component_.spec_yaml, "spec.yaml");
  std::string promised;
  for (const auto& [name, type] : spec->find_output("rejects")->columns) {
    promised += (promised.empty() ? "" : ", ") + name + " " + type;
  }
  EXPECT_EQ(columns_of("step.rejects"), promised);
}

TEST_F(BadLinesTest, AStrayQuoteCostsOneLine) {
  EXPECT_EQ(
      extracted_from("a,b\n1,\"open\n2,x\n3,\"two\nlines\"\n4,\"y\" z\n5,\"never closed\n6,x"),
      "2|x\n3|two\nlines\n6|x\nbad:\n"
      "2|text follows the closing quote of field 2|1,\"open\n"
      "6|text follows the closing quote of field 2|4,\"y\" z\n"
      "7|the quote that opens field 2 is never closed|5,\"never closed\n");
}

TEST_F(BadLinesTest, AStrayQuoteInALongFileCostsOneLine) {
  std::string text = "id,name\n1,\"open\n";
  for (int row = 0; row < 200'000; ++row) {
    text += std::to_string(row) + ",somebody\n";
  }
  write_file("in.csv", text);
  const auto result = run_step(component_, "path: in.csv\non_bad_lines: skip");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_out, 200'000);
  EXPECT_EQ(result->rows_rejected, 1);
  EXPECT_EQ(result->outputs.size(), 0U);
}

TEST_F(BadLinesTest, AreThoseWithValuesOfAnotherType) {
  EXPECT_EQ(extracted_from("n,day,text\n1,2024-01-02,x\nx,2024-01-02,y\n3,2024-02-30,z\n,,\n",
                           "dtype: {n: int}\nparse_dates: [day]"),
            "1|2024-01-02|x\n~|~|~\nbad:\n"
            "3|column 'n': 'x' is no BIGINT|x,2024-01-02,y\n"
            "4|column 'day': '2024-02-30' is no date or time as parse_dates asks|3,2024-02-30,z\n");
}

TEST_F(BadLinesTest, TeachNoColumnItsType) {
  EXPECT_EQ(extracted_from("n,free\nx,text\n1,2\n", "dtype: {n: int}"),
            "1|2\nbad:\n2|column 'n': 'x' is no BIGINT|x,text\n");
  EXPECT_EQ(columns_of("step"), "n BIGINT, free BIGINT");
}

TEST_F(BadLinesTest, OfColumnsThatAreNotWantedDoNotMatter) {
  EXPECT_EQ(extracted_from("a,b\n1,x\n", "columns: [a]\ndtype: {b: int}"), "1\nbad:\n");
}

TEST_F(BadLinesTest, AreLinesThatEndOtherwise) {
  EXPECT_EQ(extracted_from("a,b\n1,2\n3,4\r5,6\n7,8\n"),
            "1|2\n5|6\n7|8\nbad:\n3|the line ends in CR, others before it do not|3,4\n");
}

TEST_F(BadLinesTest, NameTheirFiles) {
  write_file("1.csv", "a\n1\n\"x\"y\n");
  write_file("2.csv", "a\n2\n3,4\n");
  const auto result = run_step(component_, "path: '?.csv'\non_bad_lines: reject");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(rows_of("SELECT file, line FROM \"step.rejects\""), "1.csv|3\n2.csv|3\n");
}

TEST_F(BadLinesTest, DoNotCountForTheLimit) {
  EXPECT_EQ(extracted_from("a\n1,1\n2\nx\n3\n4\n5,5\n", "limit: 2\ndtype: int"),
            "2\n3\nbad:\n"
            "2|expected 1 field as in the header on line 1, found 2 fields|1,1\n"
            "4|column 'a': 'x' is no BIGINT|x\n");
}

TEST_F(BadLinesTest, StandAsTheyAreInTheFileButInUtf8) {
  EXPECT_EQ(extracted_from("a;b\n\xE9;\"1\"\"\";# no\n", "delimiter: ';'\nencoding: latin-1"),
            "bad:\n2|expected 2 fields as in the header on line 1, found 3 fields|"
            "\xC3\xA9;\"1\"\"\";# no\n");
}

TEST_F(BadLinesTest, AreAsManyAsTheyAre) {
  std::string text = "a,b\n";
  for (int row = 0; row < 300'000; ++row) {
    text += row % 100'000 == 0 ? "1,2\n" : "bad\n";
  }
  write_file("in.csv", text);
  const auto result = run_step(component_, "path: in.csv\non_bad_lines: reject");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_out, 3);
  EXPECT_EQ(result->rows_rejected, 299'997);
  EXPECT_EQ(rows_of("SELECT count(*), min(line), max(line) FROM \"step.rejects\""),
            "299997|3|300001\n");
}

TEST_F(BadLinesTest, AreCountedOnceWhenTypesChangeLate) {
  std::string text = "id,value,padding\n";
  const std::string padding(200, 'x');
  for (int row = 0; row < 30'000; ++row) {
    text += row % 10'000 == 0 ? "bad\n" : std::to_string(row) + ",5," + padding + "\n";
  }
  write_file("in.csv", text + "30000,late," + padding + "\n");
  const auto result = run_step(component_, "path: in.csv\non_bad_lines: reject");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_rejected, 3);
  EXPECT_EQ(result->rows_out, 29'998);
  EXPECT_EQ(rows_of("SELECT count(*) FROM \"step.rejects\""), "3\n");
}

TEST_F(BadLinesTest, MayBeNone) {
  EXPECT_EQ(extracted_from("a\n1\n"), "1\nbad:\n");
  EXPECT_THAT(observer_.warnings, testing::IsEmpty());
}

TEST_F(BadLinesTest, MayBeTooMany) {
  write_file("in.csv", "a\n1,1\n2,2\n3,3\n");
  EXPECT_THAT(extracted("max_bad_lines: 3"), StartsWith("bad:"));
  EXPECT_EQ(
      extracted("max_bad_lines: 2"),
      "csv.too_many_bad_lines: in.csv:4: expected 1 field as in the header on line 1, found 2 "
      "fields; this is bad line number 3, and 'max_bad_lines' is 2");
  EXPECT_THAT(extracted("max_bad_lines: 0"), HasSubstr("bad line number 1"));
}

TEST_F(BadLinesTest, AreNoHeader) {
  EXPECT_THAT(extracted_from("\"a\"b,c\n1,2\n"), StartsWith("csv.malformed: in.csv:1"));
  EXPECT_THAT(extracted_from(""), StartsWith("csv.no_columns"));
}

TEST_F(BadLinesTest, AreNoWrongEncoding) {
  EXPECT_THAT(extracted_from("a\n1\n\xFF\n"), StartsWith("csv.bad_encoding: in.csv:3"));
}

}  // namespace
}  // namespace osiris::components
