// duckdb.processor: one SELECT over the step's inputs becomes the step's relation. Options:
// spec.yaml beside this file.

#include "components/duckdb.processor/component.h"
#include "osiris/base/text.h"
#include "osiris/exchange/query_syntax.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"

#include <algorithm>
#include <optional>

namespace osiris::components {

inline constexpr ErrorCode kUndeclaredInput{
    "sql.undeclared_input", Fault::kUser,
    "The query reads the relation of a step that the transform does not need. Add that step to "
    "`needs` or `inputs`."};

namespace {

bool is_one_of(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& known) { return to_lower(known) == to_lower(name); });
}

std::vector<std::string> names_of_inputs(const sdk::StepContext& context) {
  std::vector<std::string> names;
  for (const sdk::StepInput& input : context.inputs) {
    names.push_back(input.relation);
    names.insert(names.end(), input.names.begin(), input.names.end());
  }
  return names;
}

/// Makes every input known under each of its names.
Status bind_inputs(sdk::StepContext& context) {
  for (const sdk::StepInput& input : context.inputs) {
    for (const std::string& name : input.names) {
      if (name != input.relation) {
        OSIRIS_CHECKED(exchange::create_alias(context.connection, name, input.relation));
      }
    }
  }
  return {};
}

/// Refuses tables that are there but were not asked for: whether their step has run yet depends on
/// the order of steps, so the query would work by luck.
Status check_tables(const std::string& query, sdk::StepContext& context) {
  const auto tables = context.connection.referenced_tables(query);
  if (!tables.has_value()) {
    return {};  // DuckDB names no tables of a query that is wrong, which running it will tell.
  }
  const std::vector<std::string> inputs = names_of_inputs(context);
  std::optional<std::vector<exchange::RelationInfo>> relations;
  for (const std::string& table : *tables) {
    if (is_one_of(inputs, table)) {
      continue;
    }
    if (!relations) {
      OSIRIS_TRY(relations, exchange::list_relations(context.connection));
    }
    const auto found = std::find_if(relations->begin(), relations->end(), [&](const auto& info) {
      return to_lower(info.name) == to_lower(table);
    });
    if (found != relations->end()) {
      return fail(kUndeclaredInput,
                  "the query reads '" + printable(table) + "', which is no input of this step",
                  "add '" + printable(found->name) + "' to the step's 'needs'");
    }
  }
  return {};
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const std::string query, exchange::single_statement(config.text("query")));
  OSIRIS_CHECKED(exchange::check_reads_only(context.connection, query));
  OSIRIS_CHECKED(bind_inputs(context));
  OSIRIS_CHECKED(check_tables(query, context));
  OSIRIS_TRY(
      const std::int64_t rows,
      exchange::replace_relation(context.connection, context.step_id, query, context.control()));
  sdk::StepResult result{.relation = context.step_id, .rows_out = rows};
  for (const sdk::StepInput& input : context.inputs) {
    result.rows_in += input.rows;
  }
  return result;
}

}  // namespace

sdk::Component duckdb_processor(std::string_view spec_yaml) {
  return {"duckdb.processor", spec_yaml, run};
}

}  // namespace osiris::components
