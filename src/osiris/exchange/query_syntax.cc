#include "osiris/exchange/query_syntax.h"

#include "osiris/base/text.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace osiris::exchange {

namespace {

struct ForbiddenFunction {
  std::string_view name;
  std::string_view what;
};

constexpr std::string_view kChangesProcess = "changes the state of the database, not only reads";
constexpr std::string_view kHidesSql = "runs SQL that stands in a text";

constexpr std::array kForbidden{
    ForbiddenFunction{"checkpoint", kChangesProcess},
    ForbiddenFunction{"disable_logging", kChangesProcess},
    ForbiddenFunction{"disable_peg_parser", kChangesProcess},
    ForbiddenFunction{"disable_profiling", kChangesProcess},
    ForbiddenFunction{"enable_logging", kChangesProcess},
    ForbiddenFunction{"enable_peg_parser", kChangesProcess},
    ForbiddenFunction{"enable_profiling", kChangesProcess},
    ForbiddenFunction{"force_checkpoint", kChangesProcess},
    ForbiddenFunction{"json_execute_serialized_sql", kHidesSql},
    ForbiddenFunction{"query", kHidesSql},
    ForbiddenFunction{"truncate_duckdb_logs", kChangesProcess},
};

// Reads one field of every node of the syntax tree that fulfils a condition.
Result<std::vector<std::string>> read_nodes(Connection& connection, std::string_view query,
                                            const std::string& field,
                                            const std::string& condition) {
  const auto text_of = [](const std::string& key) {
    return "json_extract_string(value, '$." + key + "')";
  };
  OSIRIS_TRY(const TextTable nodes,
             connection.query_text("SELECT DISTINCT " + text_of(field) +
                                   " FROM json_tree(json_serialize_sql(" + quote_literal(query) +
                                   ")) WHERE type = 'OBJECT' AND " + condition));
  std::vector<std::string> names;
  for (const auto& row : nodes.rows) {
    names.push_back(row[0].value_or(""));
  }
  return names;
}

// Fails where the tree would be empty, which is no tree without a mention.
Status check_has_tree(Connection& connection, std::string_view query) {
  OSIRIS_TRY(
      const auto has_tree,
      connection.query_integer("SELECT CAST(json_extract_string(json_serialize_sql(" +
                               quote_literal(query) + "), '$.error') = 'false' AS INTEGER)"));
  if (has_tree != 1) {
    return fail(kSqlNotOneSelect, "the query is no SELECT", "write one SELECT");
  }
  return {};
}

std::string condition(const char* key, const char* text) {
  return std::string("json_extract_string(value, '$.") + key + "') = '" + text + "'";
}

}  // namespace

Result<std::vector<std::string>> tables_in(Connection& connection, std::string_view query) {
  OSIRIS_CHECKED(check_has_tree(connection, query));
  OSIRIS_TRY(auto tables,
             read_nodes(connection, query, "table_name", condition("type", "BASE_TABLE")));
  OSIRIS_TRY(const auto defined, read_nodes(connection, query, "key", "path LIKE '%.cte_map.map'"));
  std::erase_if(tables, [&](const std::string& table) {
    return std::any_of(defined.begin(), defined.end(),
                       [&](const std::string& name) { return to_lower(name) == to_lower(table); });
  });
  return tables;
}

Status check_reads_only(Connection& connection, std::string_view query) {
  const std::string lower = to_lower(query);
  const auto is_mentioned = [&](const ForbiddenFunction& function) {
    return lower.find(function.name) != std::string::npos;
  };
  // Looking at the tree takes a millisecond, which nearly no query has to pay.
  if (std::none_of(kForbidden.begin(), kForbidden.end(), is_mentioned)) {
    return {};
  }
  if (!check_has_tree(connection, query).has_value()) {
    // What is wrong is told best by DuckDB; what it takes all the same is no plain SELECT.
    OSIRIS_CHECKED(connection.describe_query(query));
    return fail(kSqlDenied, "the query cannot be checked for what it calls", "write one SELECT");
  }
  OSIRIS_TRY(const auto called,
             read_nodes(connection, query, "function_name", condition("class", "FUNCTION")));
  for (const ForbiddenFunction& function : kForbidden) {
    const bool is_called = std::any_of(called.begin(), called.end(), [&](const std::string& name) {
      return to_lower(name) == function.name;
    });
    if (is_called) {
      return fail(kSqlDenied,
                  "the query calls '" + std::string(function.name) + "', which " +
                      std::string(function.what),
                  function.what == kHidesSql ? "write that SQL itself, e.g. as a subquery"
                                             : "leave the call out; a query only reads");
    }
  }
  return {};
}

}  // namespace osiris::exchange
