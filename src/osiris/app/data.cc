// The verbs `data ls`, `data show` and `data sql`.

#include "osiris/app/session_data.h"
#include "osiris/app/verbs.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/sql_text.h"

#include <fmt/format.h>

namespace osiris::app {

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
