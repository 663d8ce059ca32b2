#include "components/mysql.extractor/session.h"

#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"

#include <string>
#include <utility>

namespace osiris::components::mysql {
namespace {

// A disk that is slow for a moment must not make the server give up: it waits so long until we take
// more rows, 60 s by default. Unit: seconds.
constexpr const char* kPatience = "SET SESSION net_write_timeout = 3600";

/// How long to wait for transactions that have written to the table. Whoever comes to write
/// meanwhile waits behind us. Unit: seconds.
constexpr const char* kLockPatience = "SET SESSION lock_wait_timeout = 3";

Result<std::unique_ptr<Client>> open_session(const Settings& settings,
                                             const std::stop_token& stop) {
  OSIRIS_TRY(auto client, Client::open(settings, stop));
  OSIRIS_CHECKED(client->execute(kPatience));
  return client;
}

/// Opens as many sessions as are to read, and one more to lock if there are several.
Result<std::vector<std::unique_ptr<Client>>> open_all(const Settings& settings, std::size_t readers,
                                                      const std::stop_token& stop) {
  const std::size_t wanted = readers == 1 ? 1 : readers + 1;
  std::vector<std::unique_ptr<Client>> clients;
  while (clients.size() < wanted) {
    auto client = open_session(settings, stop);
    if (!client.has_value()) {
      Error error = std::move(client).error();
      if (error.is(kTooManyConnections) && readers > 1) {
        error.hint = "lower `parallel`: with " + std::to_string(readers) + " it takes " +
                     std::to_string(wanted) +
                     " connections; or run again when the server has less "
                     "to do";
      }
      return fail(std::move(error));
    }
    clients.push_back(*std::move(client));
  }
  return clients;
}

Status begin_snapshot(Client& client) {
  // At other levels the server ignores the wish for a snapshot.
  OSIRIS_CHECKED(client.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  OSIRIS_CHECKED(client.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
  return {};
}

/// Tells whether the table's engine has transactions; a view counts as one that has.
Result<bool> has_snapshots(const Extraction& extraction, Client& client) {
  const std::string schema =
      extraction.schema.empty() ? "DATABASE()" : quote_text(extraction.schema);
  OSIRIS_TRY(const auto transactions,
             client.query_value("SELECT e.TRANSACTIONS FROM information_schema.TABLES t JOIN "
                                "information_schema.ENGINES e ON e.ENGINE = t.ENGINE WHERE "
                                "t.TABLE_SCHEMA = " +
                                schema + " AND t.TABLE_NAME = " + quote_text(extraction.table)));
  return transactions != "NO";
}

/// Begins all snapshots while nobody can write to the table. A transaction that has written to it
/// and is still open would be in those snapshots only that begin after its end.
Status begin_at_once(const std::vector<std::unique_ptr<Client>>& clients, Client& locker,
                     const Extraction& extraction, sdk::StepObserver& observer) {
  OSIRIS_CHECKED(locker.execute(kLockPatience));
  const auto locked = locker.execute("LOCK TABLES " + table_reference(extraction) + " READ");
  if (!locked.has_value()) {
    const Error& error = locked.error();
    if (!error.is(kAccessDenied) && !error.is(kLockTimeout)) {
      return fail(error);
    }
    observer.warn("mysql.not_one_moment",
                  name_of(extraction) +
                      " could not be locked for a moment, so that its parts may "
                      "be of different ones: " +
                      error.message,
                  1);
  }
  for (const auto& client : clients) {
    OSIRIS_CHECKED(begin_snapshot(*client));
  }
  if (locked.has_value()) {
    OSIRIS_CHECKED(locker.execute("UNLOCK TABLES"));
  }
  return {};
}

}  // namespace

Result<std::vector<std::unique_ptr<Client>>> open_sessions(const Settings& settings,
                                                           const Extraction& extraction,
                                                           const sdk::StepContext& context) {
  OSIRIS_TRY(auto clients, open_all(settings, extraction.parallel, context.stop));
  if (clients.size() == 1) {
    OSIRIS_CHECKED(begin_snapshot(*clients.front()));
    return clients;
  }
  const std::unique_ptr<Client> locker = std::move(clients.back());
  clients.pop_back();
  OSIRIS_CHECKED(begin_at_once(clients, *locker, extraction, context.observer));
  OSIRIS_TRY(const bool one_moment, has_snapshots(extraction, *clients.front()));
  if (!one_moment) {
    context.observer.warn("mysql.not_one_moment",
                          "the engine of " + name_of(extraction) +
                              " has no transactions, so that its parts may be of different moments",
                          1);
  }
  return clients;
}

Result<SqlQuotes> learn_quotes(Client& client) {
  OSIRIS_TRY(const auto mode, client.query_value("SELECT @@sql_mode"));
  return SqlQuotes::of_mode(mode.value_or(""));
}

}  // namespace osiris::components::mysql
