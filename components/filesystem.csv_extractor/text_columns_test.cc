#include "components/filesystem.csv_extractor/text_columns.h"

#include "components/filesystem.csv_extractor/component.h"
#include "osiris/sdk/step_fixture.h"

namespace osiris::components {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class TextColumnsTest : public sdk::StepFixture {
 protected:
  /// Reads a file and returns the warnings.
  const std::vector<std::string>& warnings_of(const std::string& text,
                                              const std::string& options = "") {
    observer_.warnings.clear();
    EXPECT_TRUE(exchange::drop_relation(*connection_, "step").has_value());
    write_file("in.csv", text);
    const auto result = run_step(filesystem_csv_extractor(filesystem_csv_extractor_spec()),
                                 "path: in.csv\n" + options);
    EXPECT_TRUE(result.has_value()) << result.error().message;
    return observer_.warnings;
  }

  static std::string repeated(const std::string& line, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
      text += line;
    }
    return text;
  }
};

TEST_F(TextColumnsTest, AreToldIfOneValueMakesThemText) {
  EXPECT_THAT(warnings_of("n,x\n" + repeated("1,a\n", 20) + "n/a,a\n1.5,a\n"),
              ElementsAre("csv.widened_to_text (1) in.csv:22: column 'n' is text because of "
                          "'n/a'; other values at its start are DOUBLE: correct the value, "
                          "name it in 'na_values' if it means NULL, or declare the column in "
                          "'dtype'"));
  EXPECT_THAT(warnings_of("n,x\n?,a\n" + repeated("1,a\n", 20)),
              ElementsAre(HasSubstr("in.csv:2")));
  EXPECT_THAT(warnings_of("n,x\n" + repeated("true,a\n", 20) + "1,a\n"),
              ElementsAre(HasSubstr("in.csv:22: column 'n' is text because of '1'")));
}

TEST_F(TextColumnsTest, AreToldIfTheValueStandsFarBehind) {
  EXPECT_THAT(warnings_of("n\n" + repeated("1\n", 20'000) + "x\n"),
              ElementsAre(HasSubstr("in.csv:20002: column 'n' is text because of 'x'")));
}

TEST_F(TextColumnsTest, AreToldIfADayIsNotReal) {
  EXPECT_THAT(warnings_of("d\n2024-01-31\n2023-02-29\n2024-02-29\n"),
              ElementsAre(HasSubstr("in.csv:3: column 'd' is text because of '2023-02-29'; other "
                                    "values at its start are DATE")));
}

TEST_F(TextColumnsTest, AreLeftAloneForGoodReason) {
  const std::string numbers = repeated("12345\n", 20);
  EXPECT_THAT(warnings_of("zip\n" + numbers + "01234\n"), IsEmpty());
  EXPECT_THAT(warnings_of("phone\n" + numbers + "+420123\n"), IsEmpty());
  EXPECT_THAT(warnings_of("n\n1\n2\nx\n"), IsEmpty()) << "too few values to tell";
  EXPECT_THAT(warnings_of("n\n" + numbers + repeated("x\n", 3)), IsEmpty()) << "too many others";
  EXPECT_THAT(warnings_of("n\n" + numbers + "x\n", "dtype: {n: str}"), IsEmpty());
  EXPECT_THAT(warnings_of("n\n" + numbers + "x\n", "na_values: [x]"), IsEmpty());
  EXPECT_THAT(warnings_of("d\n2024-01-31\n2023-02-29\n", "parse_dates: false"), IsEmpty());
}

TEST_F(TextColumnsTest, AreToldIfTheyHoldDatesOfOtherForms) {
  EXPECT_THAT(warnings_of("d\n01/02/24\n13/02/24\n"),
              ElementsAre(HasSubstr("set 'date_format' to a form such as \"%d/%m/%y\"")));
  EXPECT_THAT(warnings_of("d\n1 Jan 2024\n"), ElementsAre(HasSubstr("such as \"%d %b %Y\"")));
}

TEST_F(TextColumnsTest, AreToldIfDatesAppearLate) {
  EXPECT_THAT(warnings_of("i,d\n" + repeated("1,\n", 50'000) + "2,13/02/2024\n"),
              ElementsAre(StartsWith("csv.dates_unread (1) in.csv: column 'd' stays text")));
  EXPECT_THAT(warnings_of("i,d\n" + repeated("1234567890123,\n", 400'000) + "2,13/02/2024\n"),
              ElementsAre(StartsWith("csv.dates_unread (1) in.csv:400002: column 'd' stays text")));
}

TEST_F(TextColumnsTest, AreNotToldTheFormThatIsSetAlready) {
  const auto& warnings =
      warnings_of("t\n13.02.2024 10:00:00.1234567\n", "timestamp_format: '%d.%m.%Y %H:%M:%S.%f'");
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("but '13.02.2024 10:00:00.1234567' is not of the "
                                              "form that 'timestamp_format' says, or no day of "
                                              "the calendar; %f takes at most six digits")));
  EXPECT_THAT(
      warnings_of("d\n30/04/2024\n31/04/2024\n", "date_format: '%d/%m/%Y'"),
      ElementsAre(EndsWith("but '31/04/2024' is not of the form that 'date_format' says, or "
                           "no day of the calendar")));
}

}  // namespace
}  // namespace osiris::components
