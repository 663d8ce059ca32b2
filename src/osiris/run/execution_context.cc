#include "osiris/run/execution_context.h"

#include <utility>

namespace osiris::run {

ExecutionContext::ExecutionContext(std::string session_id, Path base_path,
                                   DatabaseSettings settings)
    : session_id_(std::move(session_id)),
      base_path_(std::move(base_path)),
      settings_(std::move(settings)) {}

ExecutionContext::~ExecutionContext() { close_db_connection(); }

Result<exchange::Database*> ExecutionContext::database() {
  if (database_ == nullptr) {
    const exchange::DatabaseOptions options{.path = database_path(),
                                            .read_only = false,
                                            .memory_limit_bytes = settings_.memory_limit_bytes,
                                            .threads = settings_.threads,
                                            .readable_paths = settings_.readable_paths};
    OSIRIS_TRY(database_, exchange::Database::open(options));
  }
  return database_.get();
}

Result<exchange::Connection*> ExecutionContext::get_db_connection() {
  if (connection_ == nullptr) {
    OSIRIS_TRY(exchange::Database* const owner, database());
    OSIRIS_TRY(connection_, owner->connect());
  }
  return connection_.get();
}

void ExecutionContext::close_db_connection() {
  connection_.reset();  // First: a connection keeps the database open.
  database_.reset();
}

}  // namespace osiris::run
