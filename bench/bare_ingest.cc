// Stores made-up rows through DuckDB's C API: by an Arrow stream, or by data chunks and the
// appender, each in one transaction.
//
// Usage: bare_ingest arrow|appender DATABASE ROWS
// Prints the seconds from opening to closing the database, and a checksum of the rows.

#include "bare.h"
#include "bare_stream.h"

#include <chrono>
#include <cinttypes>
#include <string>

namespace bench {
namespace {

void ingest_by_arrow(Bare& bare, std::int64_t rows) {
  Stream stream(rows);
  bare.run("BEGIN");
  if (duckdb_arrow_scan(bare.connection(), "source",
                        reinterpret_cast<duckdb_arrow_stream>(stream.get())) != DuckDBSuccess) {
    std::fputs("arrow scan failed\n", stderr);
    std::exit(1);
  }
  bare.run("CREATE TABLE rows AS SELECT * FROM source");
  bare.run("DROP VIEW source");
  bare.run("COMMIT");
}

template <class T>
T* values(duckdb_vector vector) {
  return static_cast<T*>(duckdb_vector_get_data(vector));
}

void set_text(duckdb_vector vector, idx_t index, std::string_view text) {
  duckdb_vector_assign_string_element_len(vector, index, text.data(), text.size());
}

void set_null(duckdb_vector vector, idx_t index) {
  duckdb_vector_ensure_validity_writable(vector);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), index);
}

void fill(duckdb_data_chunk chunk, std::int64_t first, idx_t count) {
  std::array<duckdb_vector, kColumnCount> vectors{};
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    vectors[i] = duckdb_data_chunk_get_vector(chunk, i);
  }
  Row row;
  for (idx_t i = 0; i < count; ++i) {
    row.make(first + static_cast<std::int64_t>(i));
    values<std::int64_t>(vectors[0])[i] = row.id;
    values<std::int32_t>(vectors[1])[i] = row.customer;
    values<std::int16_t>(vectors[2])[i] = row.quantity;
    values<double>(vectors[3])[i] = row.amount;
    values<std::int64_t>(vectors[4])[i] = row.price;
    values<std::int64_t>(vectors[5])[i] = row.created;
    values<std::int32_t>(vectors[6])[i] = row.due;
    set_text(vectors[7], i, row.status);
    set_text(vectors[8], i, row.name);
    if (row.amount_is_null) {
      set_null(vectors[3], i);
    }
    if (row.note.empty()) {
      set_null(vectors[9], i);
    } else {
      set_text(vectors[9], i, row.note);
    }
  }
  duckdb_data_chunk_set_size(chunk, count);
}

void ingest_by_appender(Bare& bare, std::int64_t rows) {
  bare.run("BEGIN");
  bare.run((std::string("CREATE TABLE rows (") + kColumnsSql + ")").c_str());
  duckdb_appender appender = nullptr;
  if (duckdb_appender_create(bare.connection(), nullptr, "rows", &appender) != DuckDBSuccess) {
    std::fputs("appender failed\n", stderr);
    std::exit(1);
  }
  std::array<duckdb_logical_type, kColumnCount> types{};
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    types[i] = duckdb_appender_column_type(appender, i);
  }
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), kColumnCount);
  const auto chunk_rows = static_cast<std::int64_t>(duckdb_vector_size());
  for (std::int64_t first = 0; first < rows; first += chunk_rows) {
    duckdb_data_chunk_reset(chunk);
    fill(chunk, first, static_cast<idx_t>(std::min(chunk_rows, rows - first)));
    duckdb_append_data_chunk(appender, chunk);
  }
  const bool closed = duckdb_appender_close(appender) == DuckDBSuccess;
  duckdb_destroy_data_chunk(&chunk);
  for (duckdb_logical_type& type : types) {
    duckdb_destroy_logical_type(&type);
  }
  duckdb_appender_destroy(&appender);
  if (!closed) {
    std::fputs("closing the appender failed\n", stderr);
    std::exit(1);
  }
  bare.run("COMMIT");
}

std::int64_t checksum(const char* path) {
  Bare bare(path);
  duckdb_result result{};
  if (duckdb_query(bare.connection(), kChecksumSql, &result) != DuckDBSuccess) {
    std::fprintf(stderr, "%s\n", duckdb_result_error(&result));
    std::exit(1);
  }
  const std::int64_t sum = duckdb_value_int64(&result, 0, 0);
  duckdb_destroy_result(&result);
  return sum;
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  const std::string_view mode = count == 4 ? arguments[1] : "";
  if (mode != "arrow" && mode != "appender") {
    std::fputs("usage: bare_ingest arrow|appender DATABASE ROWS\n", stderr);
    return 2;
  }
  const std::int64_t rows = std::strtoll(arguments[3], nullptr, 10);
  const auto start = std::chrono::steady_clock::now();
  {
    bench::Bare bare(arguments[2]);
    if (mode == "arrow") {
      bench::ingest_by_arrow(bare, rows);
    } else {
      bench::ingest_by_appender(bare, rows);
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%.6f %" PRId64 "\n", seconds.count(), bench::checksum(arguments[2]));
  return 0;
}
