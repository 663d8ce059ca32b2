#include "osiris/base/check.h"
#include "osiris/base/text.h"
#include "osiris/exchange/arrow_export.h"
#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/partition_feed.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/row_source.h"
#include "osiris/exchange/sql_error.h"
#include "osiris/exchange/sql_text.h"

#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace osiris::exchange {

namespace {

// Feeds DuckDB's arrow scan from a source. DuckDB calls from its own threads, one at a time; the
// mutex makes what one call did visible to the next, whichever thread that is.
class SourceStream {
 public:
  SourceStream(RowSource& source, std::stop_token stop)
      : schema_(source.schema()),
        pool_(std::make_shared<BatchPool>(schema_)),
        feed_(make_batch_feed(source, *pool_, std::move(stop))) {
    stream_.get_schema = [](ArrowArrayStream* stream, ArrowSchema* out) {
      export_schema(self(stream).schema_, out);
      return 0;
    };
    stream_.get_next = [](ArrowArrayStream* stream, ArrowArray* out) {
      return self(stream).next(out);
    };
    stream_.get_last_error = [](ArrowArrayStream* stream) { return self(stream).last_error(); };
    stream_.release = [](ArrowArrayStream* stream) { stream->release = nullptr; };
    stream_.private_data = this;
  }
  SourceStream(const SourceStream&) = delete;
  SourceStream& operator=(const SourceStream&) = delete;

  ArrowArrayStream* get() { return &stream_; }

  std::optional<Error> failure() const {
    const std::scoped_lock lock(mutex_);
    return failure_;
  }
  IngestStats stats() const {
    const std::scoped_lock lock(mutex_);
    return stats_;
  }

 private:
  static SourceStream& self(ArrowArrayStream* stream) {
    return *static_cast<SourceStream*>(stream->private_data);
  }

  int next(ArrowArray* out) {
    const std::scoped_lock lock(mutex_);
    *out = {};
    if (failure_) {  // Other threads ask on while DuckDB learns of it.
      return EIO;
    }
    auto batch = feed_->next();
    if (!batch.has_value()) {
      return remember(std::move(batch).error());
    }
    if (*batch == nullptr) {
      return 0;  // An array without release is Arrow's end of stream.
    }
    if (const auto invalid = find_invalid_text(**batch)) {
      return remember(invalid_text_error(*invalid));
    }
    stats_.rows += static_cast<std::int64_t>((*batch)->row_count());
    stats_.bytes += static_cast<std::int64_t>((*batch)->size_bytes());
    export_batch(std::move(*batch), pool_, out);
    return 0;
  }

  int remember(Error error) {
    message_ = error.message;
    failure_ = std::move(error);
    return EIO;
  }

  const char* last_error() const { return message_.c_str(); }

  Error invalid_text_error(const InvalidText& invalid) const {
    const std::string& name = schema_[invalid.column].name;
    const auto row = stats_.rows + static_cast<std::int64_t>(invalid.row) + 1;
    return make_error(kTextInvalid,
                      "column '" + printable(name) + "', row " + std::to_string(row) +
                          ": the text is not valid UTF-8 at byte " +
                          std::to_string(invalid.offset) + ": '" + printable(invalid.value) + "'",
                      "correct the encoding at the source")
        .with("column", name)
        .with("row", std::to_string(row));
  }

  const Schema schema_;
  std::shared_ptr<BatchPool> pool_;  // Shared with arrays that DuckDB may release late.
  std::unique_ptr<BatchFeed> feed_;
  ArrowArrayStream stream_{};
  mutable std::mutex mutex_;
  std::optional<Error> failure_;
  std::string message_;
  IngestStats stats_;
};

Status check_columns(const Schema& schema) {
  if (schema.empty()) {
    return fail(kColumnsInvalid, "the source has no columns", "a relation needs at least one");
  }
  std::set<std::string> seen;
  for (const Column& column : schema) {
    if (column.name.empty()) {
      return fail(kColumnsInvalid, "a column has no name", "name every column");
    }
    if (!seen.insert(to_lower(column.name)).second) {
      return fail(kColumnsInvalid, "two columns are named '" + printable(column.name) + "'",
                  "names are compared regardless of case; rename one at the source");
    }
  }
  return {};
}

std::string select_list(const Schema& schema) {
  std::string out;
  for (const Column& column : schema) {
    out += (out.empty() ? "" : ", ") + import_expression(column);
  }
  return out;
}

std::string unique_view_name() {
  static std::atomic<unsigned> counter{0};
  return "osiris_ingest_" + std::to_string(counter.fetch_add(1));
}

// duckdb_arrow_scan makes a persistent view that holds raw pointers: reading it in a later process
// would crash. It lives only inside the transaction that drops it again, so nothing remains even
// when the process is killed.
Status store_stream(Connection& connection, std::string_view name, SourceStream& stream,
                    const Schema& schema, const RunControl& control) {
  const std::string view = unique_view_name();
  const auto handle = static_cast<duckdb_connection>(connection.handle());
  if (duckdb().arrow_scan(handle, view.c_str(),
                          reinterpret_cast<duckdb_arrow_stream>(stream.get())) != DuckDBSuccess) {
    return fail(kBug, "DuckDB refused the source's columns");
  }
  const std::string select = "SELECT " + select_list(schema) + " FROM " + quote_identifier(view);
  OSIRIS_TRY(
      const ExecuteResult stored,
      connection.execute("CREATE TABLE " + connection.database().qualified(name) + " AS " + select,
                         control));
  OSIRIS_CHECKED(connection.execute("DROP VIEW " + quote_identifier(view)));
  const IngestStats stats = stream.stats();
  if (stored.rows_changed != stats.rows) {
    return fail(kBug, "the source gave " + std::to_string(stats.rows) + " rows but " +
                          std::to_string(stored.rows_changed) + " were stored");
  }
  return {};
}

}  // namespace

Result<IngestStats> ingest(Connection& connection, std::string_view name, RowSource& source,
                           const RunControl& control) {
  const Schema& schema = source.schema();
  OSIRIS_CHECKED(check_columns(schema));
  SourceStream stream(source, control.stop);
  // The statement's own callback interrupts DuckDB; this one wakes a source that waits for its
  // server.
  const std::stop_callback wake(control.stop, [&source] { source.interrupt(); });
  RunControl counting = control;
  if (control.on_progress) {
    counting.on_progress = [&](const Progress& progress) {
      control.on_progress(Progress{.percent = progress.percent,
                                   .rows = static_cast<long long>(stream.stats().rows),
                                   .bytes = static_cast<long long>(source.bytes_read())});
    };
  }
  const Status stored = connection.in_transaction([&]() -> Status {
    OSIRIS_CHECKED(drop_relation(connection, name));
    return store_stream(connection, name, stream, schema, counting);
  });
  if (control.stop.stop_requested() && !stored.has_value()) {
    return fail(kCancelled, "the ingest was stopped");
  }
  if (auto failure = stream.failure()) {
    return fail(
        std::move(*failure));  // The cause; DuckDB's error only says that the stream failed.
  }
  if (!stored.has_value()) {
    return fail(stored.error());
  }
  return stream.stats();
}

}  // namespace osiris::exchange
