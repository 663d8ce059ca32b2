#pragma once
// The table that is made for rows of the session's database: which type each column gets.

#include "components/mysql.writer/options.h"
#include "components/mysql/client.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"

#include <string>

namespace osiris::components::mysql {

inline constexpr ErrorCode kNoTypeFor{
    "mysql.no_type", Fault::kUser,
    "MySQL has no type that holds all values of a column's type. Choose one with `column_types`, "
    "or cast the column in a transform."};

/// Returns "`name` TYPE NULL" for a column, or NOT NULL if it belongs to the key. What the
/// extractor made of a MySQL type becomes one that holds the same values. Errors: mysql.no_type.
Result<std::string> column_definition(const exchange::Column& column, const WriteOptions& options,
                                      const ServerFacts& server);

/// Returns CREATE TABLE for an InnoDB table in utf8mb4 with the columns and the options' key.
/// Errors: mysql.no_type.
Result<std::string> create_table_sql(const TableName& name, const exchange::Schema& columns,
                                     const WriteOptions& options, const ServerFacts& server);

}  // namespace osiris::components::mysql
