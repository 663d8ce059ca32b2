#include "components/filesystem.csv_extractor/record_reader.h"

#include "components/filesystem.csv_extractor/column_names.h"
#include "components/filesystem.csv_extractor/separator_line.h"
#include "osiris/base/text.h"

#include <optional>
#include <set>
#include <utility>

namespace osiris::components {
namespace {

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

RecordReader::RecordReader(std::unique_ptr<ByteSource> text, const CsvOptions& options,
                           const Dialect& dialect, std::string name)
    : text_(std::move(text)),
      options_(options),
      dialect_(dialect),
      name_(std::move(name)),
      scanner_(*text_, dialect, name_) {}

Result<std::unique_ptr<RecordReader>> RecordReader::open(std::unique_ptr<ByteSource> text,
                                                         const CsvOptions& options,
                                                         const Dialect& dialect, std::string name) {
  std::unique_ptr<RecordReader> reader(
      new RecordReader(std::move(text), options, dialect, std::move(name)));
  OSIRIS_CHECKED(reader->pass_skipped_lines());
  const bool found = reader->find_header();
  OSIRIS_CHECKED(reader->outcome());
  if (!found) {
    return fail(kCsvNoColumns,
                reader->name_ + ": the file has no " +
                    (options.header_row ? "header line" : "line of data"),
                "a table needs columns: write a header line into the file, or correct 'skip_rows' "
                "and 'header'");
  }
  OSIRIS_CHECKED(reader->name_columns());
  OSIRIS_CHECKED(reader->check_schema());
  return reader;
}

/// Holds the columns against those that the file should have. One that is missing may be there in
/// another file if the files are united by name.
Status RecordReader::check_schema() const {
  if (options_.declared.schema.empty()) {
    return {};
  }
  const auto missing = missing_from(columns_, options_.declared.schema);
  const auto more = missing_from(options_.declared.schema, columns_);
  const bool may_miss = options_.union_by_name && options_.header_row.has_value();
  if ((missing.empty() || may_miss) && more.empty()) {
    return {};
  }
  if (!options_.header_row) {
    return fail(kCsvSchemaDiffers,
                name_ + " has " + std::to_string(columns_.size()) + " columns, 'schema' lists " +
                    std::to_string(options_.declared.schema.size()),
                "list every column of the file, in its order");
  }
  return fail(kCsvSchemaDiffers,
              name_ + " has not the columns that 'schema' lists: " + difference(missing, more),
              "list every column of the file; 'columns' chooses among them");
}

Status RecordReader::pass_skipped_lines() {
  while (scanner_.line_number() <= options_.skip_lines) {
    if (!scanner_.next_skipped(line_) || !note_line_end()) {
      return outcome();
    }
  }
  return {};
}

/// Finds the line that says how many columns there are: the header, or the first record.
bool RecordReader::find_header() {
  for (std::int64_t row = 0; row <= options_.header_row.value_or(0); ++row) {
    do {
      if (!read_behind_separator()) {
        return false;
      }
    } while (options_.header_row ? line_.kind != LineKind::kRecord : !is_row());
  }
  return true;
}

/// Reads the next line that is not the one by which Excel learns the delimiter.
bool RecordReader::read_behind_separator() {
  if (!read_line()) {
    return false;
  }
  const bool may_be_separator =
      line_.number == 1 && options_.skip_lines == 0 && options_.header_row.value_or(0) == 0;
  const auto separator =
      may_be_separator ? separator_of(scanner_.line_text()) : std::optional<char>();
  if (!separator) {
    return true;
  }
  if (*separator == dialect_.delimiter) {
    has_separator_line_ = true;
    return read_line();
  }
  return give_up(make_error(
      kCsvDelimiterDiffers,
      place() + "the line '" + printable(scanner_.line_text()) +
          "' says what divides the fields, and the step reads the file with another 'delimiter'",
      "set `" + delimiter_option(*separator) + "`, or pass over the line with `skip_rows: 1`"));
}

Status RecordReader::name_columns() {
  NameMaker names;
  const bool has_header = options_.header_row.has_value();
  for (const RawField& field : line_.fields) {
    const std::size_t position = columns_.size();
    std::string wanted;
    if (has_header) {
      wanted = value_of(field, dialect_);
    } else if (position < options_.declared.schema.size()) {
      wanted = options_.declared.schema[position];
    }
    if (wanted.find('\0') != std::string::npos) {
      // The database would cut the name off there.
      return fail(kCsvEncoding,
                  place() + "the name of column " + std::to_string(position + 1) +
                      " has a NUL character in it, so the file is hardly " +
                      (options_.encoding == Encoding::kUtf16 ? "text" : "text in this encoding"),
                  "set 'encoding' to utf-16 if the file is written in that, or remove the NUL");
    }
    columns_.push_back(names.make(wanted, position));
    if (has_header && columns_.back() != wanted) {
      renamed_.emplace_back(wanted, columns_.back());
    }
  }
  first_line_ = line_.number;
  has_pending_ = !has_header;
  return {};
}

const CsvLine* RecordReader::next() {
  if (!std::exchange(has_pending_, false) && !read_record()) {
    return nullptr;
  }
  if (line_.fields.size() != columns_.size()) {
    give_up(wrong_field_count());
    return nullptr;
  }
  return &line_;
}

bool RecordReader::read_record() {
  while (read_line()) {
    if (is_row()) {
      return true;
    }
  }
  return false;
}

bool RecordReader::is_row() const {
  return line_.kind == LineKind::kRecord ||
         (line_.kind == LineKind::kBlank && !options_.skip_blank_lines);
}

bool RecordReader::read_line() { return scanner_.next(line_) && note_line_end(); }

/// Refuses carriage returns alone among other line ends: the one inside a field that is meant to be
/// text would break its record in two.
bool RecordReader::note_line_end() {
  if (line_.end == last_end_ || line_.end == LineEnd::kNone) {
    return true;
  }
  if (first_end_ == LineEnd::kNone) {
    first_end_ = line_.end;
  }
  if ((line_.end == LineEnd::kCr) == (first_end_ == LineEnd::kCr)) {
    last_end_ = line_.end;
    return true;
  }
  const char* const end = line_.end == LineEnd::kLf     ? "LF"
                          : line_.end == LineEnd::kCrLf ? "CR LF"
                                                        : "CR";
  return give_up(
      make_error(kCsvMalformed, place() + "the line ends in " + end + ", others before it do not",
                 "give all lines the same end; a CR inside a field needs quotes around the field"));
}

bool RecordReader::pass_malformed() {
  if (failure_.has_value()) {
    return scanner_.pass_malformed();
  }
  if (!failure_.error().is(kCsvMalformed)) {
    return false;
  }
  failure_ = {};  // The scanner is behind the line already.
  return true;
}

bool RecordReader::give_up(Error error) {
  failure_ = fail(std::move(error));
  return false;
}

/// Returns the character that divides a header of one column, as messages show it; empty if none.
std::string RecordReader::usual_delimiter() const {
  const auto likely = columns_.size() == 1 && options_.header_row
                          ? likely_delimiter(columns_.front(), dialect_.delimiter)
                          : std::nullopt;
  return !likely ? "" : *likely == '\t' ? "\\t" : std::string(1, *likely);
}

Error RecordReader::wrong_field_count() const {
  const auto count = [](std::size_t fields) {
    return std::to_string(fields) + (fields == 1 ? " field" : " fields");
  };
  const std::string found =
      line_.kind == LineKind::kBlank ? "a blank line" : count(line_.fields.size());
  const std::string like = options_.header_row ? "in the header on line " : "on line ";
  const std::string usual = usual_delimiter();
  return make_error(kCsvMalformed,
                    place() + "expected " + count(columns_.size()) + " as " + like +
                        std::to_string(first_line_) + ", found " + found,
                    usual.empty()
                        ? "correct the line, or set 'delimiter' or 'quote' to what the file uses"
                        : "the names in the header are divided by another character: set "
                          "'delimiter' to \"" +
                              usual + "\"" +
                              (dialect_.delimiter == ','
                                   ? " and, if numbers have commas, 'decimal' to \",\""
                                   : ""))
      .with("line", std::to_string(line_.number));
}

}  // namespace osiris::components
