#pragma once
// Connections that see one moment of a server and cannot change it.

#include "components/mysql.extractor/extraction.h"
#include "components/mysql.extractor/sql_scanner.h"
#include "components/mysql/client.h"
#include "osiris/sdk/step_context.h"

#include <memory>
#include <vector>

namespace osiris::components::mysql {

/// Opens `extraction.parallel` connections, each in a transaction that only reads and, if the
/// table's engine can do that, sees nothing that is committed from now on. Several of them see the
/// same moment: the table is locked against writers while they begin. Where that is not allowed, or
/// a writer does not end, a warning says so. Errors: mysql.*, run.cancelled.
Result<std::vector<std::unique_ptr<Client>>> open_sessions(const Settings& settings,
                                                           const Extraction& extraction,
                                                           const sdk::StepContext& context);

/// Asks how the server reads quotes.
Result<SqlQuotes> learn_quotes(Client& client);

}  // namespace osiris::components::mysql
