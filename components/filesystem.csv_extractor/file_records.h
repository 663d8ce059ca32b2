#pragma once
// The records of several CSV files of one shape, one file after the other, as if they were one.

#include "components/filesystem.csv_extractor/record_reader.h"
#include "components/filesystem/named_files.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvColumnsDiffer{
    "csv.columns_differ", Fault::kUser,
    "Files of one step have different columns. Set union_by_name to fill up what a file lacks with "
    "NULL, or read them in steps of their own."};

/// A line that does not become a row.
struct BadLine {
  const NamedFile& file;
  std::int64_t number = 0;  ///< In the file, from 1.
  std::string_view text;    ///< As it stands in the file, in UTF-8, without its end.
  const Error& error;       ///< What is wrong with it; its message names file and line.
};

/// Takes a bad line, which is passed over then; an error ends the reading.
using BadLineHandler = std::function<Status(const BadLine& line)>;

/// Reads files once from the start of the first to the end of the last, or to the limit. Fields
/// come in the order of columns(), whatever the order in a file.
class FileRecords {
 public:
  /// Reads to the first record. With union_by_name it looks at the header of every file first.
  /// `files` is not empty; both must outlive the reader. Without `on_bad_line` a malformed line
  /// is an error; a header always has to be well-formed.
  /// Errors: csv.no_columns, csv.malformed, and those of the files.
  static Result<std::unique_ptr<FileRecords>> open(const std::vector<NamedFile>& files,
                                                   const CsvOptions& options,
                                                   BadLineHandler on_bad_line = {});

  /// Returns the columns: those of the first file, then those that only later ones have.
  const std::vector<std::string>& columns() const { return columns_; }
  /// Returns the names that the first file's header has otherwise: as it has them, and as they are.
  const std::vector<std::pair<std::string, std::string>>& renamed() const { return renamed_; }

  /// What a step forward led to.
  enum class Advance {
    kRecord,
    kBadLine,  ///< It was handed over and is passed.
    kEnd,      ///< Of all files or of the limit, or a failure, which outcome() tells apart.
  };
  /// Reads to the end of the next record, or of one bad line.
  Advance advance();
  /// Returns the last record, which has a field for each column. Lifetime: until the next call.
  const CsvLine& record() const { return *record_; }
  /// Reads the next record, past bad lines; null at the end.
  const CsvLine* next();
  /// Errors: csv.malformed, csv.columns_differ, those of the files and of the handler.
  Status outcome() const { return failure_.has_value() ? reader_->outcome() : failure_; }

  /// Tells whether bad lines are passed over.
  bool passes_bad_lines() const { return static_cast<bool>(on_bad_line_); }
  /// Makes the last record a bad line, because of `error`; it does not count as a record then.
  /// Returns kBadLine, or kEnd if its handler failed.
  Advance reject(const Error& error);

  /// Returns how many records and bad lines there were.
  std::int64_t seen_count() const { return records_ + bad_lines_; }
  /// Returns of how many files, up to the current one, a first line was passed over since it names
  /// the delimiter.
  std::int64_t separator_lines() const {
    return passed_separator_lines_ + (reader_->has_separator_line() ? 1 : 0);
  }
  /// Returns how many bytes of text were read, in lines that are done.
  std::int64_t scanned_bytes() const { return passed_bytes_ + reader_->scanned_bytes(); }

  /// Tells whether the file of the last record lacks a column; its field is empty then.
  bool lacks(std::size_t column) const {
    return !fields_of_columns_.empty() && !fields_of_columns_[column].has_value();
  }
  /// Returns the file that the last record is from.
  const NamedFile& file() const { return files_[current_]; }
  /// Numbers a line of the current file through all files: one number is easily kept.
  std::int64_t position_of(const CsvLine& line) const {
    return line.number + first_lines_[current_];
  }
  /// Writes such a number as people read it: "orders.csv:7".
  std::string place_of(std::int64_t position) const;

 private:
  FileRecords(const std::vector<NamedFile>& files, const CsvOptions& options,
              BadLineHandler on_bad_line)
      : files_(files), options_(options), on_bad_line_(std::move(on_bad_line)) {}
  bool pass_bad_line();
  bool hand_over(const Error& error);
  Result<std::unique_ptr<RecordReader>> open_file_at(std::size_t index) const;
  Status collect_columns();
  Status check_spelling(const std::vector<std::string>& names, const NamedFile& file) const;
  bool open_next();
  Status match_columns(const std::vector<std::string>& names);
  Error columns_differ(const std::vector<std::string>& names) const;
  const CsvLine* arrange(const CsvLine& line);

  const std::vector<NamedFile>& files_;
  const CsvOptions& options_;
  const BadLineHandler on_bad_line_;
  std::vector<std::string> columns_;
  std::vector<std::pair<std::string, std::string>> renamed_;
  std::size_t current_ = 0;
  std::unique_ptr<RecordReader> reader_;  ///< Of the current file; never null.
  /// For each column its field in the current file; empty if they are the same.
  std::vector<std::optional<std::size_t>> fields_of_columns_;
  CsvLine arranged_;
  std::vector<std::int64_t> first_lines_{0};  ///< Lines before each file, up to the current one.
  const CsvLine* record_ = nullptr;
  std::int64_t records_ = 0;
  std::int64_t bad_lines_ = 0;
  std::int64_t passed_bytes_ = 0;
  std::int64_t passed_separator_lines_ = 0;
  Status failure_;
};

}  // namespace osiris::components
