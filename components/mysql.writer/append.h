#pragma once
// Appending rows to a table that is there.

#include "components/mysql.writer/load_marker.h"
#include "components/mysql.writer/write_job.h"

#include <string>

namespace osiris::components::mysql {

/// Appends the job's rows, all or none, and remembers it under `load_id` (empty: it does not), so
/// that nothing is done if an earlier attempt of the same load has done it.
/// Errors: mysql.load_unclear, mysql.*.
Result<Written> append_rows(const WriteJob& job, TargetTable table, const std::string& load_id);

/// Does nothing if the job's rows are those that an earlier attempt wrote.
/// Errors: mysql.load_unclear if they are others: neither to write nor to leave them would be
/// right.
Result<Written> repeat(const WriteJob& job, const TargetTable& table, const ColumnPlan& plan,
                       const FinishedLoad& earlier);

}  // namespace osiris::components::mysql
