#pragma once
// Schemas and batches as Arrow structs. For the files of this folder only.

#include "osiris/exchange/arrow.h"
#include "osiris/exchange/row_batch.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// Fills an ArrowSchema (a struct of the columns). The receiver releases it.
void export_schema(const Schema& schema, ArrowSchema* out);

/// Writes the SQL expression that turns a column, as Arrow brings it, into its declared type: the
/// quoted name itself where Arrow has the type, else a cast that cannot lose anything.
std::string import_expression(const Column& column);

/// Keeps emptied batches for reuse, since their memory is the cost of making one. Threads: safe.
class BatchPool {
 public:
  explicit BatchPool(const Schema& schema) : schema_(schema) {}
  std::unique_ptr<RowBatch> take();
  void give_back(std::unique_ptr<RowBatch> batch);

 private:
  const Schema schema_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RowBatch>> free_;
};

/// Fills an ArrowArray with a batch, without copying. The receiver releases it, from any thread;
/// the batch then goes back to the pool, which the array keeps alive.
void export_batch(std::unique_ptr<RowBatch> batch, std::shared_ptr<BatchPool> pool,
                  ArrowArray* out);

/// Says where a batch holds text that is not UTF-8.
struct InvalidText {
  std::size_t column = 0;
  std::size_t row = 0;     ///< Within the batch; for nested columns the value's own index.
  std::size_t offset = 0;  ///< Of the first bad byte in the value.
  std::string_view value;
};

/// Finds the first text value that is not valid UTF-8: DuckDB would store it as NULL or fail much
/// later.
std::optional<InvalidText> find_invalid_text(const RowBatch& batch);

}  // namespace osiris::exchange
