#include "components/filesystem.csv_extractor/column_survey.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

RawField plain(std::string_view text) { return {.text = text}; }
RawField quoted(std::string_view text) { return {.text = text, .quoted = true}; }

/// A survey of values, each on the line after the one before, from line 2 on.
ColumnSurvey survey_of(std::initializer_list<std::string_view> values, ColumnRule rule = {},
                       std::vector<std::string> null_words = {}) {
  ColumnSurvey survey("c", std::move(rule), std::move(null_words));
  std::int64_t line = 2;
  for (const std::string_view value : values) {
    EXPECT_TRUE(survey.see(plain(value), line++)) << value;
  }
  return survey;
}

TEST(ColumnSurvey, WidensAsValuesCome) {
  EXPECT_EQ(survey_of({}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(survey_of({"", ""}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(survey_of({"1", "2"}).type().to_sql(), "BIGINT");
  EXPECT_EQ(survey_of({"1", "2", "1.5"}).type().to_sql(), "DOUBLE");
  EXPECT_EQ(survey_of({"1", "1.5", "x"}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(survey_of({"1.5", "007"}).type().to_sql(), "VARCHAR");
}

TEST(ColumnSurvey, CountsNullsByTheTypeItComesTo) {
  ColumnSurvey survey("c", {}, {"NA"});
  for (const RawField& field :
       {plain(""), quoted(""), plain("NA"), quoted("NA"), quoted("5"), plain("6")}) {
    EXPECT_TRUE(survey.see(field, 2));
  }
  EXPECT_EQ(survey.type().to_sql(), "BIGINT");
  EXPECT_EQ(survey.null_count(), 4);
  EXPECT_TRUE(survey.has_quoted_nulls());
  EXPECT_TRUE(survey.see(plain("x"), 3));
  EXPECT_EQ(survey.null_count(), 2) << "in a text column, quotes make it text";
  EXPECT_FALSE(survey.has_quoted_nulls());
}

TEST(ColumnSurvey, TakesANullWordThatLooksLikeAValue) {
  ColumnSurvey survey = survey_of({"1", "-999", "2"}, {}, {"-999"});
  EXPECT_EQ(survey.null_count(), 1);
  EXPECT_TRUE(survey.see(quoted("-999"), 9));
  EXPECT_TRUE(survey.has_quoted_nulls());
}

TEST(ColumnSurvey, RemembersWhatTookItFromAType) {
  const ColumnSurvey survey = survey_of({"1", "2", "1.5", "3", "x", "y"});
  EXPECT_EQ(survey.first_beyond(exchange::TypeId::kBigint)->line, 4);
  EXPECT_EQ(survey.first_beyond(exchange::TypeId::kBigint)->value, "1.5");
  EXPECT_EQ(survey.first_beyond(exchange::TypeId::kDouble)->value, "x");
  EXPECT_EQ(survey_of({"1"}).first_beyond(exchange::TypeId::kBigint), nullptr);
}

TEST(ColumnSurvey, CountsNumbersThatDoubleRounds) {
  const ColumnSurvey survey = survey_of({"9007199254740993", "1.5", "9007199254740992"});
  EXPECT_EQ(survey.rounded_count(), 1);
  EXPECT_EQ(survey.first_rounded().line, 2);
  EXPECT_EQ(survey_of({"9007199254740993"}).rounded_count(), 0) << "BIGINT holds it";
}

TEST(ColumnSurvey, HoldsValuesAgainstADeclaredType) {
  ColumnSurvey survey("c", {.declared = exchange::ColumnType(exchange::TypeId::kBigint)}, {});
  EXPECT_TRUE(survey.see(plain("007"), 2));
  EXPECT_TRUE(survey.see(quoted(""), 3));
  EXPECT_FALSE(survey.see(plain("1.5"), 4));
  EXPECT_FALSE(survey.see({.text = "1\"\"", .quoted = true, .has_escapes = true}, 5));
  EXPECT_EQ(survey.type().to_sql(), "BIGINT");
}

TEST(ColumnSurvey, FollowsTheRuleForDates) {
  EXPECT_EQ(survey_of({"2024-01-02"}, {.dates_allowed = false}).type().to_sql(), "VARCHAR");
  ColumnSurvey required("c", {.dates_required = true}, {});
  EXPECT_TRUE(required.see(plain("2024-01-02"), 2));
  EXPECT_TRUE(required.see(plain(""), 3));
  EXPECT_FALSE(required.see(plain("1"), 4));
}

}  // namespace
}  // namespace osiris::components
