#pragma once
// What a server's own catalog says of tables, views, columns and keys: a few queries for all of
// them together.

#include "components/mysql/client.h"
#include "osiris/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components::mysql {

/// A table's database and name. Ordered by their bytes.
using TableId = std::pair<std::string, std::string>;

struct CatalogTable {
  TableId id;
  bool is_view = false;
  std::optional<std::int64_t> rows;  ///< Nothing for views.
  bool is_exact = false;             ///< Of `rows`: the engine counts them.
  std::optional<std::int64_t> size_bytes;
  std::string problem;  ///< Why the server cannot open it; empty if it can.
};

struct CatalogColumn {
  Field field;  ///< As a SELECT of the column would describe it, as far as its type needs it.
  std::string source_type;  ///< "varchar(20)"
  bool may_be_null = true;
  bool is_invisible = false;  ///< `SELECT *` leaves it out.
};

struct CatalogKey {
  std::vector<std::string> columns;
  TableId referenced_table;
  std::vector<std::string> referenced_columns;
};

/// The keys of one table.
struct CatalogKeys {
  std::vector<std::string> primary;
  std::vector<CatalogKey> foreign;  ///< By name.
};

/// Lists tables and views of a database, or of all but the server's own if it is empty; sorted.
/// Errors: mysql.*, run.cancelled.
Result<std::vector<CatalogTable>> list_tables(Client& client, const std::string& database);

/// Lists the columns of tables, in their order. Tables of which the user may see none are absent.
Result<std::map<TableId, std::vector<CatalogColumn>>> list_columns(
    Client& client, const std::vector<TableId>& tables);

/// Lists the keys of tables; those without any are absent.
Result<std::map<TableId, CatalogKeys>> list_keys(Client& client,
                                                 const std::vector<TableId>& tables);

}  // namespace osiris::components::mysql
