#include "components/filesystem.csv_extractor/load_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Findings of a file with one BIGINT column `n'o` and one text column `t`.
CsvFindings findings() {
  CsvFindings found;
  found.columns.emplace_back("n'o", ColumnRule(), std::vector<std::string>());
  found.columns.emplace_back("t", ColumnRule(), std::vector<std::string>());
  found.columns[0].see({.text = "1"}, 2);
  found.columns[1].see({.text = "x"}, 2);
  found.lines_before_data = 3;
  found.line_ends.lf = true;
  return found;
}

std::string sql_of(const CsvFindings& found, const CsvOptions& options,
                   Reading reading = Reading::kParallel) {
  return select_sql(make_plan(found, options), options, "/data/it's.csv", reading);
}

TEST(LoadPlan, TellsTheReaderEverything) {
  CsvOptions options;
  options.null_words = {"NA"};
  EXPECT_EQ(sql_of(findings(), options),
            "SELECT \"n'o\", \"t\" FROM read_csv('/data/it''s.csv', auto_detect = false, "
            "header = false, delim = ',', quote = '\"', escape = '\"', comment = '', skip = 3, "
            "encoding = 'utf-8', compression = 'none', nullstr = ['', 'NA'], "
            "allow_quoted_nulls = false, parallel = true, new_line = '\\n', "
            "max_line_size = 2000000, columns = {'n''o': 'BIGINT', 't': 'VARCHAR'})");
}

TEST(LoadPlan, FollowsTheLineEnds) {
  CsvFindings found = findings();
  EXPECT_THAT(sql_of(found, {}, Reading::kSerial), HasSubstr("parallel = false, new_line = '\\n'"));
  found.line_ends = {.crlf = true};
  EXPECT_THAT(sql_of(found, {}), HasSubstr("new_line = '\\r\\n'"));
  found.line_ends = {.lf = true, .crlf = true};
  EXPECT_THAT(sql_of(found, {}), HasSubstr("parallel = false, strict_mode = false"));
}

TEST(LoadPlan, ReadsOnlyAsMuchAsAskedFor) {
  CsvOptions options;
  options.columns = {"t"};
  options.limit = 7;
  CsvFindings found = findings();
  ColumnRule passed_over;
  passed_over.selected = false;
  found.columns[0] = ColumnSurvey("n'o", passed_over, {});
  const std::string sql = sql_of(found, options);
  EXPECT_THAT(sql, HasSubstr("SELECT \"t\" FROM"));
  EXPECT_THAT(sql, HasSubstr("'n''o': 'VARCHAR'"));
  EXPECT_THAT(sql, HasSubstr(" LIMIT 7"));
}

TEST(LoadPlan, FindsNullsInQuotesByQuery) {
  CsvFindings found = findings();
  found.columns[0].see({.text = "", .quoted = true}, 3);
  const std::string sql = sql_of(found, {});
  EXPECT_THAT(sql,
              HasSubstr("CAST(CASE WHEN \"n'o\" IN ('') THEN NULL ELSE \"n'o\" END AS BIGINT)"));
  EXPECT_THAT(sql, HasSubstr("'n''o': 'VARCHAR'"));
}

TEST(LoadPlan, DropsBlankLinesOfASingleColumn) {
  CsvFindings found = findings();
  found.columns.pop_back();
  EXPECT_THAT(sql_of(found, {}), Not(HasSubstr("WHERE")));
  found.blank_lines = 1;
  EXPECT_THAT(sql_of(found, {}), HasSubstr(" WHERE \"n'o\" IS NOT NULL"));
}

TEST(LoadPlan, IsEqualWhenTheFileNeedsTheSame) {
  CsvFindings found = findings();
  const LoadPlan plan = make_plan(found, {});
  found.columns[0].see({.text = "2"}, 3);
  found.longest_line_bytes = 1000;
  EXPECT_EQ(make_plan(found, {}), plan);
  found.columns[0].see({.text = "1.5"}, 4);
  EXPECT_NE(make_plan(found, {}), plan);
}

}  // namespace
}  // namespace osiris::components
