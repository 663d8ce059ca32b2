#include "osiris/exchange/relation.h"

#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

namespace osiris::exchange {

namespace {

// Views and tables of the session's file, not the temporary ones of a connection.
constexpr std::string_view kListSql =
    "SELECT table_name, false AS is_view FROM duckdb_tables() "
    "WHERE schema_name = 'main' AND NOT internal AND NOT temporary "
    "UNION ALL "
    "SELECT view_name, true FROM duckdb_views() "
    "WHERE schema_name = 'main' AND NOT internal AND NOT temporary";

// "TABLE", "VIEW" or nothing. Names are compared as DuckDB does: regardless of case.
Result<std::string> kind_of(Connection& connection, std::string_view name) {
  const std::string sql = "SELECT is_view FROM (" + std::string(kListSql) +
                          ") WHERE lower(table_name) = lower(" + quote_literal(name) + ")";
  OSIRIS_TRY(const TextTable found, connection.query_text(sql));
  if (found.rows.empty()) {
    return std::string();
  }
  return std::string(found.rows[0][0] == "true" ? "VIEW" : "TABLE");
}

}  // namespace

Result<std::int64_t> replace_relation(Connection& connection, std::string_view name,
                                      std::string_view select_sql, const RunControl& control) {
  OSIRIS_TRY(const std::string query, single_statement(select_sql));
  // Checked on its own first, so that errors speak of the user's text and nothing but a query gets
  // further.
  OSIRIS_CHECKED(connection.describe_query(query));
  return connection.in_transaction([&]() -> Result<std::int64_t> {
    OSIRIS_TRY(const std::string kind, kind_of(connection, name));
    if (kind == "VIEW") {
      OSIRIS_CHECKED(connection.execute("DROP VIEW " + connection.database().qualified(name)));
    }
    OSIRIS_TRY(
        const ExecuteResult result,
        connection.execute("CREATE OR REPLACE TABLE " + connection.database().qualified(name) +
                               " AS (\n" + query + "\n)",
                           control));
    return result.rows_changed;
  });
}

Status drop_relation(Connection& connection, std::string_view name) {
  OSIRIS_TRY(const std::string kind, kind_of(connection, name));
  if (!kind.empty()) {
    OSIRIS_CHECKED(
        connection.execute("DROP " + kind + " " + connection.database().qualified(name)));
  }
  return {};
}

Result<RelationInfo> describe_relation(Connection& connection, std::string_view name) {
  OSIRIS_TRY(const std::string kind, kind_of(connection, name));
  if (kind.empty()) {
    OSIRIS_TRY(const std::vector<std::string> names, relation_names(connection));
    return fail(kRelationMissing, "no relation '" + std::string(name) + "'" + suggest(name, names),
                names.empty() ? "the session has no relations" : "there are: " + join(names, ", "));
  }
  RelationInfo info;
  info.name = std::string(name);
  OSIRIS_TRY(info.columns,
             connection.describe_query("SELECT * FROM " + connection.database().qualified(name)));
  OSIRIS_TRY(const auto rows, connection.query_integer("SELECT count(*) FROM " +
                                                       connection.database().qualified(name)));
  info.rows = rows.value_or(0);
  return info;
}

Result<std::vector<std::string>> relation_names(Connection& connection) {
  OSIRIS_TRY(const TextTable found, connection.query_text("SELECT table_name FROM (" +
                                                          std::string(kListSql) + ") ORDER BY 1"));
  std::vector<std::string> names;
  for (const auto& row : found.rows) {
    names.push_back(row[0].value_or(""));
  }
  return names;
}

Result<std::vector<RelationInfo>> list_relations(Connection& connection) {
  OSIRIS_TRY(const std::vector<std::string> names, relation_names(connection));
  std::vector<RelationInfo> relations;
  for (const std::string& name : names) {
    OSIRIS_TRY(RelationInfo info, describe_relation(connection, name));
    relations.push_back(std::move(info));
  }
  return relations;
}

Status create_alias(Connection& connection, std::string_view view_name, std::string_view relation) {
  OSIRIS_CHECKED(connection.execute("CREATE OR REPLACE TEMPORARY VIEW " +
                                    quote_identifier(view_name) + " AS SELECT * FROM " +
                                    connection.database().qualified(relation)));
  return {};
}

}  // namespace osiris::exchange
