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

namespace {

std::vector<exchange::QueryInput> inputs_of(const std::vector<sdk::StepInput>& inputs) {
  std::vector<exchange::QueryInput> known;
  known.reserve(inputs.size());
  for (const sdk::StepInput& input : inputs) {
    known.push_back({.relation = input.relation, .names = input.names});
  }
  return known;
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const std::string query,
             exchange::admit_query(context.connection, config.text("query"),
                                   inputs_of(context.inputs)));
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
