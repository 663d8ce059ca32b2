#include "components/filesystem.csv_extractor/csv_column.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::TypeId;

RawField plain(std::string_view text) { return {.text = text}; }
RawField quoted(std::string_view text) { return {.text = text, .quoted = true}; }

/// A column that has seen the values, each on the line after the one before, from line 2 on.
CsvColumn column_of(std::initializer_list<std::string_view> values, ColumnRule rule = {},
                    std::vector<std::string> null_words = {}) {
  CsvColumn column("c", std::move(rule), Dialect(), std::move(null_words));
  std::int64_t line = 2;
  for (const std::string_view value : values) {
    EXPECT_TRUE(column.look(plain(value), line++)) << value;
  }
  return column;
}

TEST(CsvColumn, WidensAsValuesCome) {
  EXPECT_EQ(column_of({}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(column_of({"", ""}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(column_of({"1", "2"}).type().to_sql(), "BIGINT");
  EXPECT_EQ(column_of({"1", "2", "1.5"}).type().to_sql(), "DOUBLE");
  EXPECT_EQ(column_of({"1", "1.5", "x"}).type().to_sql(), "VARCHAR");
  EXPECT_EQ(column_of({"1.5", "007"}).type().to_sql(), "VARCHAR");
}

TEST(CsvColumn, StoresValuesOfItsType) {
  CsvColumn column = column_of({"1"});
  column.start_storing();
  ColumnBuilder target(column.type());
  for (const char* value : {"1", "-123456789012345", "9223372036854775807", ""}) {
    EXPECT_EQ(column.store(plain(value), 2, target), Taken::kStored) << value;
  }
  EXPECT_EQ(target.size(), 4);
  EXPECT_EQ(target.null_count(), 1);
}

TEST(CsvColumn, SaysWhichValueNeedsAnotherType) {
  CsvColumn column = column_of({"1"});
  column.start_storing();
  ColumnBuilder target(column.type());
  EXPECT_EQ(column.store(plain("1.5"), 2, target), Taken::kRetyped);
  EXPECT_EQ(target.size(), 0) << "nothing of the value is stored";
  EXPECT_EQ(column.type().to_sql(), "DOUBLE");
  column.start_storing();
  ColumnBuilder wider(column.type());
  EXPECT_EQ(column.store(plain("1.5"), 2, wider), Taken::kStored);
}

TEST(CsvColumn, TakesQuotesForTextInTextColumnsOnly) {
  CsvColumn number = column_of({"1"}, {}, {"NA"});
  CsvColumn text = column_of({"x"}, {}, {"NA"});
  number.start_storing();
  text.start_storing();
  ColumnBuilder numbers(number.type());
  ColumnBuilder texts(text.type());
  for (const RawField& field : {plain(""), quoted(""), plain("NA"), quoted("NA")}) {
    EXPECT_EQ(number.store(field, 2, numbers), Taken::kStored);
    EXPECT_EQ(text.store(field, 2, texts), Taken::kStored);
  }
  EXPECT_EQ(numbers.null_count(), 4);
  EXPECT_EQ(texts.null_count(), 2);
}

TEST(CsvColumn, TakesANullWordThatLooksLikeAValue) {
  CsvColumn column = column_of({"1", "-999", "2"}, {}, {"-999"});
  column.start_storing();
  ColumnBuilder target(column.type());
  for (const RawField& field : {plain("1"), plain("-999"), quoted("-999")}) {
    EXPECT_EQ(column.store(field, 2, target), Taken::kStored);
  }
  EXPECT_EQ(target.null_count(), 2);
}

TEST(CsvColumn, UndoesEscapesInText) {
  CsvColumn column = column_of({"x"});
  column.start_storing();
  ColumnBuilder target(column.type());
  const RawField field{.text = "say \"\"hi\"\"", .quoted = true, .has_escapes = true};
  EXPECT_EQ(column.store(field, 2, target), Taken::kStored);
  EXPECT_EQ(target.values().size(), std::string_view("say \"hi\"").size());
}

TEST(CsvColumn, RemembersWhatTookItFromAType) {
  const CsvColumn column = column_of({"1", "2", "1.5", "3", "x", "y"});
  EXPECT_EQ(column.first_beyond(TypeId::kBigint)->line, 4);
  EXPECT_EQ(column.first_beyond(TypeId::kBigint)->value, "1.5");
  EXPECT_EQ(column.first_beyond(TypeId::kDouble)->value, "x");
  EXPECT_EQ(column_of({"1"}).first_beyond(TypeId::kBigint), nullptr);
}

TEST(CsvColumn, CountsNumbersThatDoubleRounds) {
  const CsvColumn column = column_of({"9007199254740993", "1.5", "9007199254740992"});
  EXPECT_EQ(column.rounded_count(), 1);
  EXPECT_EQ(column.first_rounded().line, 2);
  EXPECT_EQ(column_of({"9007199254740993"}).rounded_count(), 0) << "BIGINT holds it";
}

TEST(CsvColumn, CountsEveryPassAnew) {
  CsvColumn column = column_of({"1.5", "0.1234567890123456789"});
  column.start_storing();
  ColumnBuilder target(column.type());
  EXPECT_EQ(column.store(plain("0.1234567890123456789"), 3, target), Taken::kStored);
  EXPECT_EQ(column.rounded_count(), 1);
}

TEST(CsvColumn, HoldsValuesAgainstADeclaredType) {
  CsvColumn column("c", {.declared = exchange::ColumnType(TypeId::kBigint)}, Dialect(), {});
  column.start_storing();
  ColumnBuilder target(column.type());
  EXPECT_EQ(column.store(plain("007"), 2, target), Taken::kStored);
  EXPECT_EQ(column.store(quoted(""), 3, target), Taken::kStored);
  EXPECT_EQ(column.store(plain("1.5"), 4, target), Taken::kRefused);
  const RawField escaped{.text = "1\"\"", .quoted = true, .has_escapes = true};
  EXPECT_EQ(column.store(escaped, 5, target), Taken::kRefused);
  EXPECT_EQ(column.type().to_sql(), "BIGINT");
  EXPECT_EQ(target.size(), 2);
}

TEST(CsvColumn, FollowsTheRuleForDates) {
  EXPECT_EQ(column_of({"2024-01-02"}, {.dates_allowed = false}).type().to_sql(), "VARCHAR");
  CsvColumn required("c", {.dates_required = true}, Dialect(), {});
  EXPECT_TRUE(required.look(plain("2024-01-02"), 2));
  EXPECT_TRUE(required.look(plain(""), 3));
  EXPECT_FALSE(required.look(plain("1"), 4));
}

TEST(CsvColumn, HoldsNamedColumnsAgainstTheFile) {
  CsvOptions options;
  options.declared.by_name["nmae"] = TypeId::kVarchar;
  const auto columns = make_columns({"name"}, options, "in.csv");
  ASSERT_FALSE(columns.has_value());
  EXPECT_EQ(columns.error().message,
            "in.csv has no column 'nmae', which 'dtype' names; did you mean 'name'?");
}

}  // namespace
}  // namespace osiris::components
