#include "osiris/exchange/relation.h"
#include "osiris/exchange/row_source.h"
#include "osiris/exchange/test_database.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>

namespace osiris::exchange {
namespace {

// Sanitizers make everything ten times slower; a tenth of the rows still crosses many batches.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::int64_t kManyRows = 1'000'000;
#else
constexpr std::int64_t kManyRows = 10'000'000;
#endif

// Numbers from 0 in each partition, with a text beside each.
class Numbers : public RowSource {
 public:
  Numbers(std::int64_t rows, std::size_t partitions) : rows_(rows), positions_(partitions) {}
  const Schema& schema() const override { return schema_; }
  std::size_t partition_count() const override { return positions_.size(); }
  Status next(std::size_t partition, RowBatch& batch) override {
    std::int64_t& position = positions_[partition];
    for (; position < rows_ && !batch.full(); ++position) {
      batch.column(0).append_int(static_cast<std::int64_t>(partition));
      batch.column(1).append_int(position);
      batch.column(2).append_text("row " + std::to_string(position));
    }
    return {};
  }

 private:
  const Schema schema_ = {
      {"partition", TypeId::kInteger}, {"i", TypeId::kBigint}, {"text", TypeId::kVarchar}};
  const std::int64_t rows_;
  std::vector<std::int64_t> positions_;
};

class Ingest : public DatabaseTest {};

TEST_F(Ingest, StoresTenMillionRowsInOrder) {
  Numbers source(kManyRows, 1);
  const IngestStats stats = unwrap(ingest(*connection, "many rows", source));
  EXPECT_EQ(stats.rows, kManyRows);
  EXPECT_EQ(value("SELECT count(*) FROM \"many rows\" WHERE i = rowid AND text = 'row ' || i"),
            std::to_string(kManyRows));
}

TEST_F(Ingest, ReadsPartitionsAtTheSameTimeAndLosesNothing) {
  Numbers source(kManyRows / 10, 4);
  unwrap(ingest(*connection, "t", source));
  EXPECT_EQ(value("SELECT count(DISTINCT (partition, i)) = count(*) AND count(*) = " +
                  std::to_string(4 * (kManyRows / 10)) + " FROM t"),
            "true");
  EXPECT_EQ(value("SELECT count(*) FROM (SELECT i < lag(i) OVER (PARTITION BY partition ORDER BY "
                  "rowid) AS back "
                  "FROM t) WHERE back"),
            "0")
      << "rows of one partition must keep their order";
}

TEST_F(Ingest, PartitionsReallyOverlap) {
  // Each partition's first call waits until all have begun.
  class Meeting final : public RowSource {
   public:
    const Schema& schema() const override { return schema_; }
    std::size_t partition_count() const override { return 3; }
    Status next(std::size_t partition, RowBatch& batch) override {
      std::unique_lock lock(mutex_);
      if (done_[partition]) {
        return {};
      }
      done_[partition] = true;
      ++arrived_;
      all_here_.notify_all();
      if (!all_here_.wait_for(lock, std::chrono::seconds(20), [this] { return arrived_ == 3; })) {
        return fail(kBug, "the partitions were read one after the other");
      }
      batch.column(0).append_int(1);
      return {};
    }

   private:
    const Schema schema_ = {{"a", TypeId::kInteger}};
    std::mutex mutex_;
    std::condition_variable all_here_;
    int arrived_ = 0;
    bool done_[3] = {};
  };
  Meeting source;
  EXPECT_EQ(unwrap(ingest(*connection, "t", source)).rows, 3);
}

TEST_F(Ingest, AnEmptySourceGivesAnEmptyRelation) {
  Numbers source(0, 1);
  EXPECT_EQ(unwrap(ingest(*connection, "t", source)).rows, 0);
  EXPECT_EQ(unwrap(describe_relation(*connection, "t")).columns, source.schema());
}

TEST_F(Ingest, ReplacesAnOldRelationAndLeavesNoView) {
  unwrap(replace_relation(*connection, "t", "SELECT 'old' AS a"));
  Numbers source(10, 1);
  unwrap(ingest(*connection, "t", source));
  const auto relations = unwrap(list_relations(*connection));
  ASSERT_EQ(relations.size(), 1U);  // The arrow scan's view holds raw pointers and must be gone.
  EXPECT_EQ(relations[0].rows, 10);
}

// Gives a few good rows, then what the test wants.
class Trouble final : public RowSource {
 public:
  Trouble(std::size_t partitions, std::function<Status(RowBatch&)> trouble)
      : partitions_(partitions), trouble_(std::move(trouble)) {}
  const Schema& schema() const override { return schema_; }
  std::size_t partition_count() const override { return partitions_; }
  Status next(std::size_t partition, RowBatch& batch) override {
    if (partition == 0 && began_.exchange(true)) {
      return trouble_(batch);
    }
    if (partition == 0) {
      batch.column(0).append_text("good");
    }
    return {};
  }

 private:
  const Schema schema_ = {{"text", TypeId::kVarchar}};
  std::size_t partitions_;
  std::function<Status(RowBatch&)> trouble_;
  std::atomic<bool> began_{false};
};

TEST_F(Ingest, TheSourcesOwnErrorComesBackAndNothingRemains) {
  unwrap(replace_relation(*connection, "t", "SELECT 'old' AS a"));
  for (const std::size_t partitions : {std::size_t{1}, std::size_t{3}}) {
    Trouble source(partitions,
                   [](RowBatch&) -> Status { return fail(kFileIo, "the server went away"); });
    const auto result = ingest(*connection, "t", source);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, kFileIo.name);
    EXPECT_EQ(result.error().message, "the server went away");
    EXPECT_EQ(value("SELECT a FROM t"), "old");
    EXPECT_EQ(unwrap(list_relations(*connection)).size(), 1U);
  }
}

TEST_F(Ingest, ASourceThatFailedIsNotAskedAgain) {
  for (const std::size_t partitions : {std::size_t{1}, std::size_t{3}}) {
    std::atomic<int> calls = 0;
    Trouble source(partitions, [&calls](RowBatch& batch) -> Status {
      ++calls;
      while (!batch.full()) {  // Meanwhile DuckDB's other threads ask for the next batch.
        batch.column(0).append_text("rows that nobody wants");
      }
      return fail(kFileIo, "error " + std::to_string(calls));
    });
    const auto result = ingest(*connection, "t", source);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, "error 1");
    EXPECT_EQ(calls, 1);
  }
}

TEST_F(Ingest, AnExceptionOfASourceIsAnError) {
  for (const std::size_t partitions : {std::size_t{1}, std::size_t{3}}) {
    Trouble source(partitions,
                   [](RowBatch&) -> Status { throw std::runtime_error("library bug"); });
    const auto result = ingest(*connection, "t", source);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, kBug.name);
    EXPECT_NE(result.error().message.find("library bug"), std::string::npos);
  }
}

TEST_F(Ingest, InvalidUtf8IsAnErrorWithItsPlace) {
  Trouble source(1, [](RowBatch& batch) -> Status {
    batch.column(0).append_text("fine");
    batch.column(0).append_text("bad \xC3(");
    return {};
  });
  const auto result = ingest(*connection, "t", source);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kTextInvalid.name);
  EXPECT_NE(result.error().message.find("column 'text', row 3"), std::string::npos)
      << result.error().message;
  EXPECT_TRUE(unwrap(list_relations(*connection)).empty());
}

TEST_F(Ingest, TextSplitAcrossValuesIsInvalidToo) {
  // Together the two halves would be one good character.
  Trouble source(1, [](RowBatch& batch) -> Status {
    batch.column(0).append_text("\xC3");
    batch.column(0).append_text("\xA9");
    return {};
  });
  EXPECT_EQ(ingest(*connection, "t", source).error().code, kTextInvalid.name);
}

TEST_F(Ingest, ColumnNamesMustDiffer) {
  class Twins final : public RowSource {
   public:
    const Schema& schema() const override { return schema_; }
    Status next(std::size_t, RowBatch&) override { return {}; }

   private:
    const Schema schema_ = {{"id", TypeId::kInteger}, {"ID", TypeId::kInteger}};
  };
  Twins source;
  EXPECT_EQ(ingest(*connection, "t", source).error().code, kColumnsInvalid.name);
}

// Waits for its server for ever, until it is interrupted.
class Blocked final : public RowSource {
 public:
  explicit Blocked(std::size_t partitions) : partitions_(partitions) {}
  const Schema& schema() const override { return schema_; }
  std::size_t partition_count() const override { return partitions_; }
  Status next(std::size_t, RowBatch&) override {
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [this] { return interrupted_; });
    return fail(kCancelled, "interrupted");
  }
  void interrupt() override {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
    woken_.notify_all();
  }

 private:
  const Schema schema_ = {{"a", TypeId::kInteger}};
  const std::size_t partitions_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool interrupted_ = false;
};

TEST_F(Ingest, ABlockedSourceIsInterruptedWithinASecond) {
  for (const std::size_t partitions : {std::size_t{1}, std::size_t{2}}) {
    for (const int threads : {1, 2}) {
      DatabaseOptions options;
      options.threads = threads;
      open(options);
      Blocked source(partitions);
      std::stop_source stop;
      std::chrono::steady_clock::time_point stopped;
      std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        stopped = std::chrono::steady_clock::now();
        stop.request_stop();
      });
      RunControl control;
      control.stop = stop.get_token();
      const auto result = ingest(*connection, "t", source, control);
      stopper.join();
      ASSERT_FALSE(result.has_value());
      EXPECT_EQ(result.error().code, kCancelled.name);
      EXPECT_LT(std::chrono::steady_clock::now() - stopped, std::chrono::seconds(1));
      EXPECT_TRUE(unwrap(list_relations(*connection)).empty());
    }
  }
}

TEST_F(Ingest, TwoStepsAtTheSameTime) {
  const auto second = unwrap(database->connect());
  std::jthread other([&] {
    Numbers source(kManyRows / 10, 1);
    unwrap(ingest(*second, "second", source));
  });
  Numbers source(kManyRows / 10, 1);
  unwrap(ingest(*connection, "first", source));
  other.join();
  EXPECT_EQ(value("SELECT count(*) FROM (FROM first EXCEPT FROM second)"), "0");
}

}  // namespace
}  // namespace osiris::exchange
