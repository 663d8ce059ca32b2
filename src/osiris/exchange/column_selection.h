#pragma once
// Which columns of a relation go to a file, as a query. For the files of this folder only.

#include "osiris/exchange/database.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// Says to which SQL type a column is cast on its way out; nothing: it goes as it is.
using CastRule = std::function<std::optional<std::string>(const ColumnType&)>;

/// A query over the columns of a relation.
struct ColumnSelection {
  /// "SELECT c0 AS a, c1 AS b FROM relation AS t(c0, c1)"; `rowid` in it is the row's number, even
  /// if a column is called so.
  std::string select;
  std::int64_t rows = 0;
  std::vector<Column> columns;  ///< As the relation has them, in the order of the query.
};

/// Selects the named columns of a relation, in this order.
/// Errors: relation.not_found, data.column_not_found.
Result<ColumnSelection> select_columns(Connection& connection, std::string_view relation,
                                       const std::vector<std::string>& columns,
                                       const CastRule& cast);

/// The rule of files of text: types without a text form of ours are cast by DuckDB.
std::optional<std::string> cast_to_text(const ColumnType& type);

}  // namespace osiris::exchange
