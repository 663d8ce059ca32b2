#include "components/filesystem.csv_extractor/options.h"

#include "components/filesystem.csv_extractor/component.h"
#include "osiris/format/yaml.h"
#include "osiris/sdk/config_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using testing::HasSubstr;

sdk::Spec spec() { return *sdk::Spec::parse(filesystem_csv_extractor_spec(), "spec.yaml"); }

Result<CsvOptions> options_of(const std::string& yaml) {
  const Value config = parse_yaml("path: in.csv\n" + yaml, "config").value.value_or(Value());
  return read_options(sdk::StepConfig(sdk::complete_config(spec(), config, false)));
}

std::string failure_of(const std::string& yaml) {
  const auto options = options_of(yaml);
  return options.has_value() ? "none" : options.error().code + ": " + options.error().message;
}

TEST(CsvOptions, HasTheDefaultsOfTheSpec) {
  const auto options = options_of("");
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options->dialect.delimiter, ',');
  EXPECT_EQ(options->dialect.quote, '"');
  EXPECT_EQ(options->dialect.escape, '"');
  EXPECT_EQ(options->dialect.comment, std::nullopt);
  EXPECT_EQ(options->header_row, 0);
  EXPECT_EQ(options->dates, DateColumns::kAll);
  EXPECT_TRUE(options->skip_blank_lines);
  EXPECT_TRUE(options->empty_as_null);
  EXPECT_FALSE(options->limit);
}

TEST(CsvOptions, ReadsEveryOption) {
  const auto options = options_of(
      "delimiter: \"\\t\"\nquote: \"'\"\nescape: '\\'\ncomment: '#'\nencoding: ascii\nheader: 2\n"
      "columns: [b, a]\nskip_rows: 3\nlimit: 4\ndtype: {a: int64}\nparse_dates: [b]\n"
      "na_values: [NA]\nskip_blank_lines: false\ncompression: gzip\nchunk_size: 100");
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->dialect.delimiter, '\t');
  EXPECT_EQ(options->dialect.quote, '\'');
  EXPECT_EQ(options->dialect.escape, '\\');
  EXPECT_EQ(options->dialect.comment, '#');
  EXPECT_TRUE(options->dialect.ascii_only);
  EXPECT_EQ(options->header_row, 2);
  EXPECT_EQ(options->columns, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(options->skip_lines, 3);
  EXPECT_EQ(options->limit, 4);
  EXPECT_EQ(options->declared.by_name.at("a"), exchange::ColumnType(exchange::TypeId::kBigint));
  EXPECT_EQ(options->dates, DateColumns::kNamed);
  EXPECT_EQ(options->date_columns, std::vector<std::string>{"b"});
  EXPECT_EQ(options->null_words, std::vector<std::string>{"NA"});
  EXPECT_FALSE(options->skip_blank_lines);
  EXPECT_EQ(options->packing, Packing::kGzip);
}

TEST(CsvOptions, TakesNoHeaderAsFalseOrNull) {
  EXPECT_EQ(options_of("header: false")->header_row, std::nullopt);
  EXPECT_EQ(options_of("header: null")->header_row, std::nullopt);
}

TEST(CsvOptions, RefusesCharactersWithTwoMeanings) {
  EXPECT_EQ(failure_of("delimiter: '\"'"),
            "csv.bad_option: 'quote' is the same character as 'delimiter'");
  EXPECT_EQ(failure_of("comment: ','"),
            "csv.bad_option: 'comment' is the same character as 'delimiter'");
  EXPECT_EQ(failure_of("comment: '\"'"),
            "csv.bad_option: 'comment' is the same character as 'quote' or 'escape'");
  EXPECT_EQ(failure_of("quote: ''\nescape: '\\'"),
            "csv.bad_option: 'escape' has no meaning without 'quote'");
}

TEST(CsvOptions, ReadsHowNumbersAreWritten) {
  const auto options = options_of("delimiter: ';'\ndecimal: ','\nthousands: '.'");
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->numbers.decimal, ',');
  EXPECT_EQ(options->numbers.thousands, '.');
  EXPECT_TRUE(options_of("")->numbers.is_plain());
  EXPECT_TRUE(options_of("delimiter: '.'").has_value()) << "a default is no contradiction";
  EXPECT_EQ(options_of("thousands: ','")->numbers.thousands, ',') << "numbers may be quoted";
  EXPECT_EQ(options_of("decimal: ','")->numbers.decimal, ',');
}

TEST(CsvOptions, RefusesNumbersWithTwoMeanings) {
  EXPECT_EQ(failure_of("thousands: '.'"),
            "csv.bad_option: 'thousands' is the same character as 'decimal'");
  EXPECT_EQ(failure_of("thousands: \"'\"\nquote: \"'\""),
            "csv.bad_option: 'thousands' is the same character as 'quote'");
}

TEST(CsvOptions, RefusesUnknownTypesAndPackings) {
  EXPECT_THAT(failure_of("dtype: {a: flaot64}"),
              HasSubstr("'dtype' names an unknown type 'flaot64'; did you mean 'float64'?"));
  const Value config = parse_yaml("path: in.csv.ZIP", "config").value.value_or(Value());
  const auto options = read_options(sdk::StepConfig(sdk::complete_config(spec(), config, false)));
  EXPECT_EQ(options.error().code, "csv.bad_compression");
}

TEST(CsvOptions, SpecRefusesWhatIsNotSupported) {
  for (const char* yaml :
       {"delimiter: '||'", "delimiter: ''", "encoding: cp1250", "compression: bz2",
        "on_bad_lines: ignore", "max_bad_lines: 5", "on_bad_lines: skip\nmax_bad_lines: -1",
        "limit: 0", "header: -1", "dtype: []", "quote: '\xC3\xA9'"}) {
    const Value config =
        parse_yaml(std::string("path: in.csv\n") + yaml, "config").value.value_or(Value());
    EXPECT_FALSE(sdk::check_config(spec(), config, false).empty()) << yaml;
  }
}

}  // namespace
}  // namespace osiris::components
