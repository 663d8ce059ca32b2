// duckdb.processor: one SELECT over the step's inputs becomes the step's relation. Options:
// spec.yaml beside this file.

#include "components/duckdb.processor/component.h"
#include "osiris/base/text.h"
#include "osiris/exchange/query_inputs.h"
#include "osiris/exchange/relation.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace osiris::components {
namespace {

constexpr const char* kQuery = "query";
constexpr std::size_t kRenamedShownMax = 10;  // More names in a message help nobody.

std::vector<exchange::QueryInput> inputs_of(const std::vector<sdk::StepInput>& inputs) {
  std::vector<exchange::QueryInput> known;
  known.reserve(inputs.size());
  for (const sdk::StepInput& input : inputs) {
    known.push_back({.relation = input.relation, .names = input.names});
  }
  return known;
}

/// Tells whether a query gives one name to several columns. DuckDB's names know no case.
bool repeats_a_name(const exchange::Schema& columns) {
  std::set<std::string> names;
  return std::any_of(columns.begin(), columns.end(), [&](const exchange::Column& column) {
    return !names.insert(to_lower(column.name)).second;
  });
}

/// Warns of columns that the relation calls otherwise than the query, since it has each name once.
Status warn_of_renamed(const exchange::Schema& asked, sdk::StepContext& context) {
  OSIRIS_TRY(const exchange::RelationInfo made,
             exchange::describe_relation(context.connection, context.step_id));
  std::vector<std::string> renamed;
  for (std::size_t i = 0; i < std::min(asked.size(), made.columns.size()); ++i) {
    if (asked[i].name != made.columns[i].name) {
      renamed.push_back("'" + printable(asked[i].name) + "' is called '" +
                        printable(made.columns[i].name) + "'");
    }
  }
  if (!renamed.empty()) {
    const auto count = static_cast<std::int64_t>(renamed.size());
    renamed.resize(std::min(renamed.size(), kRenamedShownMax));
    context.observer.warn("sql.column_renamed",
                          "the query gives one name to several columns: " + join(renamed, ", ") +
                              "; name them apart with AS",
                          count);
  }
  return {};
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const std::string query, exchange::admit_query(context.connection, config.text(kQuery),
                                                            inputs_of(context.inputs)));
  const auto asked = context.connection.describe_query(query);
  OSIRIS_TRY(
      const std::int64_t rows,
      exchange::replace_relation(context.connection, context.step_id, query, context.control()));
  if (asked.has_value() && repeats_a_name(*asked)) {
    OSIRIS_CHECKED(warn_of_renamed(*asked, context));
  }
  sdk::StepResult result{.relation = context.step_id, .rows_out = rows};
  for (const sdk::StepInput& input : context.inputs) {
    result.rows_in += input.rows;
  }
  return result;
}

Result<sdk::Foresight> foresee(const sdk::StepConfig& config, const sdk::ForeseeContext& context) {
  auto columns = context.binder.bind(config.text(kQuery), context.inputs);
  if (!columns.has_value()) {
    return fail(std::move(columns).error().with(std::string(sdk::kOptionDetail), kQuery));
  }
  sdk::Foresight foresight;
  if (*columns) {
    foresight.certainty = sdk::Certainty::kCertain;
    foresight.columns = std::move(**columns);
    foresight.basis = "the query";
  } else {
    foresight.basis = "it depends on columns that are not known";
  }
  return foresight;
}

}  // namespace

sdk::Component duckdb_processor(std::string_view spec_yaml) {
  return {"duckdb.processor", spec_yaml, run, foresee};
}

}  // namespace osiris::components
