// The verbs `data ls`, `data show` and `data sql`.

#include "osiris/app/verbs.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/sql_text.h"

#include <fmt/format.h>

namespace osiris::app {
namespace {

/// Opens a session's database for reading. DuckDB gives a file to one process at a time, so the
/// data of a run can be looked at when the run has ended.
Result<std::unique_ptr<exchange::Connection>> open_data(const World& world,
                                                        const std::string& session) {
  OSIRIS_TRY(const session::SessionFolder folder,
             session::find_session(world.files, sessions_dir(world), session));
  const std::string id = folder.root.filename();
  if (FileLock::is_held(folder.lock())) {
    return fail(kSessionLocked, "session '" + id + "' is still running",
                "look at its data when it has ended: osiris runs show " + id);
  }
  if (!world.files.exists(folder.database())) {
    return fail(kFileNotFound, "session '" + id + "' has no database",
                "the run ended before it opened one, or `osiris maintenance clean` removed it: "
                "osiris runs show " +
                    id);
  }
  OSIRIS_TRY(const auto database, exchange::Database::open({.path = folder.database(),
                                                            .read_only = true,
                                                            .memory_limit_bytes = {},
                                                            .threads = 0,
                                                            .readable_paths = {}}));
  return database->connect();
}

}  // namespace

Result<std::vector<exchange::RelationInfo>> list_data(const World& world,
                                                      const std::string& session) {
  OSIRIS_TRY(const auto connection, open_data(world, session));
  return exchange::list_relations(*connection);
}

Result<exchange::TextTable> show_data(const World& world, const std::string& session,
                                      const std::string& relation, std::int64_t limit) {
  OSIRIS_TRY(const auto connection, open_data(world, session));
  OSIRIS_TRY(const exchange::RelationInfo found,
             exchange::describe_relation(*connection, relation));
  return connection->query_text(
      fmt::format("SELECT * FROM {} LIMIT {}", exchange::quote_identifier(found.name), limit),
      limit);
}

Result<exchange::TextTable> query_data(const World& world, const std::string& session,
                                       const std::string& sql, std::int64_t limit,
                                       std::stop_token stop) {
  OSIRIS_TRY(const auto connection, open_data(world, session));
  OSIRIS_CHECKED(exchange::check_reads_only(*connection, sql));
  return connection->query_text(sql, limit, {.stop = std::move(stop), .on_progress = {}});
}

}  // namespace osiris::app
