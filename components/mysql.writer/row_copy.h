#pragma once
// A temporary table of the connection that takes the rows first: nobody else sees it, and it goes
// with the connection.

#include "components/mysql.writer/column_plan.h"
#include "components/mysql.writer/target_table.h"
#include "components/mysql/client.h"
#include "osiris/base/result.h"

#include <string>

namespace osiris::components::mysql {

struct RowCopy {
  TableName name;
  std::string key;  ///< The name of its index, if it has one.
};

/// Makes an empty temporary table with the planned columns of `table`, of the same types and
/// collations. Rows in it differ in `key`, if that is given.
Result<RowCopy> make_row_copy(Client& client, const TargetTable& table, const ColumnPlan& plan,
                              const UniqueKey* key);

/// Returns the words behind a table's name that have it looked up by an index: a server that has
/// not yet counted the rows of a new table takes it for empty, and would read all of it for each
/// row.
std::string by_index(std::string_view index);

/// Returns "`left`.`a` = `right`.`a` AND …" for the columns of a key.
std::string equal_keys(const std::vector<std::string>& columns, std::string_view left,
                       std::string_view right);

}  // namespace osiris::components::mysql
