#pragma once
// One session at run time: its id, its folder, and the one database that its steps share.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"

#include <memory>
#include <string>

namespace osiris::run {

/// What may be chosen about the session's database; the path follows from the context.
struct DatabaseSettings {
  std::optional<std::int64_t>
      memory_limit_bytes;            ///< Unset: DuckDB's own default share of the machine.
  int threads = 0;                   ///< 0: one for each core.
  std::vector<Path> readable_paths;  ///< Files that the manifest names for reading (absolute).
};

/// Owns a session's database. Threads: one at a time, but for database() while it is open: steps
/// get connections of their own from it. Source: ADR 0043 of the Python osiris, design section 4.
class ExecutionContext {
 public:
  /// `base_path` is the session's folder: the database is `<base_path>/pipeline_data.duckdb`.
  ExecutionContext(std::string session_id, Path base_path, DatabaseSettings settings = {});
  ~ExecutionContext();
  ExecutionContext(const ExecutionContext&) = delete;
  ExecutionContext& operator=(const ExecutionContext&) = delete;

  const std::string& session_id() const { return session_id_; }
  const Path& base_path() const { return base_path_; }
  Path database_path() const { return base_path_ / "pipeline_data.duckdb"; }

  /// Opens the database on the first call, creating parent folders and the file, and returns the
  /// same connection on every later call. After close_db_connection() a call opens it again.
  /// Errors: those of exchange::Database::open.
  Result<exchange::Connection*> get_db_connection();
  /// Returns the open database, opening it if need be; steps connect to it.
  Result<exchange::Database*> database();
  /// Closes connection and database; nothing happens if they are closed. Connections that steps
  /// hold must be gone.
  void close_db_connection();
  /// Sets what the next open will use; no effect on an open database.
  void set_database_settings(DatabaseSettings settings) { settings_ = std::move(settings); }

 private:
  std::string session_id_;
  Path base_path_;
  DatabaseSettings settings_;
  std::shared_ptr<exchange::Database> database_;
  std::unique_ptr<exchange::Connection> connection_;
};

}  // namespace osiris::run
