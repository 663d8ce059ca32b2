#pragma once
// Connections that see one moment of a server and cannot change it.

#include "components/mysql.extractor/sql_scanner.h"
#include "components/mysql/client.h"

#include <memory>
#include <stop_token>

namespace osiris::components::mysql {

/// Opens a connection for reading. Errors: mysql.*, run.cancelled.
Result<std::unique_ptr<Client>> open_session(const Settings& settings, std::stop_token stop);

/// Begins a transaction that only reads and, if the table's engine can do that, sees nothing that
/// is committed from now on.
Status begin_snapshot(Client& client);

/// Asks how the server reads quotes.
Result<SqlQuotes> learn_quotes(Client& client);

}  // namespace osiris::components::mysql
