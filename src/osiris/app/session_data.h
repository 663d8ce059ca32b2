#pragma once
// A session's database, for the verbs that look into it.

#include "osiris/app/project.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"

#include <memory>
#include <string>

namespace osiris::app {

/// Opens a session's database for reading. DuckDB gives a file to one process at a time, so the
/// data of a run can be looked at when the run has ended.
/// Errors: session.not_found, session.locked, file.not_found, database.*.
Result<std::unique_ptr<exchange::Connection>> open_data(const World& world,
                                                        const std::string& session);

}  // namespace osiris::app
