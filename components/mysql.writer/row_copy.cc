#include "components/mysql.writer/row_copy.h"

#include "components/mysql.writer/write_job.h"
#include "components/mysql/quoting.h"
#include "osiris/base/text.h"

#include <algorithm>
#include <vector>

namespace osiris::components::mysql {

Result<RowCopy> make_row_copy(Client& client, const TargetTable& table, const ColumnPlan& plan,
                              const UniqueKey* key) {
  RowCopy copy{.name = table.name.sibling("_osiris_rows"), .key = "_osiris_key"};
  std::string keys;
  if (key != nullptr) {
    const bool has_nulls =
        std::any_of(key->columns.begin(), key->columns.end(), [&](const std::string& name) {
          const TargetColumn* const column = table.find(name);
          return column == nullptr || column->is_nullable;
        });
    std::vector<std::string> names;
    for (const std::string& name : key->columns) {
      names.push_back(quote_name(name));
    }
    keys = (has_nulls ? " (UNIQUE KEY " + quote_name(copy.key) + " ("
                      : std::string(" (PRIMARY KEY (")) +
           join(names, ", ") + "))";
    copy.key = has_nulls ? copy.key : "PRIMARY";
  }
  for (const std::string& sql :
       {"DROP TEMPORARY TABLE IF EXISTS " + copy.name.quoted(),
        "CREATE TEMPORARY TABLE " + copy.name.quoted() + keys + " ENGINE=InnoDB SELECT " +
            target_names(plan) + " FROM " + table.name.quoted() + " WHERE FALSE"}) {
    if (Status done = run_statement(client, sql); !done.has_value()) {
      return fail(name_rights(std::move(done).error(),
                              {.rights = "CREATE TEMPORARY TABLES, SELECT",
                               .place = all_tables_beside(table.name),
                               .reason = "the rows are staged in a temporary table"}));
    }
  }
  return copy;
}

std::string by_index(std::string_view index) {
  return " FORCE INDEX FOR JOIN (" + quote_name(index) + ")";
}

std::string equal_keys(const std::vector<std::string>& columns, std::string_view left,
                       std::string_view right) {
  std::vector<std::string> parts;
  for (const std::string& column : columns) {
    const std::string name = quote_name(column);
    parts.push_back(std::string(left) + "." + name + " = " + std::string(right) + "." + name);
  }
  return join(parts, " AND ");
}

}  // namespace osiris::components::mysql
