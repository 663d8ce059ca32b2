#include "osiris/exchange/column_selection.h"

#include "osiris/base/text.h"
#include "osiris/exchange/csv_export.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/value_text.h"

#include <algorithm>

namespace osiris::exchange {

namespace {

/// The name of a column within the query. No relation's own names are in it, so that one called
/// "rowid" does not hide the row's number.
std::string alias_of(std::ptrdiff_t position) { return "c" + std::to_string(position); }

}  // namespace

std::optional<std::string> cast_to_text(const ColumnType& type) {
  return lacks_text_form(type) ? std::optional<std::string>("VARCHAR") : std::nullopt;
}

Result<ColumnSelection> select_columns(Connection& connection, std::string_view relation,
                                       const std::vector<std::string>& columns,
                                       const CastRule& cast) {
  OSIRIS_TRY(const RelationInfo info, describe_relation(connection, relation));
  std::vector<std::string> known;
  std::string aliases;
  for (const Column& column : info.columns) {
    aliases += (aliases.empty() ? "" : ", ") + alias_of(std::ssize(known));
    known.push_back(column.name);
  }
  ColumnSelection selection;
  std::string list;
  for (const std::string& name : columns) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      return fail(kColumnMissing,
                  "relation '" + std::string(relation) + "' has no column '" + printable(name) +
                      "'" + suggest(name, known),
                  "its columns are: " + join(known, ", "));
    }
    const std::string alias = alias_of(found - known.begin());
    const Column& column = info.columns[static_cast<std::size_t>(found - known.begin())];
    const std::optional<std::string> type = cast(column.type);
    list += (list.empty() ? "" : ", ") + (type ? "CAST(" + alias + " AS " + *type + ")" : alias) +
            " AS " + quote_identifier(name);
    selection.columns.push_back(column);
  }
  selection.select = "SELECT " + list + " FROM " + connection.database().qualified(relation) +
                     " AS t(" + aliases + ")";
  selection.rows = info.rows;
  return selection;
}

}  // namespace osiris::exchange
