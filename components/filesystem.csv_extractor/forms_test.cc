// The options that say how values are written and which columns there have to be, run as a step.

#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class CsvFormsTest : public sdk::StepFixture {
 protected:
  std::string extracted(std::string_view bytes, const std::string& options) {
    write_file("in.csv", bytes);
    observer_.warnings.clear();
    EXPECT_TRUE(exchange::drop_relation(*connection_, "step").has_value());
    const auto result = run_step(component_, "path: in.csv\n" + options);
    return result.has_value() ? columns_of("step") + "\n" + rows_of("SELECT * FROM step")
                              : result.error().code + ": " + result.error().message;
  }

  const sdk::Component component_ = filesystem_csv_extractor(filesystem_csv_extractor_spec());
};

TEST_F(CsvFormsTest, ReadsDatesAsTheFileWritesThem) {
  EXPECT_EQ(extracted("d,iso,n\n31.01.2024,2024-01-31,1.2\n1.2.2024,2024-01-31,3\n,,\n",
                      "date_format: '%d.%m.%Y'"),
            "d DATE, iso VARCHAR, n DOUBLE\n2024-01-31|2024-01-31|1.2\n2024-02-01|2024-01-31|3.0\n"
            "~|~|~\n");
  EXPECT_EQ(extracted("d\n31.01.2024\n31.02.2024\n", "date_format: '%d.%m.%Y'"),
            "d VARCHAR\n31.01.2024\n31.02.2024\n");
  EXPECT_EQ(extracted("d\n31.01.2024\nx\n", "date_format: '%d.%m.%Y'\nparse_dates: [d]"),
            "csv.bad_value: in.csv:3: column 'd': 'x' is no date or time as parse_dates asks");
  EXPECT_EQ(extracted("d\n31.01.2024\n", "date_format: '%d.%m.%Y'\nparse_dates: false"),
            "d VARCHAR\n31.01.2024\n");
  EXPECT_EQ(extracted("d\n31.01.2024\n2024-01-31\n", "date_format: '%d.%m.%Y'\ndtype: DATE"),
            "csv.bad_value: in.csv:3: column 'd': '2024-01-31' is no DATE");
}

TEST_F(CsvFormsTest, ReadsTimestampsAsTheFileWritesThem) {
  const std::string form = "timestamp_format: '%m/%d/%Y %I:%M %p'";
  EXPECT_EQ(extracted("t,d\n01/31/2024 11:05 PM,2024-01-31\n", form),
            "t TIMESTAMP, d DATE\n2024-01-31 23:05:00|2024-01-31\n");
  EXPECT_EQ(extracted("t\n01/31/2024 11:05 PM\n01/31/2024\n", form + "\ndate_format: '%m/%d/%Y'"),
            "t TIMESTAMP\n2024-01-31 23:05:00\n2024-01-31 00:00:00\n");
  EXPECT_EQ(extracted("t\n31.01.2024 23:05 +0100\n", "timestamp_format: '%d.%m.%Y %H:%M %z'"),
            "t TIMESTAMP WITH TIME ZONE\n2024-01-31 22:05:00+00\n");
}

TEST_F(CsvFormsTest, TakesBareNumbersForDatesOnlyWhereDatesAreAskedFor) {
  const std::string text = "id,day\n20240131,20240131\n";
  const std::string form = "date_format: '%Y%m%d'\n";
  EXPECT_EQ(extracted(text, form), "id BIGINT, day BIGINT\n20240131|20240131\n");
  EXPECT_EQ(extracted(text, form + "parse_dates: [day]"),
            "id BIGINT, day DATE\n20240131|2024-01-31\n");
  EXPECT_EQ(extracted(text, form + "dtype: {day: DATE, id: int}"),
            "id BIGINT, day DATE\n20240131|2024-01-31\n");
}

TEST_F(CsvFormsTest, FindsADateOfAnotherFormAfterThirtyThousandRows) {
  std::string text = "day,padding\n";
  for (int row = 0; row < 30'000; ++row) {
    text += "31.01.2024," + std::string(200, 'x') + "\n";
  }
  write_file("in.csv", text + "32.01.2024,x\n");
  const auto result = run_step(component_, "path: in.csv\ndate_format: '%d.%m.%Y'");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(columns_of("step"), "day VARCHAR, padding VARCHAR");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(HasSubstr("in.csv:30002: column 'day' becomes VARCHAR")));
}

TEST_F(CsvFormsTest, TellsOfDatesThatCannotBeRead) {
  EXPECT_THAT(extracted("id,day\n1,03/04/2024\n2,\n", ""), StartsWith("id BIGINT, day VARCHAR"));
  EXPECT_THAT(
      observer_.warnings,
      ElementsAre("csv.dates_unread (1) in.csv: column 'day' stays text: '03/04/2024' looks "
                  "like a date, but day and month can be either way round; set "
                  "'date_format' to a form such as \"%d/%m/%Y\" or \"%m/%d/%Y\""));
  extracted("day,x\n03/04/2024,a\n14/04/2024,b\n", "");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("looks like a date; set 'date_format' to a "
                                                        "form such as \"%d/%m/%Y\"")));
  for (const char* options :
       {"dtype: str", "parse_dates: false", "columns: [x]", "date_format: '%d/%m/%Y'"}) {
    extracted("day,x\n03/04/2024,a\n", options);
    EXPECT_THAT(observer_.warnings, IsEmpty()) << options;
  }
  extracted("day,x\n03/04/2024,a\nunknown,b\n", "");
  EXPECT_THAT(observer_.warnings, IsEmpty());
  extracted("day,x\n03/04/2024,a\nunknown,b\n", "na_values: [unknown]");
  EXPECT_EQ(observer_.warnings.size(), 1U);
}

TEST_F(CsvFormsTest, HasTheColumnsOfTheSchema) {
  const std::string schema = "schema: [{name: b, type: DATE}, {name: a, type: int}]\n";
  EXPECT_EQ(extracted("a,b\n1,2024-01-31\n", schema), "b DATE, a BIGINT\n2024-01-31|1\n");
  EXPECT_EQ(extracted("2024-01-31,1\n", schema + "header: false"),
            "b DATE, a BIGINT\n2024-01-31|1\n");
  EXPECT_EQ(extracted("a,b\n1,2024-01-31\n", schema + "columns: [a]"), "a BIGINT\n1\n");
  EXPECT_EQ(extracted("a,b\n", schema), "b DATE, a BIGINT\n");
  EXPECT_EQ(extracted("a,c\n1,2\n", schema),
            "csv.schema_differs: in.csv has not the columns that 'schema' lists: it lacks 'b' and "
            "has 'c' besides");
  EXPECT_EQ(extracted("1,2,3\n", schema + "header: false"),
            "csv.schema_differs: in.csv has 3 columns, 'schema' lists 2");
  EXPECT_THAT(extracted("a,b\n1,x\n", schema), StartsWith("csv.bad_value: in.csv:2: column 'b'"));
  EXPECT_THAT(extracted("a\n", "schema: [{name: a, type: int}, {name: a, type: int}]"),
              StartsWith("csv.bad_option: 'schema' names the column 'a' twice"));
  EXPECT_THAT(extracted("a\n", "schema: [{name: a, type: itn}]"),
              StartsWith("csv.bad_option: 'schema' names an unknown type 'itn'"));
}

TEST_F(CsvFormsTest, HasTheColumnsOfTheSchemaInAllFilesTogether) {
  write_file("1.csv", "a\n1\n");
  write_file("2.csv", "b\n2\n");
  const std::string schema = "schema: [{name: b, type: int}, {name: a, type: int}]\n";
  ASSERT_TRUE(run_step(component_, "path: '?.csv'\nunion_by_name: true\n" + schema).has_value());
  EXPECT_EQ(rows_of("SELECT * FROM step"), "~|1\n2|~\n");
  EXPECT_EQ(run_step(component_, "path: '?.csv'\n" + schema).error().code, "csv.schema_differs");
}

TEST_F(CsvFormsTest, RefusesFormsThatNameNoDay) {
  EXPECT_EQ(extracted("a\n", "date_format: '%d.%m.%y %H'"),
            "csv.bad_option: 'date_format' is no form of a date: '%d.%m.%y %H'");
  EXPECT_EQ(extracted("a\n", "timestamp_format: '%d.%m.%Y'"),
            "csv.bad_option: 'timestamp_format' is no form of a date and time: '%d.%m.%Y'");
}

}  // namespace
}  // namespace osiris::components
