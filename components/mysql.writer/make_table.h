#pragma once
// Tables that appear whole: filled under another name, then put in their place in one act.

#include "components/mysql.writer/load_marker.h"
#include "components/mysql.writer/write_job.h"

#include <optional>
#include <string>

namespace osiris::components::mysql {

inline constexpr ErrorCode kDefinitionAtRisk{
    "mysql.definition_at_risk", Fault::kUser,
    "The table has indexes, triggers, keys or the like that a table made anew would not have. Use "
    "write_mode truncate, which keeps the table's definition, or drop them first."};

/// Makes the target anew of the input's columns, in the place of `old` if there is one. If there is
/// a `load_id`, the table's comment tells of the load. Call with the target's lock.
/// Errors: mysql.definition_at_risk, mysql.*.
Result<Written> make_table(WriteJob& job, const std::optional<TargetTable>& old,
                           const std::string& load_id = "");

/// Returns the load that a table was made by, if that was `load_id`.
std::optional<FinishedLoad> load_of(const TargetTable& table, const std::string& load_id);

/// Replaces the rows of a table that keeps its definition. Call with the target's lock.
Result<Written> refill_table(WriteJob& job, TargetTable table);

}  // namespace osiris::components::mysql
