#pragma once
// The rows of CSV files on their way into the database.

#include "components/filesystem.csv_extractor/csv_column.h"
#include "components/filesystem.csv_extractor/file_records.h"
#include "osiris/exchange/row_source.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvBadValue{"csv.bad_value", Fault::kUser,
                                        "A value does not fit the type that dtype or parse_dates "
                                        "asks for. Correct the value, or change "
                                        "the option."};

/// Records whose values fit what the options ask of the columns. If bad lines are passed over, any
/// other record is one, and no column learns from it; else all records are given.
class FittingRecords {
 public:
  /// Both must outlive this.
  FittingRecords(FileRecords& records, const std::vector<CsvColumn>& columns);

  /// Reads to the end of the next record or bad line.
  FileRecords::Advance advance() {
    const FileRecords::Advance step = records_.advance();
    return step != FileRecords::Advance::kRecord || picky_.empty() ? step : check_values();
  }

 private:
  FileRecords::Advance check_values();

  FileRecords& records_;
  const std::vector<CsvColumn>& columns_;
  std::vector<std::pair<std::size_t, exchange::ColumnBuilder>> picky_;  ///< Position, scratch.
};

/// One pass over the files that stores the columns as the types they have at its start. A value of
/// another type ends the pass: then the rest of the files is only looked at, so that the next pass
/// knows all of it.
class CsvSource final : public exchange::RowSource {
 public:
  /// All must outlive the source.
  CsvSource(FileRecords& records, std::vector<CsvColumn>& columns, const CsvOptions& options);

  const exchange::Schema& schema() const override { return schema_; }
  /// Errors: csv.malformed, csv.bad_value, csv.columns_differ, those of the files and of the
  /// handler of bad lines; run.cancelled when stopped, and when types_changed().
  Status next(std::size_t partition, exchange::RowBatch& batch) override;
  void interrupt() override { interrupted_ = true; }

  /// Tells whether the pass ended because a column has another type now.
  bool types_changed() const { return types_changed_; }
  /// Returns how many bytes of text were read. Threads: safe.
  std::int64_t bytes_read() const override { return bytes_read_; }

 private:
  Status store(const CsvLine& line, exchange::RowBatch& batch);
  Status look_at_the_rest();

  FileRecords& records_;
  std::vector<CsvColumn>& columns_;
  const bool names_file_;  ///< The last column is the file's name.
  exchange::Schema schema_;
  std::vector<std::size_t> stored_;  ///< Positions in a record, in the order of the schema.
  FittingRecords fitting_;
  bool types_changed_ = false;
  std::atomic<bool> interrupted_ = false;
  std::atomic<std::int64_t> bytes_read_ = 0;
};

/// Looks at further records until about `bytes` of text were seen or the files end, and lets the
/// columns learn from them; `interrupted` ends it early. Errors: csv.malformed, csv.bad_value,
/// csv.columns_differ, those of the files and of the handler of bad lines.
Status look(FileRecords& records, std::vector<CsvColumn>& columns, std::int64_t bytes,
            const std::atomic<bool>& interrupted);

}  // namespace osiris::components
