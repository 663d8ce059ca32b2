#pragma once
// Which column of the input goes into which column of the table.

#include "components/mysql.writer/field_rules.h"
#include "components/mysql.writer/options.h"
#include "components/mysql.writer/target_table.h"
#include "osiris/base/result.h"
#include "osiris/exchange/column_type.h"

#include <string>
#include <vector>

namespace osiris::components::mysql {

inline constexpr ErrorCode kColumnsDiffer{
    "mysql.columns_differ", Fault::kUser,
    "The input's columns are not those of the table: there are new ones, one is missing that every "
    "row needs, or one cannot be written. Change the query before, or the table."};
inline constexpr ErrorCode kTypesDiffer{
    "mysql.types_differ", Fault::kUser,
    "A column of the input is of a type that does not go into the table's column. Cast it in a "
    "transform."};

struct PlannedColumn {
  exchange::Column source;
  TargetColumn target;
  FieldChoice field;
  bool is_key = false;  ///< The rows are told apart by it, so that it takes no NULL.
};

using ColumnPlan = std::vector<PlannedColumn>;

/// Returns the columns of the input that are to be written, in the input's order. Those that only
/// DuckDB can make text of, such as UNION, are VARCHAR, as RowFeed reads them.
/// Errors: mysql.columns_differ if the option `columns` or `key` names one that is not there;
/// mysql.invalid_name if no table can have such a column.
Result<exchange::Schema> choose_columns(const exchange::Schema& input, const WriteOptions& options);

/// Returns the columns that the table does not have.
exchange::Schema new_columns(const exchange::Schema& columns, const TargetTable& table);

/// Pairs columns by name, without regard to case; what the table does not have is left out.
/// Errors: mysql.columns_differ if a row would lack a value that the table demands, or had one for
/// a column that the table computes; mysql.types_differ. Each names all such columns.
Result<ColumnPlan> plan_columns(const exchange::Schema& columns, const TargetTable& table);

/// Returns the quoted names of the table's columns, joined by ", ", each with `prefix` in front.
std::string target_names(const ColumnPlan& plan, std::string_view prefix = "");

}  // namespace osiris::components::mysql
