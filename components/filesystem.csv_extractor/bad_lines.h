#pragma once
// What becomes of lines that do not become rows: they are counted, and may be kept in a relation.

#include "components/filesystem.csv_extractor/csv_source.h"
#include "components/filesystem.csv_extractor/options.h"
#include "osiris/exchange/row_source.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace osiris::components {

inline constexpr ErrorCode kCsvTooManyBadLines{
    "csv.too_many_bad_lines", Fault::kUser,
    "More lines of the files are bad than the option max_bad_lines allows. Correct them, check "
    "delimiter, quote and dtype, or allow more."};

/// Counts the bad lines of one pass.
class BadLineCount {
 public:
  /// `options` must outlive the count.
  explicit BadLineCount(const CsvOptions& options) : options_(options) {}

  /// Returns a handler that counts, to be used while this lives; none if bad lines are errors.
  /// Errors of the handler: csv.too_many_bad_lines.
  BadLineHandler handler();
  std::int64_t count() const { return count_; }
  /// Returns what is wrong with the first one, by file and line; empty if there is none.
  const std::string& first() const { return first_; }

 private:
  Status take(const BadLine& line);

  const CsvOptions& options_;
  std::int64_t count_ = 0;
  std::string first_;
};

/// The bad lines of all files as rows, in their order: file (VARCHAR), line (BIGINT, from 1),
/// reason (VARCHAR), text (VARCHAR, the line as it stands in the file).
class RejectSource final : public exchange::RowSource {
 public:
  /// Opens the files anew, which have `count` bad lines. `columns` are those that the good rows
  /// were stored with. All must outlive the source. Errors: as FileRecords::open.
  static Result<std::unique_ptr<RejectSource>> open(const std::vector<NamedFile>& files,
                                                    const CsvOptions& options,
                                                    const std::vector<CsvColumn>& columns,
                                                    std::int64_t count);

  const exchange::Schema& schema() const override { return schema_; }
  /// Errors: those of the files; run.cancelled when stopped.
  Status next(std::size_t partition, exchange::RowBatch& batch) override;
  void interrupt() override { interrupted_ = true; }

 private:
  explicit RejectSource(std::int64_t count);
  Status take(const BadLine& line);

  exchange::Schema schema_;
  std::unique_ptr<FileRecords> records_;
  std::unique_ptr<FittingRecords> fitting_;
  exchange::RowBatch* batch_ = nullptr;  ///< While next() fills it.
  std::int64_t batch_text_bytes_ = 0;
  std::int64_t left_ = 0;  ///< Bad lines that are still to come.
  std::atomic<bool> interrupted_ = false;
};

}  // namespace osiris::components
