#include "components/mysql.extractor/session.h"

#include <utility>

namespace osiris::components::mysql {
namespace {

// A disk that is slow for a moment must not make the server give up: it waits so long until we take
// more rows, 60 s by default. Unit: seconds.
constexpr const char* kPatience = "SET SESSION net_write_timeout = 3600";

}  // namespace

Result<std::unique_ptr<Client>> open_session(const Settings& settings, std::stop_token stop) {
  OSIRIS_TRY(auto client, Client::open(settings, std::move(stop)));
  OSIRIS_CHECKED(client->execute(kPatience));
  return client;
}

Status begin_snapshot(Client& client) {
  // At other levels the server ignores the wish for a snapshot.
  OSIRIS_CHECKED(client.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  OSIRIS_CHECKED(client.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  return {};
}

Result<SqlQuotes> learn_quotes(Client& client) {
  OSIRIS_TRY(const auto mode, client.query_value("SELECT @@sql_mode"));
  return SqlQuotes::of_mode(mode.value_or(""));
}

}  // namespace osiris::components::mysql
