#pragma once
// Runs one prepared statement in small slices, so that it can be stopped and watched. For the files
// of this folder only.

#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"
#include "osiris/exchange/duckdb_api.h"
#include "osiris/exchange/run_control.h"

#include <memory>
#include <string_view>

namespace osiris::exchange {

/// Owns a result of DuckDB.
class QueryResult {
 public:
  QueryResult() = default;
  QueryResult(QueryResult&& other) noexcept : raw_(other.raw_), owned_(other.owned_) {
    other.owned_ = false;
  }
  QueryResult& operator=(QueryResult&& other) noexcept;
  ~QueryResult() { reset(); }

  duckdb_result& raw() { return raw_; }
  /// Says that raw() was filled and must be destroyed.
  void adopt() { owned_ = true; }
  /// Fetches the next chunk; null at the end or on an error, which error() then tells.
  duckdb_data_chunk fetch() { return duckdb().fetch_chunk(raw_); }
  const char* error() { return duckdb().result_error(&raw_); }

 private:
  void reset();
  duckdb_result raw_{};
  bool owned_ = false;
};

/// Checks that text is one statement by DuckDB's grammar; names and types are not looked at.
/// Errors: sql.invalid, sql.not_one_select.
Status check_grammar(duckdb_connection connection, std::string_view sql);

/// Owns a prepared statement.
class Statement {
 public:
  /// Prepares text that must hold exactly one statement.
  /// Errors: sql.invalid, sql.denied, sql.not_one_select.
  static Result<Statement> prepare(duckdb_connection connection, std::string_view sql);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  duckdb_statement_type type() const;
  /// Returns the columns of the result.
  Schema columns() const;
  /// Runs to the end, the result held by DuckDB; with `streaming`, only to its first rows.
  Result<QueryResult> run(const RunControl& control, bool streaming = false);

 private:
  Statement(duckdb_connection connection, duckdb_prepared_statement handle)
      : connection_(connection), handle_(handle) {}
  duckdb_connection connection_;
  duckdb_prepared_statement handle_;
};

}  // namespace osiris::exchange
