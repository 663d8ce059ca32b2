#pragma once
// The batches of a source, one after the other, whether it has one partition or many. For the files
// of this folder only.

#include "osiris/exchange/arrow_export.h"
#include "osiris/exchange/row_source.h"

#include <memory>
#include <stop_token>

namespace osiris::exchange {

/// Hands out batches. One caller at a time.
class BatchFeed {
 public:
  virtual ~BatchFeed() = default;
  /// Returns the next batch that has rows; null at the end; the source's first error.
  virtual Result<std::unique_ptr<RowBatch>> next() = 0;
};

/// Makes a feed: one partition is read by the caller itself, which overlaps fetching with DuckDB's
/// compression on other threads; several are read by one thread each into a short queue.
std::unique_ptr<BatchFeed> make_batch_feed(RowSource& source, BatchPool& pool,
                                           std::stop_token stop);

}  // namespace osiris::exchange
