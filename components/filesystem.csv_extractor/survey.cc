#include "components/filesystem.csv_extractor/survey.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace osiris::components {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Makes names unique: the database does not tell upper from lower case.
class NameMaker {
 public:
  std::string make(const std::string& wanted, std::size_t position) {
    const std::string base = wanted.empty() ? "column" + std::to_string(position) : wanted;
    std::string name = base;
    for (int copy = 1; !taken_.insert(to_lower(name)).second; ++copy) {
      name = base + "_" + std::to_string(copy);
    }
    return name;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace

CsvSurvey::CsvSurvey(std::unique_ptr<ByteSource> text, const CsvOptions& options, std::string name)
    : text_(std::move(text)),
      options_(options),
      name_(std::move(name)),
      scanner_(*text_, options.dialect, name_) {}

Result<std::unique_ptr<CsvSurvey>> CsvSurvey::open(std::unique_ptr<ByteSource> text,
                                                   const CsvOptions& options, std::string name) {
  std::unique_ptr<CsvSurvey> survey(new CsvSurvey(std::move(text), options, std::move(name)));
  OSIRIS_CHECKED(survey->read_skipped_lines());
  const bool found = survey->read_header(survey->line_);
  OSIRIS_CHECKED(survey->outcome());
  if (!found) {
    return fail(kCsvNoColumns,
                survey->name_ + ": the file has no " +
                    (options.header_row ? "header line" : "line of data"),
                "a table needs columns: write a header line into the file, or correct 'skip_rows' "
                "and 'header'");
  }
  OSIRIS_CHECKED(survey->make_columns(survey->line_));
  survey->has_pending_ = !options.header_row;
  return survey;
}

Status CsvSurvey::read_skipped_lines() {
  while (scanner_.line_number() <= options_.skip_lines) {
    if (!read_line(line_)) {
      return outcome();
    }
  }
  if (scanner_.line_number() != options_.skip_lines + 1) {
    return fail(kCsvMalformed,
                place(line_.number) + "quotes join the last skipped line to the line after it",
                "set 'skip_rows' to " + std::to_string(scanner_.line_number() - 1));
  }
  return {};
}

/// Finds the line that says how many columns there are: the header, or the first record.
bool CsvSurvey::read_header(CsvLine& line) {
  for (std::int64_t row = 0; row <= options_.header_row.value_or(0); ++row) {
    if (!read_record_line(line)) {
      return false;
    }
  }
  findings_.lines_before_data -= options_.header_row ? 0 : 1;
  return true;
}

bool CsvSurvey::read_record_line(CsvLine& line) {
  while (read_line(line)) {
    if (line.kind == LineKind::kRecord) {
      return true;
    }
  }
  return false;
}

bool CsvSurvey::read_line(CsvLine& line) {
  if (!scanner_.next(line) || !note_line_end(line)) {
    return false;
  }
  findings_.lines_before_data += line.kind == LineKind::kComment ? 0 : 1;
  return true;
}

/// Refuses the mixtures over which the reader would lose fields: carriage returns alone among other
/// line ends, and comments among lines that end differently.
bool CsvSurvey::note_line_end(const CsvLine& line) {
  if (line.end == last_end_) {
    return true;
  }
  last_end_ = line.end;
  LineEnds& ends = findings_.line_ends;
  ends.lf |= line.end == LineEnd::kLf;
  ends.crlf |= line.end == LineEnd::kCrLf;
  ends.cr |= line.end == LineEnd::kCr;
  const bool mixed = ends.lf && ends.crlf && options_.dialect.comment.has_value();
  if (!mixed && (!ends.cr || (!ends.lf && !ends.crlf))) {
    return true;
  }
  const char* const end = line.end == LineEnd::kLf     ? "LF"
                          : line.end == LineEnd::kCrLf ? "CR LF"
                                                       : "CR";
  return give_up(
      make_error(kCsvMalformed,
                 place(line.number) + "the line ends in " + end + ", others before it do not" +
                     (mixed ? ", and the file may have comments" : ""),
                 "give all lines the same end; a CR inside a field needs quotes around the field"));
}

bool CsvSurvey::give_up(Error error) {
  failure_ = fail(std::move(error));
  return false;
}

Status CsvSurvey::outcome() const { return failure_.has_value() ? scanner_.outcome() : failure_; }

Status CsvSurvey::make_columns(const CsvLine& line) {
  NameMaker names;
  first_line_ = line.number;
  std::vector<std::string> made;
  for (std::size_t i = 0; i < line.fields.size(); ++i) {
    const std::string wanted =
        options_.header_row ? value_of(line.fields[i], options_.dialect) : std::string();
    made.push_back(names.make(wanted, i));
    if (options_.header_row && made.back() != wanted) {
      findings_.renamed.emplace_back(wanted, made.back());
    }
  }
  for (const std::string& name : made) {
    findings_.columns.emplace_back(name, rule_for(name), options_.null_words);
    if (findings_.columns.back().rule().selected) {
      selected_.push_back(findings_.columns.size() - 1);
    }
  }
  return check_column_names();
}

ColumnRule CsvSurvey::rule_for(const std::string& name) const {
  ColumnRule rule;
  rule.selected = options_.columns.empty() || contains(options_.columns, name);
  rule.declared = options_.type_of_all;
  if (const auto found = options_.types.find(name); found != options_.types.end()) {
    rule.declared = found->second;
  }
  const bool named = contains(options_.date_columns, name);
  rule.dates_allowed = options_.dates == DateColumns::kAll || named;
  rule.dates_required = named;
  return rule;
}

/// Holds every column that an option names against the file.
Status CsvSurvey::check_column_names() const {
  std::vector<std::string> known;
  for (const ColumnSurvey& column : findings_.columns) {
    known.push_back(column.name());
  }
  std::vector<std::pair<std::string, std::string>> wanted;
  for (const std::string& name : options_.columns) {
    wanted.emplace_back(name, "columns");
  }
  for (const auto& [name, type] : options_.types) {
    wanted.emplace_back(name, "dtype");
  }
  for (const std::string& name : options_.date_columns) {
    wanted.emplace_back(name, "parse_dates");
  }
  for (const auto& [name, option] : wanted) {
    if (!contains(known, name)) {
      return fail(kCsvOption,
                  name_ + " has no column '" + printable(name) + "', which '" + option + "' names" +
                      suggest(name, known),
                  "its columns are: " + printable(join(known, ", "), 500));
    }
  }
  return {};
}

Status CsvSurvey::look(std::int64_t bytes, const std::stop_token& stop) {
  constexpr std::int64_t kRecordsBetweenLooks = 4096;  // Asking for a stop costs a cache line.
  const std::int64_t first = scanner_.scanned_bytes();
  if (std::exchange(has_pending_, false) && !take(line_)) {
    return outcome();
  }
  while (!finished_ && scanner_.scanned_bytes() - first < bytes) {
    if (findings_.records % kRecordsBetweenLooks == 0 && stop.stop_requested()) {
      return {};
    }
    finished_ = findings_.records == options_.limit || !scanner_.next(line_);
    if (!finished_ && !(note_line_end(line_) && take(line_))) {
      return outcome();
    }
  }
  findings_.longest_line_bytes = scanner_.longest_line_bytes();
  return outcome();
}

bool CsvSurvey::take(const CsvLine& line) {
  std::vector<ColumnSurvey>& columns = findings_.columns;
  if (line.kind == LineKind::kComment) {
    return true;
  }
  if (line.kind == LineKind::kBlank) {
    ++findings_.blank_lines;
    if (options_.skip_blank_lines) {
      return true;
    }
  }
  if (line.fields.size() != columns.size()) {
    return give_up(wrong_field_count(line));
  }
  for (const std::size_t i : selected_) {
    if (!columns[i].see(line.fields[i], line.number)) {
      return give_up(wrong_value(line, i));
    }
  }
  ++findings_.records;
  return true;
}

Error CsvSurvey::wrong_field_count(const CsvLine& line) const {
  const auto count = [](std::size_t fields) {
    return std::to_string(fields) + (fields == 1 ? " field" : " fields");
  };
  const std::string found =
      line.kind == LineKind::kBlank ? "a blank line" : count(line.fields.size());
  const std::string like = options_.header_row ? "in the header on line " : "on line ";
  return make_error(kCsvMalformed,
                    place(line.number) + "expected " + count(findings_.columns.size()) + " as " +
                        like + std::to_string(first_line_) + ", found " + found,
                    "correct the line, or set 'delimiter' or 'quote' to what the file uses")
      .with("line", std::to_string(line.number));
}

Error CsvSurvey::wrong_value(const CsvLine& line, std::size_t column) const {
  const ColumnSurvey& survey = findings_.columns[column];
  const ColumnRule& rule = survey.rule();
  const std::string wanted =
      rule.declared ? rule.declared->to_sql() : "date or time as parse_dates asks";
  return make_error(kCsvBadValue,
                    place(line.number) + "column '" + printable(survey.name()) + "': '" +
                        printable(line.fields[column].text) + "' is no " + wanted,
                    rule.declared
                        ? "correct the value, name it in 'na_values' if it means NULL, or declare "
                          "another type in 'dtype'"
                        : "dates are written 2024-01-31, times 13:45:00 after a blank or T; leave "
                          "the column out of 'parse_dates' and use strptime() in a transform")
      .with("line", std::to_string(line.number))
      .with("column", survey.name())
      .with("value", printable(line.fields[column].text));
}

}  // namespace osiris::components
