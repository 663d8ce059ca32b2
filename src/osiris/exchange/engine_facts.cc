#include "osiris/exchange/engine_facts.h"

#include "osiris/base/text.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/duckdb_api.h"

namespace osiris::exchange {
namespace {

/// An extension is there if its functions are: DuckDB's own list of extensions looks into a folder,
/// which a confined database may not.
constexpr const char* kBuiltInExtensions =
    "SELECT DISTINCT extension FROM (VALUES ('icu', 'icu_sort_key'), ('json', 'json_extract'), "
    "('parquet', 'read_parquet')) AS known(extension, function) "
    "JOIN duckdb_functions() ON function_name = function ORDER BY 1";

}  // namespace

Result<EngineFacts> look_at_engine() {
  OSIRIS_TRY(const auto connection, Database::open_for_files({}));
  OSIRIS_TRY(const TextTable settings,
             connection->query_text("SELECT version(), current_setting('memory_limit')"));
  OSIRIS_TRY(const TextTable extensions, connection->query_text(kBuiltInExtensions));
  EngineFacts facts;
  facts.library = Path(duckdb_file()).lexically_normal();
  facts.version = settings.rows.at(0).at(0).value_or("");
  facts.memory_limit_bytes = parse_bytes(settings.rows.at(0).at(1).value_or("")).value_or(0);
  for (const auto& row : extensions.rows) {
    facts.extensions.push_back(row.at(0).value_or(""));
  }
  return facts;
}

}  // namespace osiris::exchange
