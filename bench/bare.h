#pragma once
// DuckDB through its C API with the least that a careful program does: errors end it.

#include <duckdb.h>

#include <cstdio>
#include <cstdlib>

namespace bench {

/// An open database file and one connection.
class Bare {
 public:
  explicit Bare(const char* path) {
    if (duckdb_open(path, &database_) != DuckDBSuccess ||
        duckdb_connect(database_, &connection_) != DuckDBSuccess) {
      std::fprintf(stderr, "cannot open %s\n", path);
      std::exit(1);
    }
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }

  void run(const char* sql) {
    duckdb_result result{};
    if (duckdb_query(connection_, sql, &result) != DuckDBSuccess) {
      std::fprintf(stderr, "%s\n%s\n", sql, duckdb_result_error(&result));
      std::exit(1);
    }
    duckdb_destroy_result(&result);
  }

  duckdb_connection connection() { return connection_; }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace bench
