#pragma once
// Where rows come from, when DuckDB cannot read them itself: a server's result, pages of an API.

#include "osiris/base/result.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/row_batch.h"

#include <cstdint>
#include <string>

namespace osiris::exchange {

inline constexpr ErrorCode kTextInvalid{
    "data.invalid_utf8", Fault::kExternal,
    "A text value is not valid UTF-8. Fix the source's encoding or declare "
    "the column as BLOB."};
inline constexpr ErrorCode kColumnsInvalid{
    "data.invalid_columns", Fault::kExternal,
    "A source has no columns, or two whose names are equal but for "
    "case."};

/// A source of rows. The exchange calls schema() once, then next() for each partition until it says
/// the end. Partitions are read at the same time, each by one thread; rows of one partition keep
/// their order, and with one partition the relation keeps the source's order.
class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Returns the columns; known before the first row.
  virtual const Schema& schema() const = 0;
  /// Returns how many partitions can be read independently; at least 1.
  virtual std::size_t partition_count() const { return 1; }
  /// Appends rows to the empty `batch` until it is full or the partition ends; an empty batch means
  /// the end. Blocking is fine. An error ends the ingest and nothing of it remains.
  virtual Status next(std::size_t partition, RowBatch& batch) = 0;
  /// Makes blocked next() calls return soon with run.cancelled. Called from another thread, maybe
  /// twice.
  virtual void interrupt() {}
  /// Returns how many bytes came from the outside so far; 0 if that is not counted. Called from
  /// another thread.
  virtual std::int64_t bytes_read() const { return 0; }
};

/// What an ingest did.
struct IngestStats {
  std::int64_t rows = 0;
  std::int64_t bytes = 0;  ///< In batch memory.
};

/// Stores all rows of a source as relation `name`, replacing an old one, in one transaction: whole
/// or not at all. An empty source gives a relation with its columns and no rows. Invalid UTF-8 in a
/// text column fails with data.invalid_utf8 naming column, row and the bytes. Errors: those of the
/// source, data.*, database.*, file.disk_full, run.cancelled.
Result<IngestStats> ingest(Connection& connection, std::string_view name, RowSource& source,
                           const RunControl& control = {});

}  // namespace osiris::exchange
