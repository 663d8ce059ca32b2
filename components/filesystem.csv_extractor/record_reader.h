#pragma once
// The records of a CSV file: knows where the header is, passes over blank lines and comments, and
// holds every record against the number of columns.

#include "components/filesystem.csv_extractor/csv_scanner.h"
#include "components/filesystem.csv_extractor/options.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvNoColumns{
    "csv.no_columns", Fault::kUser,
    "The file has no line that could name or show its columns. Check that it is the right file, "
    "and skip_rows and header."};

inline constexpr ErrorCode kCsvSchemaDiffers{
    "csv.schema_differs", Fault::kUser,
    "A file has not the columns that the option schema lists. Correct the file or the schema."};

inline constexpr ErrorCode kCsvDelimiterDiffers{
    "csv.delimiter_differs", Fault::kUser,
    "The file's first line, as in `sep=;`, names another character between fields than the option "
    "delimiter. Set delimiter to it, or skip_rows to 1."};

/// Reads a file once from start to end. Its first line may be Excel's `sep=;`, which is neither
/// header nor row, unless an option says which lines stand before the header.
class RecordReader {
 public:
  /// Reads to the first record. `name` stands for the file in messages; `dialect` is that of the
  /// file.
  /// Errors: csv.no_columns, csv.malformed, csv.bad_encoding, csv.delimiter_differs,
  /// csv.schema_differs, and those of the source.
  static Result<std::unique_ptr<RecordReader>> open(std::unique_ptr<ByteSource> text,
                                                    const CsvOptions& options,
                                                    const Dialect& dialect, std::string name);

  /// Returns the columns' names, each of them unique regardless of case.
  const std::vector<std::string>& columns() const { return columns_; }
  /// Returns the names that the header has otherwise: as it has them, and as they are.
  const std::vector<std::pair<std::string, std::string>>& renamed() const { return renamed_; }

  /// Tells whether the first line names the delimiter and was passed over.
  bool has_separator_line() const { return has_separator_line_; }

  /// Reads the next record, which has a field for each column; null at the end of the file, and
  /// after a failure, which outcome() tells apart. Lifetime: until the next call.
  const CsvLine* next();
  /// Errors: csv.malformed and those of the source.
  Status outcome() const { return failure_.has_value() ? scanner_.outcome() : failure_; }

  /// After csv.malformed: passes over that line, so that next() goes on behind it; false if that
  /// cannot be, or something else went wrong.
  bool pass_malformed();
  /// Returns the text of the last record, or of the line that was passed over, as it stands in the
  /// file, without its end. Lifetime: until the next call.
  std::string_view line_text() const { return scanner_.line_text(); }
  /// Returns the line where that text begins.
  std::int64_t line_number() const { return line_.number; }

  /// Returns how many lines were read.
  std::int64_t line_count() const { return scanner_.line_number() - 1; }
  /// Returns how many bytes of text were read, in lines that are done.
  std::int64_t scanned_bytes() const { return scanner_.scanned_bytes(); }

 private:
  RecordReader(std::unique_ptr<ByteSource> text, const CsvOptions& options, const Dialect& dialect,
               std::string name);
  Status pass_skipped_lines();
  bool find_header();
  bool read_behind_separator();
  Status name_columns();
  Status check_schema() const;
  bool read_record();
  bool is_row() const;
  bool read_line();
  bool note_line_end();
  bool give_up(Error error);
  std::string usual_delimiter() const;
  Error wrong_field_count() const;
  std::string place() const { return name_ + ":" + std::to_string(line_.number) + ": "; }

  std::unique_ptr<ByteSource> text_;
  const CsvOptions& options_;
  const Dialect dialect_;
  std::string name_;
  CsvScanner scanner_;
  CsvLine line_;
  std::vector<std::string> columns_;
  std::vector<std::pair<std::string, std::string>> renamed_;
  std::int64_t first_line_ = 0;  ///< The line that set the number of columns.
  LineEnd first_end_ = LineEnd::kNone;
  LineEnd last_end_ = LineEnd::kNone;
  bool has_separator_line_ = false;
  bool has_pending_ = false;  ///< line_ is the first record, in a file without header.
  Status failure_;  ///< Kept here: the functions for single lines return a bool, which is quick.
};

}  // namespace osiris::components
