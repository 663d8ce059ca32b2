#pragma once
// The session's one DuckDB file: who owns it, how it is confined, how work reaches it.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"
#include "osiris/exchange/run_control.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace osiris::exchange {

inline constexpr ErrorCode kDatabaseUnavailable{
    "database.library_unavailable", Fault::kSystem,
    "libduckdb could not be loaded, or its version is not the one "
    "osiris is made for. Reinstall osiris."};
inline constexpr ErrorCode kDatabaseOpen{"database.open_failed", Fault::kSystem,
                                         "The session's database file could not be opened."};
inline constexpr ErrorCode kDatabaseLocked{
    "database.locked", Fault::kUser,
    "The database file is open already, here or in another process."};
inline constexpr ErrorCode kSqlInvalid{"sql.invalid", Fault::kUser,
                                       "DuckDB cannot parse or bind the SQL. Correct the query."};
inline constexpr ErrorCode kSqlFailed{
    "sql.failed", Fault::kUser,
    "DuckDB stopped the query: a value does not fit, a file is wrong, ..."};
inline constexpr ErrorCode kSqlDenied{
    "sql.denied", Fault::kUser,
    "The query touches something outside the session: a file the pipeline "
    "does not name, an extension, a setting."};
inline constexpr ErrorCode kOutOfMemory{
    "database.out_of_memory", Fault::kSystem,
    "The query needs more than memory_limit and cannot spill. Raise the "
    "limit."};

/// The version whose C API and SQL osiris is tested with; any 1.5.x is accepted.
inline constexpr const char* kDuckDbVersion = "1.5.6";

/// How the database is opened. Everything here is fixed at open; afterwards the configuration is
/// locked.
struct DatabaseOptions {
  Path path;  ///< The file; its parent folders are created.
  bool read_only = false;
  std::optional<std::int64_t> memory_limit_bytes;  ///< Unset: DuckDB's default, 80 % of the memory.
  int threads = 0;                                 ///< 0: one for each core.
  std::vector<Path> readable_paths;                ///< Files and folders SQL may read (absolute).
};

class Connection;

/// Begins to load libduckdb, which takes some 10 ms, while the caller does other things. Whether it
/// worked is told by Database::open(). Destroying the thread waits for it.
std::jthread load_duckdb_ahead();

/// Owns the open database file. At most one object per file in a process, and one process per file:
/// a second open fails with database.locked, through a lock of our own beside the file (DuckDB's
/// own lock does not see a second open in the same process, which loses data). Opening removes a
/// stale spill folder of a dead process. Extensions are neither installed nor loaded, files outside
/// readable_paths cannot be touched, the time zone is UTC, and the configuration is locked.
/// Threads: connect() may be called from several; each Connection is used by one thread at a time.
class Database : public std::enable_shared_from_this<Database> {
 public:
  /// Errors: database.library_unavailable, database.open_failed, database.locked, file.*.
  static Result<std::shared_ptr<Database>> open(const DatabaseOptions& options);
  /// Opens a database of its own in memory, to bind queries in, and the one connection to it:
  /// confined as a session's is, with one thread and without the optimizer. There DuckDB tells
  /// errors as JSON, which has their place.
  /// Errors: database.library_unavailable, database.open_failed.
  static Result<std::unique_ptr<Connection>> open_for_binding();
  /// Opens a database of its own in memory, to look at files in, and the one connection to it:
  /// confined as a session's is, to `paths` (absolute).
  /// Errors: database.library_unavailable, database.open_failed.
  static Result<std::unique_ptr<Connection>> open_for_files(const std::vector<Path>& paths);
  ~Database();  ///< Checkpoints and closes the file, gives the lock back.
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Opens another connection to the same database. The connection keeps the database open.
  Result<std::unique_ptr<Connection>> connect();
  const Path& path() const;
  /// Returns the folder beside the file where DuckDB spills, which it may write to. It may not
  /// exist; a writer's database removes it when it is closed, and stale ones when it is opened.
  Path scratch_folder() const;
  /// Returns the number of threads that DuckDB uses.
  int threads() const;
  /// Returns the full quoted name of a relation of the file, which no temporary view of a
  /// connection can hide.
  std::string qualified(std::string_view relation) const;

 private:
  friend class Connection;
  struct State;
  explicit Database(std::unique_ptr<State> state);
  static Result<std::unique_ptr<Connection>> open_in_memory(const std::string& settings,
                                                            const DatabaseOptions& options);
  /// Confines an open database, after some settings of its own, and learns DuckDB's name for it.
  Status settle(Connection& connection, const std::string& settings,
                const DatabaseOptions& options);
  std::unique_ptr<State> state_;
};

/// A small result, all values as text (NULL: nothing), for people and tests.
struct TextTable {
  Schema columns;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

/// A prepared statement's effect when it is not a row set.
struct ExecuteResult {
  std::int64_t rows_changed = 0;
};

/// One line of work on a database: temporary views, a transaction, one query at a time.
class Connection {
 public:
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs one statement to its end, watching `control`. Errors: sql.*, database.out_of_memory,
  /// file.disk_full, run.cancelled.
  Result<ExecuteResult> execute(std::string_view sql, const RunControl& control = {});

  /// Runs one query and returns at most `rows_max` rows as text.
  Result<TextTable> query_text(std::string_view sql, std::int64_t rows_max = 1'000'000,
                               const RunControl& control = {});

  /// Returns the columns that a query would have, without running it.
  Result<Schema> describe_query(std::string_view sql);

  /// Returns a single integer, e.g. of `SELECT count(*) …`; NULL gives nothing.
  Result<std::optional<std::int64_t>> query_integer(std::string_view sql);

  /// Returns the names of the tables and views that a query reads, unquoted and unqualified.
  Result<std::vector<std::string>> referenced_tables(std::string_view sql);

  /// Runs `work` in a transaction: commits when it succeeds, rolls back when it fails.
  template <class Work>
  auto in_transaction(Work&& work) -> decltype(work()) {
    if (auto begun = begin(); !begun.has_value()) {
      return fail(std::move(begun).error());
    }
    auto result = work();
    if (!result.has_value()) {
      roll_back();
      return result;
    }
    if (auto committed = commit(); !committed.has_value()) {
      return fail(std::move(committed).error());
    }
    return result;
  }

  Database& database() { return *database_; }

  /// The raw handle (duckdb_connection), for the other files of this folder only.
  void* handle() const { return handle_; }

 private:
  friend class Database;
  Connection(std::shared_ptr<Database> database, void* handle);
  Status begin();
  Status commit();
  void roll_back();
  Status watch_progress();

  std::shared_ptr<Database> database_;
  void* handle_;
  bool progress_watched_ = false;
};

}  // namespace osiris::exchange
