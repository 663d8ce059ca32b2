#pragma once
// Looks at every record of a CSV file, beside or before the reader that stores them: how many there
// are, what the columns are called and which types hold their values. It is the judge: what DuckDB
// stores must agree with it.

#include "components/filesystem.csv_extractor/column_survey.h"
#include "components/filesystem.csv_extractor/csv_scanner.h"
#include "components/filesystem.csv_extractor/options.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvNoColumns{
    "csv.no_columns", Fault::kUser,
    "The file has no line that could name or show its columns. Check that it is the right file, "
    "and skip_rows and header."};
inline constexpr ErrorCode kCsvBadValue{"csv.bad_value", Fault::kUser,
                                        "A value does not fit the type that dtype or parse_dates "
                                        "asks for. Correct the value, or change "
                                        "the option."};

/// Which line ends a file has.
struct LineEnds {
  bool lf = false;
  bool crlf = false;
  bool cr = false;
};

/// What is known of a file.
struct CsvFindings {
  std::vector<ColumnSurvey> columns;
  std::vector<std::pair<std::string, std::string>>
      renamed;                         ///< Name in the header -> the column's.
  std::int64_t records = 0;            ///< Without the header.
  std::int64_t blank_lines = 0;        ///< After the header.
  std::int64_t lines_before_data = 0;  ///< Records and blank lines, comments not counted.
  std::int64_t longest_line_bytes = 0;
  LineEnds line_ends;
};

/// Reads a file once from start to end.
class CsvSurvey {
 public:
  /// Reads to the first record. `name` stands for the file in messages.
  /// Errors: csv.no_columns, csv.malformed, csv.bad_option, and those of the source.
  static Result<std::unique_ptr<CsvSurvey>> open(std::unique_ptr<ByteSource> text,
                                                 const CsvOptions& options, std::string name);

  /// Looks at further records until about `bytes` of text were seen, the file or the row limit
  /// ends, or a stop is asked for. Errors: csv.malformed, csv.bad_value, and those of the source.
  Status look(std::int64_t bytes, const std::stop_token& stop);

  bool finished() const { return finished_; }
  const CsvFindings& findings() const { return findings_; }
  const std::string& name() const { return name_; }

 private:
  CsvSurvey(std::unique_ptr<ByteSource> text, const CsvOptions& options, std::string name);
  Status read_skipped_lines();
  bool read_header(CsvLine& line);
  bool read_record_line(CsvLine& line);
  bool read_line(CsvLine& line);
  bool note_line_end(const CsvLine& line);
  Status make_columns(const CsvLine& line);
  Status check_column_names() const;
  ColumnRule rule_for(const std::string& name) const;
  bool take(const CsvLine& line);
  bool give_up(Error error);
  Status outcome() const;
  Error wrong_field_count(const CsvLine& line) const;
  Error wrong_value(const CsvLine& line, std::size_t column) const;
  std::string place(std::int64_t line) const { return name_ + ":" + std::to_string(line) + ": "; }

  std::unique_ptr<ByteSource> text_;
  const CsvOptions& options_;
  std::string name_;
  CsvScanner scanner_;
  CsvLine line_;
  CsvFindings findings_;
  std::vector<std::size_t> selected_;  ///< Positions of the columns to look at.
  LineEnd last_end_ = LineEnd::kNone;
  std::int64_t first_line_ = 0;  ///< The line that set the number of columns.
  bool has_pending_ =
      false;  ///< line_ is a record not taken yet: the first of a file without header.
  bool finished_ = false;
  Status failure_;  ///< Kept here: the functions for single lines return a bool, which is quick.
};

}  // namespace osiris::components
