// Stores the same made-up rows through osiris' exchange: a RowSource, as an extractor writes one.
//
// Usage: osiris_ingest DATABASE ROWS
// Prints the seconds from opening to closing the database, and a checksum of the rows.

#include "rows.h"

#include "osiris/base/allocator.h"
#include "osiris/exchange/row_source.h"

#include <chrono>
#include <cinttypes>
#include <cstdlib>

namespace bench {
namespace {

using osiris::Result;
using osiris::Status;
using osiris::exchange::ColumnBuilder;
using osiris::exchange::ColumnType;
using osiris::exchange::Connection;
using osiris::exchange::Database;
using osiris::exchange::RowBatch;
using osiris::exchange::Schema;
using osiris::exchange::TypeId;

class MadeUpRows final : public osiris::exchange::RowSource {
 public:
  explicit MadeUpRows(std::int64_t rows) : rows_(rows) {}

  const Schema& schema() const override { return schema_; }

  Status next(std::size_t, RowBatch& batch) override {
    Row row;
    while (given_ < rows_ && !batch.full()) {
      row.make(given_++);
      append(row, batch);
    }
    return {};
  }

 private:
  static void append(const Row& row, RowBatch& batch) {
    batch.column(0).append_int(row.id);
    batch.column(1).append_int(row.customer);
    batch.column(2).append_int(row.quantity);
    if (row.amount_is_null) {
      batch.column(3).append_null();
    } else {
      batch.column(3).append_double(row.amount);
    }
    batch.column(4).append_int128(row.price);
    batch.column(5).append_int(row.created);
    batch.column(6).append_int(row.due);
    batch.column(7).append_text(row.status);
    batch.column(8).append_text(row.name);
    if (row.note.empty()) {
      batch.column(9).append_null();
    } else {
      batch.column(9).append_text(row.note);
    }
  }

  std::int64_t rows_;
  std::int64_t given_ = 0;
  Schema schema_{{"id", TypeId::kBigint},
                 {"customer", TypeId::kInteger},
                 {"quantity", TypeId::kSmallint},
                 {"amount", TypeId::kDouble},
                 {"price", ColumnType::decimal(18, 4)},
                 {"created", TypeId::kTimestamp},
                 {"due", TypeId::kDate},
                 {"status", TypeId::kVarchar},
                 {"name", TypeId::kVarchar},
                 {"note", TypeId::kVarchar}};
};

Result<std::int64_t> with_connection(const char* path,
                                     Result<std::int64_t> (*work)(Connection&, std::int64_t),
                                     std::int64_t rows) {
  osiris::exchange::DatabaseOptions options;
  options.path = path;
  OSIRIS_TRY(const auto database, Database::open(options));
  OSIRIS_TRY(const auto connection, database->connect());
  return work(*connection, rows);
}

Result<std::int64_t> store(Connection& connection, std::int64_t rows) {
  MadeUpRows source(rows);
  OSIRIS_TRY(const auto stats, osiris::exchange::ingest(connection, "rows", source));
  return stats.rows;
}

Result<std::int64_t> checksum(Connection& connection, std::int64_t) {
  OSIRIS_TRY(const auto sum, connection.query_integer(kChecksumSql));
  return sum.value_or(0);
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: osiris_ingest DATABASE ROWS\n", stderr);
    return 2;
  }
  osiris::keep_freed_memory();
  const std::int64_t rows = std::strtoll(arguments[2], nullptr, 10);
  const auto start = std::chrono::steady_clock::now();
  const auto stored = bench::with_connection(arguments[1], bench::store, rows);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const auto sum = bench::with_connection(arguments[1], bench::checksum, rows);
  for (const auto* result : {&stored, &sum}) {
    if (!result->has_value()) {
      std::fprintf(stderr, "%s\n", result->error().message.c_str());
      return 1;
    }
  }
  std::printf("%.6f %" PRId64 "\n", seconds.count(), *sum);
  return 0;
}
