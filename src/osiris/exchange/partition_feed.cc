#include "osiris/exchange/partition_feed.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <vector>

namespace osiris::exchange {

namespace {

// Batches that wait for DuckDB, in all. Each may hold tens of megabytes; two keep both sides busy.
constexpr std::size_t kQueuedBatchesMax = 2;

// Calls the source. It runs on threads where nobody else would catch what a component's library
// throws.
Status call_source(RowSource& source, std::size_t partition, RowBatch& batch) {
  try {
    return source.next(partition, batch);
  } catch (const std::bad_alloc&) {
    return fail(kOutOfMemory, "no memory left for a batch of rows");
  } catch (const std::exception& escaped) {
    return fail(kBug, std::string("a source threw an exception: ") + escaped.what());
  }
}

// Reads one batch; null at the partition's end.
Result<std::unique_ptr<RowBatch>> read_batch(RowSource& source, std::size_t partition,
                                             BatchPool& pool) {
  auto batch = pool.take();
  OSIRIS_CHECKED(call_source(source, partition, *batch));
  if (batch->row_count() == 0) {
    batch = nullptr;
  }
  return batch;
}

class DirectFeed final : public BatchFeed {
 public:
  DirectFeed(RowSource& source, BatchPool& pool, std::stop_token stop)
      : source_(source), pool_(pool), stop_(std::move(stop)) {}

  Result<std::unique_ptr<RowBatch>> next() override {
    if (stop_.stop_requested()) {
      return fail(kCancelled, "the ingest was stopped");
    }
    return read_batch(source_, 0, pool_);
  }

 private:
  RowSource& source_;
  BatchPool& pool_;
  std::stop_token stop_;
};

class ParallelFeed final : public BatchFeed {
 public:
  ParallelFeed(RowSource& source, BatchPool& pool, const std::stop_token& stop)
      : source_(source), pool_(pool), stop_callback_(stop, [this] { close(); }) {
    readers_left_ = source.partition_count();
    for (std::size_t partition = 0; partition < source.partition_count(); ++partition) {
      readers_.emplace_back([this, partition] { read_partition(partition); });
    }
  }

  ~ParallelFeed() override {
    close();
    if (readers_are_busy()) {
      source_.interrupt();  // The consumer may give up (a full disk) while readers wait for their
                            // server.
    }
  }

  Result<std::unique_ptr<RowBatch>> next() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock,
                  [this] { return closed_ || failure_ || !queue_.empty() || readers_left_ == 0; });
    if (failure_) {
      return fail(*failure_);
    }
    if (closed_) {
      return fail(kCancelled, "the ingest was stopped");
    }
    if (queue_.empty()) {
      return std::unique_ptr<RowBatch>();
    }
    auto batch = std::move(queue_.front());
    queue_.pop_front();
    changed_.notify_all();
    return batch;
  }

 private:
  void read_partition(std::size_t partition) {
    while (true) {
      auto batch = read_batch(source_, partition, pool_);
      std::unique_lock lock(mutex_);
      if (!batch.has_value()) {
        if (!failure_) {
          failure_ = std::move(batch).error();
        }
        break;
      }
      if (failure_ || closed_ || *batch == nullptr) {
        break;
      }
      changed_.wait(lock,
                    [this] { return closed_ || failure_ || queue_.size() < kQueuedBatchesMax; });
      queue_.push_back(std::move(*batch));
      changed_.notify_all();
    }
    const std::scoped_lock lock(mutex_);
    --readers_left_;
    changed_.notify_all();
  }

  bool readers_are_busy() {
    const std::scoped_lock lock(mutex_);
    return readers_left_ > 0;
  }

  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  RowSource& source_;
  BatchPool& pool_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<RowBatch>> queue_;
  std::optional<Error> failure_;
  std::size_t readers_left_ = 0;
  bool closed_ = false;
  std::stop_callback<std::function<void()>> stop_callback_;
  std::vector<std::jthread> readers_;  // Last: joined before anything they use goes away.
};

}  // namespace

std::unique_ptr<BatchFeed> make_batch_feed(RowSource& source, BatchPool& pool,
                                           std::stop_token stop) {
  if (source.partition_count() <= 1) {
    return std::make_unique<DirectFeed>(source, pool, std::move(stop));
  }
  return std::make_unique<ParallelFeed>(source, pool, stop);
}

}  // namespace osiris::exchange
