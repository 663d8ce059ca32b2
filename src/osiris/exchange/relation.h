#pragma once
// Relations: a step's output in the session's database, named exactly as the step.

#include "osiris/exchange/database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

/// What is known of a relation.
struct RelationInfo {
  std::string name;
  Schema columns;
  std::int64_t rows = 0;
};

inline constexpr ErrorCode kRelationMissing{
    "relation.not_found", Fault::kUser,
    "The session has no relation of that name. `osiris data ls` lists "
    "them."};

/// Replaces relation `name` by the result of `select_sql` (one SELECT), in one transaction:
/// afterwards the relation holds the whole result, or, after any failure, is as it was. Returns the
/// number of rows. Errors: sql.not_one_select, and those of Connection::execute.
Result<std::int64_t> replace_relation(Connection& connection, std::string_view name,
                                      std::string_view select_sql, const RunControl& control = {});

/// Removes a relation, table or view; fine if absent.
Status drop_relation(Connection& connection, std::string_view name);

/// Describes a relation. Errors: relation.not_found.
Result<RelationInfo> describe_relation(Connection& connection, std::string_view name);

/// Counts the rows of a relation. Errors: relation.not_found.
Result<std::int64_t> count_rows(Connection& connection, std::string_view name);

/// Returns the names of all relations of the database, sorted.
Result<std::vector<std::string>> relation_names(Connection& connection);

/// Describes the relations of the database, sorted by name.
Result<std::vector<RelationInfo>> list_relations(Connection& connection);

/// Makes `view_name` a temporary view of this connection that shows `relation`.
Status create_alias(Connection& connection, std::string_view view_name, std::string_view relation);

}  // namespace osiris::exchange
