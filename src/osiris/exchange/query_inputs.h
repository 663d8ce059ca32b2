#pragma once
// What a query of a pipeline may read: the relations of the steps it needs, each under its names.

#include "osiris/exchange/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::exchange {

inline constexpr ErrorCode kUndeclaredInput{
    "sql.undeclared_input", Fault::kUser,
    "The query reads the relation of a step that the transform does not need. Add that step to "
    "`needs` or `inputs`."};

/// One input of a query: a relation, and what else it is called.
struct QueryInput {
  std::string relation;
  std::vector<std::string> names;
};

/// Prepares a connection for one SELECT over `inputs`: every input is known under each of its
/// names, and the query does no more than read. Relations that are there but were not asked for are
/// refused: whether their step has run yet depends on the order of steps.
/// Returns the query without what follows it. Errors: sql.not_one_select, sql.denied,
/// sql.undeclared_input, and those of Connection::execute.
Result<std::string> admit_query(Connection& connection, std::string_view sql,
                                const std::vector<QueryInput>& inputs);

}  // namespace osiris::exchange
