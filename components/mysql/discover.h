#pragma once
// Finds the tables and views of a server that a component of the family reads.

#include "osiris/sdk/component.h"
#include "osiris/sdk/discovery.h"

namespace osiris::components::mysql {

/// Asks the server's catalog for what the user may see: the tables of the connection's database, or
/// those of all databases but the server's own, named "database.table" then. Samples are read by
/// `run`, which takes `schema`, `table` and `limit`.
/// Errors: mysql.*, run.cancelled.
Result<sdk::Discovery> discover_tables(sdk::RunFunction run,
                                       const sdk::ConnectionSettings& connection,
                                       const sdk::DiscoverContext& context);

}  // namespace osiris::components::mysql
