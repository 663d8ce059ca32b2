#include "osiris/exchange/relation.h"

#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/statement.h"

namespace osiris::exchange {

namespace {

// Views and tables of the session's file, not the temporary ones of a connection.
constexpr std::string_view kListSql =
    "SELECT table_name, false AS is_view FROM duckdb_tables() "
    "WHERE schema_name = 'main' AND NOT internal AND NOT temporary "
    "UNION ALL "
    "SELECT view_name, true FROM duckdb_views() "
    "WHERE schema_name = 'main' AND NOT internal AND NOT temporary";

// Asks by binding a query, which costs a tenth of a look into the catalogue's tables.
bool exists(Connection& connection, std::string_view name) {
  return connection.describe_query("FROM " + connection.database().qualified(name)).has_value();
}

// Removes a view of that name, so that a table can take its place.
Status drop_view(Connection& connection, std::string_view name) {
  const std::string sql = "SELECT is_view FROM (" + std::string(kListSql) +
                          ") WHERE is_view AND lower(table_name) = lower(" + quote_literal(name) +
                          ")";
  OSIRIS_TRY(const TextTable views, connection.query_text(sql));
  if (!views.rows.empty()) {
    OSIRIS_CHECKED(connection.execute("DROP VIEW " + connection.database().qualified(name)));
  }
  return {};
}

Error missing_relation(Connection& connection, std::string_view name) {
  const auto names = relation_names(connection).value_or(std::vector<std::string>());
  return make_error(
      kRelationMissing, "no relation '" + std::string(name) + "'" + suggest(name, names),
      names.empty() ? "the session has no relations" : "there are: " + join(names, ", "));
}

}  // namespace

Result<std::int64_t> replace_relation(Connection& connection, std::string_view name,
                                      std::string_view select_sql, const RunControl& control) {
  OSIRIS_TRY(const std::string query, single_statement(select_sql));
  // On its own the text must be a whole statement; what closes our parenthesis early is none.
  OSIRIS_CHECKED(check_grammar(static_cast<duckdb_connection>(connection.handle()), query));
  auto rows = connection.in_transaction([&]() -> Result<std::int64_t> {
    if (exists(connection, name)) {
      OSIRIS_CHECKED(drop_view(connection, name));
    }
    OSIRIS_TRY(
        const ExecuteResult result,
        connection.execute("CREATE OR REPLACE TABLE " + connection.database().qualified(name) +
                               " AS (\n" + query + "\n)",
                           control));
    return result.rows_changed;
  });
  if (!rows.has_value() && rows.error().is(kSqlInvalid)) {
    // Say it again of the user's own text: there the line numbers are the user's.
    OSIRIS_CHECKED(connection.describe_query(query));
  }
  return rows;
}

Status drop_relation(Connection& connection, std::string_view name) {
  if (exists(connection, name)) {
    OSIRIS_CHECKED(drop_view(connection, name));
    OSIRIS_CHECKED(
        connection.execute("DROP TABLE IF EXISTS " + connection.database().qualified(name)));
  }
  return {};
}

Result<RelationInfo> describe_relation(Connection& connection, std::string_view name) {
  const std::string full_name = connection.database().qualified(name);
  auto columns = connection.describe_query("FROM " + full_name);
  if (!columns.has_value()) {
    return fail(missing_relation(connection, name));
  }
  RelationInfo info;
  info.name = std::string(name);
  info.columns = std::move(*columns);
  OSIRIS_TRY(const auto rows, connection.query_integer("SELECT count(*) FROM " + full_name));
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
