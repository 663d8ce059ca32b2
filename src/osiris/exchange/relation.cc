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

Result<bool> is_view(Connection& connection, std::string_view name) {
  const std::string sql = "SELECT is_view FROM (" + std::string(kListSql) +
                          ") WHERE is_view AND lower(table_name) = lower(" + quote_literal(name) +
                          ")";
  OSIRIS_TRY(const TextTable views, connection.query_text(sql));
  return !views.rows.empty();
}

// Removes a relation that is there.
Status drop(Connection& connection, std::string_view name) {
  OSIRIS_TRY(const bool view, is_view(connection, name));
  OSIRIS_CHECKED(connection.execute((view ? "DROP VIEW " : "DROP TABLE ") +
                                    connection.database().qualified(name)));
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
  const std::string sql = "CREATE OR REPLACE TABLE " + connection.database().qualified(name) +
                          " AS (\n" + query + "\n)";
  auto made = connection.execute(sql, control);
  if (!made.has_value() && made.error().is(kSqlInvalid)) {
    // Say it again of the user's own text: there the line numbers are the user's.
    OSIRIS_CHECKED(connection.describe_query(query));
    // A table does not take the place of a view, which is too rare to look for it each time.
    OSIRIS_TRY(const bool is_hindered, is_view(connection, name));
    if (is_hindered) {
      made = connection.in_transaction([&]() -> Result<ExecuteResult> {
        OSIRIS_CHECKED(drop(connection, name));
        return connection.execute(sql, control);
      });
    }
  }
  OSIRIS_TRY(const ExecuteResult result, std::move(made));
  return result.rows_changed;
}

Status drop_relation(Connection& connection, std::string_view name) {
  return exists(connection, name) ? drop(connection, name) : Status();
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
  OSIRIS_TRY(info.rows, count_rows(connection, name));
  return info;
}

Result<std::int64_t> count_rows(Connection& connection, std::string_view name) {
  auto rows =
      connection.query_integer("SELECT count(*) FROM " + connection.database().qualified(name));
  if (!rows.has_value() && rows.error().is(kSqlInvalid) && !exists(connection, name)) {
    return fail(missing_relation(connection, name));
  }
  OSIRIS_TRY(const auto counted, std::move(rows));
  return counted.value_or(0);
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
