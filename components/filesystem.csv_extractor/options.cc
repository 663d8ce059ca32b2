#include "components/filesystem.csv_extractor/options.h"

#include "osiris/base/text.h"
#include "osiris/sdk/foresight.h"

#include <array>

namespace osiris::components {
namespace {

std::optional<char> character(const sdk::StepConfig& config, std::string_view key) {
  const std::string text = config.text(key);
  return text.empty() ? std::nullopt : std::optional(text.front());
}

Result<Dialect> read_dialect(const sdk::StepConfig& config) {
  Dialect dialect;
  dialect.delimiter = character(config, "delimiter").value_or(',');
  dialect.quote = character(config, "quote");
  dialect.escape = config.has("escape") ? character(config, "escape") : dialect.quote;
  dialect.comment = character(config, "comment");
  dialect.ascii_only = config.text("encoding") == "ascii";
  if (!dialect.quote && config.has("escape")) {
    return fail(
        make_error(kCsvOption, "'escape' has no meaning without 'quote'", "remove one of them")
            .with(std::string(sdk::kOptionDetail), "escape"));
  }
  const std::array<std::pair<const char*, std::optional<char>>, 3> used{
      {{"quote", dialect.quote},
       {"escape", config.has("escape") ? dialect.escape : std::nullopt},
       {"comment", dialect.comment}}};
  for (std::size_t i = 0; i < used.size(); ++i) {
    const bool clashes = used[i].second == dialect.delimiter;
    const bool repeats = i == 2 && used[i].second &&
                         (used[i].second == dialect.quote || used[i].second == dialect.escape);
    if (clashes || repeats) {
      return fail(make_error(kCsvOption,
                             std::string("'") + used[i].first + "' is the same character as " +
                                 (clashes ? "'delimiter'" : "'quote' or 'escape'"),
                             "choose different characters")
                      .with(std::string(sdk::kOptionDetail), used[i].first));
    }
  }
  return dialect;
}

Error ambiguous_numbers(const std::string& option, const std::string& other) {
  return make_error(kCsvOption, "'" + option + "' is the same character as " + other,
                    "choose different characters: numbers such as 1.234,5 need decimal \",\" and "
                    "thousands \".\"")
      .with(std::string(sdk::kOptionDetail), option);
}

/// Both characters may be the delimiter: then numbers that have it stand in quotes.
Result<NumberForm> read_numbers(const sdk::StepConfig& config, const Dialect& dialect) {
  NumberForm form{.decimal = config.text("decimal").front()};
  if (!config.has("thousands")) {
    return form;
  }
  form.thousands = character(config, "thousands");
  if (form.thousands == form.decimal) {
    return fail(ambiguous_numbers("thousands", "'decimal'"));
  }
  if (form.thousands == dialect.quote) {
    return fail(ambiguous_numbers("thousands", "'quote'"));
  }
  return form;
}

BadLines read_bad_lines(const sdk::StepConfig& config) {
  const std::string wanted = config.text("on_bad_lines");
  if (wanted == "error") {
    return BadLines::kError;
  }
  return wanted == "reject" ? BadLines::kReject : BadLines::kSkip;
}

std::optional<std::int64_t> read_header(const sdk::StepConfig& config) {
  const Value* header = config.find("header");
  if (header == nullptr || header->is_null()) {
    return std::nullopt;
  }
  if (header->is_bool()) {
    return header->as_bool() ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  return config.integer("header");
}

Result<std::optional<DateForm>> read_date_form(const sdk::StepConfig& config,
                                               const std::string& option, DateForm::Holds holds) {
  if (!config.has(option)) {
    return std::optional<DateForm>();
  }
  auto form = DateForm::parse(config.text(option), holds);
  if (!form) {
    const bool is_date = holds == DateForm::Holds::kDate;
    return fail(
        make_error(kCsvOption,
                   "'" + option + "' is no form of a " + (is_date ? "date" : "date and time") +
                       ": '" + printable(config.text(option)) + "'",
                   is_date ? "write %Y or %y, %m or %b or %B, and %d, once each: \"%d.%m.%Y\""
                           : "write a day and a time: \"%d.%m.%Y %H:%M:%S\"; also %I with %p, %f "
                             "after %S, and %z")
            .with(std::string(sdk::kOptionDetail), option));
  }
  return form;
}

}  // namespace

std::vector<std::string_view> csv_endings() {
  return {".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst"};
}

Result<std::vector<NamedFile>> find_csv_files(const sdk::StepConfig& config,
                                              const CsvOptions& options,
                                              const PathResolver& resolve,
                                              const FileSystem& files) {
  return find_named_files(config, {csv_endings(), options.packing_rule()}, resolve, files);
}

Dialect CsvOptions::dialect_of(const Path& path) const {
  Dialect own = dialect;
  own.delimiter = delimiter_by_name && is_named_for_tabs(path) ? '\t' : dialect.delimiter;
  return own;
}

bool is_named_for_tabs(const Path& path) {
  const std::string name = to_lower(unpacked_name(path));
  return name.ends_with(".tsv") || name.ends_with(".tab");
}

Result<CsvOptions> read_options(const sdk::StepConfig& config) {
  CsvOptions options;
  OSIRIS_TRY(options.dialect, read_dialect(config));
  options.delimiter_by_name = !config.has("delimiter");
  OSIRIS_TRY(options.numbers, read_numbers(config, options.dialect));
  OSIRIS_TRY(options.packing, read_packing(config, kCsvCompression));
  OSIRIS_TRY(options.declared, read_declared_types(config, TypeWords::kFields, kCsvOption));
  options.encoding = parse_encoding(config.text("encoding"));
  options.skip_lines = config.integer("skip_rows");
  options.header_row = read_header(config);
  options.skip_blank_lines = config.flag("skip_blank_lines");
  options.columns = config.has("columns") ? config.texts("columns") : options.declared.schema;
  OSIRIS_TRY(options.date_forms.date,
             read_date_form(config, "date_format", DateForm::Holds::kDate));
  OSIRIS_TRY(options.date_forms.timestamp,
             read_date_form(config, "timestamp_format", DateForm::Holds::kTimestamp));
  options.null_words = config.texts("na_values");
  options.bad_lines = read_bad_lines(config);
  if (config.has("max_bad_lines")) {
    options.max_bad_lines = config.integer("max_bad_lines");
  }
  options.union_by_name = config.flag("union_by_name");
  options.source_file_column = config.text("source_file_column");
  options.empty_as_null = config.flag("empty_as_null");
  if (config.has("limit")) {
    options.limit = config.integer("limit");
  }
  if (const Value* dates = config.find("parse_dates"); dates != nullptr && dates->is_array()) {
    options.dates = DateColumns::kNamed;
    options.date_columns = config.texts("parse_dates");
  } else {
    options.dates = config.flag("parse_dates") ? DateColumns::kAll : DateColumns::kNone;
  }
  return options;
}

}  // namespace osiris::components
