#pragma once
// Rows that replace those of the table with the same key, and are added where there is none.

#include "components/mysql.writer/write_job.h"

namespace osiris::components::mysql {

inline constexpr ErrorCode kNoUniqueKey{
    "mysql.no_unique_key", Fault::kUser,
    "The columns of `primary_key` are not a primary key or unique index of the table, so they do "
    "not tell its rows apart. Make such an index, or correct `primary_key`."};

inline constexpr ErrorCode kDeleteRefused{
    "mysql.delete_refused", Fault::kUser,
    "delete_missing would remove more of the table than `delete_percent_max` allows. Look whether "
    "the input is complete."};

/// Updates and adds the job's rows, and removes those that the input does not have if the options
/// say so, in one transaction. Errors: mysql.no_unique_key, mysql.delete_refused, mysql.*.
Result<Written> upsert_rows(const WriteJob& job, TargetTable table);

}  // namespace osiris::components::mysql
