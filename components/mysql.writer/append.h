#pragma once
// Appending rows to a table that is there.

#include "components/mysql.writer/write_job.h"

#include <string>

namespace osiris::components::mysql {

/// Appends the job's rows, all or none, and remembers it under `load_id` (empty: it does not), so
/// that nothing is done if an earlier attempt of the same load has done it.
/// Errors: mysql.load_unclear, mysql.*.
Result<Written> append_rows(const WriteJob& job, TargetTable table, const std::string& load_id);

}  // namespace osiris::components::mysql
