#include "osiris/exchange/piece_export.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace osiris::exchange {

namespace {

// Rows of one piece of work: a quarter of a row group, so that a finished piece (some megabytes)
// and its neighbours fit the cache, and one query for each still costs nothing beside it.
constexpr std::int64_t kPieceRows = static_cast<std::int64_t>(kBatchRows) / 4;
// Pieces that may wait for their turn, for each worker: keeps memory flat when one piece is slow.
constexpr std::size_t kWaitingPerWorker = 2;
constexpr auto kProgressInterval = std::chrono::milliseconds(100);

// The text of a piece of work.
struct Piece {
  ByteBuffer text;
  RowEnds ends;  // Empty if nobody asks for them.
};

// Who takes the pieces.
struct PieceSink {
  const RowSink& take;
  bool needs_ends;
};

RowText row_text(const Piece& piece) {
  return {{reinterpret_cast<const char*>(piece.text.data()), piece.text.size()}, piece.ends};
}

// One export: workers take pieces in order, format them, and whoever holds the next piece hands it
// to the sink.
class Export {
 public:
  Export(Database& database, ColumnSelection selection, const RowEncoder& encoder, PieceSink sink,
         std::stop_token stop, std::size_t waiting_max)
      : database_(database),
        selection_(std::move(selection)),
        encoder_(encoder),
        sink_(sink),
        waiting_max_(waiting_max),
        outer_stop_(std::move(stop), [this] { stop_source_.request_stop(); }) {}

  /// Works until no piece is left, with a connection of its own. Runs in each worker.
  void work() {
    auto connection = database_.connect();
    if (!connection.has_value()) {
      return give_up(std::move(connection).error());
    }
    work(**connection);
  }

  /// The same with a connection that the caller has.
  void work(Connection& connection) {
    try {
      work_on_pieces(connection);
    } catch (const std::bad_alloc&) {  // A thread has nobody else to catch it.
      give_up(make_error(kOutOfMemory, "no memory left to format rows"));
    }
  }

  bool wait_for_end(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return failure_ || finished(); });
  }

  Progress progress(std::int64_t rows) {
    const std::scoped_lock lock(mutex_);
    const auto whole = static_cast<double>(std::max<std::int64_t>(rows, 1));
    return {.percent = 100.0 * static_cast<double>(rows_) / whole, .rows = rows_, .bytes = bytes_};
  }

  Result<ExportStats> outcome() {
    const std::scoped_lock lock(mutex_);
    if (failure_) {
      return fail(*failure_);
    }
    if (rows_ != selection_.rows) {
      return fail(kBug, "the relation has " + std::to_string(selection_.rows) + " rows but " +
                            std::to_string(rows_) + " were written");
    }
    return ExportStats{rows_, bytes_};
  }

  std::int64_t piece_count() const { return (selection_.rows + kPieceRows - 1) / kPieceRows; }

 private:
  void work_on_pieces(Connection& connection) {
    while (const auto piece = take_piece()) {
      Piece formatted;
      if (auto status = format_piece(connection, *piece, formatted); !status.has_value()) {
        return give_up(std::move(status).error());
      }
      hand_over(*piece, std::move(formatted));
    }
  }

  bool finished() const { return next_to_write_ >= piece_count(); }

  std::optional<std::int64_t> take_piece() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return failure_ || waiting_.size() < waiting_max_; });
    if (failure_ || next_to_take_ >= piece_count()) {
      return std::nullopt;
    }
    return next_to_take_++;
  }

  Status format_piece(Connection& connection, std::int64_t number, Piece& piece) {
    const std::int64_t begin = number * kPieceRows;
    const std::string sql = selection_.select + " WHERE rowid >= " + std::to_string(begin) +
                            " AND rowid < " + std::to_string(begin + kPieceRows);
    RunControl control;
    control.stop = stop_source_.get_token();
    OSIRIS_TRY(RelationReader reader, RelationReader::open(connection, sql, control));
    std::int64_t rows = 0;
    while (true) {
      OSIRIS_TRY(const bool more, reader.next());
      if (!more) {
        break;
      }
      encoder_.append_rows(reader, piece.text, sink_.needs_ends ? &piece.ends : nullptr);
      rows += static_cast<std::int64_t>(reader.row_count());
    }
    const std::scoped_lock lock(mutex_);
    rows_ += rows;
    return {};
  }

  // Writes what is next in order; the sink is called without the lock but by one thread at a time.
  void hand_over(std::int64_t number, Piece piece) {
    std::unique_lock lock(mutex_);
    waiting_.emplace(number, std::move(piece));
    while (!writing_ && !failure_) {
      const auto next = waiting_.find(next_to_write_);
      if (next == waiting_.end()) {
        break;
      }
      const Piece ready = std::move(next->second);
      waiting_.erase(next);
      writing_ = true;
      lock.unlock();
      Status written = sink_.take(row_text(ready));
      lock.lock();
      writing_ = false;
      ++next_to_write_;
      bytes_ += static_cast<std::int64_t>(ready.text.size());
      if (!written.has_value() && !failure_) {
        failure_ = std::move(written).error();
      }
      changed_.notify_all();
    }
  }

  void give_up(Error error) {
    {
      const std::scoped_lock lock(mutex_);
      if (!failure_) {
        failure_ = std::move(error);
      }
    }
    stop_source_.request_stop();
    changed_.notify_all();
  }

  Database& database_;
  const ColumnSelection selection_;
  const RowEncoder& encoder_;
  const PieceSink sink_;
  const std::size_t waiting_max_;
  std::stop_source stop_source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::int64_t, Piece> waiting_;
  std::int64_t next_to_take_ = 0;
  std::int64_t next_to_write_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t bytes_ = 0;
  bool writing_ = false;
  std::optional<Error> failure_;
  std::stop_callback<std::function<void()>> outer_stop_;
};

void run_workers(Export& work, int workers, std::int64_t rows, const RunControl& control) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&work] { work.work(); });
  }
  while (!work.wait_for_end(kProgressInterval)) {
    if (control.on_progress) {
      control.on_progress(work.progress(rows));
    }
  }
}

Result<ExportStats> run_export(Connection& connection, ColumnSelection selection,
                               const RowEncoder& encoder, PieceSink sink, int workers,
                               const RunControl& control) {
  const std::int64_t rows = selection.rows;
  const auto waiting_max = static_cast<std::size_t>(workers) * kWaitingPerWorker;
  Export work(connection.database(), std::move(selection), encoder, sink, control.stop,
              waiting_max);
  if (work.piece_count() <= 1 || workers <= 1) {
    work.work(connection);  // Too little to be worth a thread.
  } else {
    const auto useful = static_cast<int>(std::min<std::int64_t>(workers, work.piece_count()));
    run_workers(work, useful, rows, control);
  }
  return work.outcome();
}

}  // namespace

Result<ExportStats> export_pieces(Connection& connection, ColumnSelection selection,
                                  const RowEncoder& encoder, const ByteSink& sink, int workers,
                                  const RunControl& control) {
  const RowSink take = [&sink](const RowText& rows) { return sink(rows.text); };
  return run_export(connection, std::move(selection), encoder, {.take = take, .needs_ends = false},
                    workers, control);
}

Result<ExportStats> export_rows(Connection& connection, ColumnSelection selection,
                                const RowEncoder& encoder, const RowSink& sink, int workers,
                                const RunControl& control) {
  return run_export(connection, std::move(selection), encoder, {.take = sink, .needs_ends = true},
                    workers, control);
}

}  // namespace osiris::exchange
