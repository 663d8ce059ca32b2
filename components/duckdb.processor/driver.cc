// duckdb.processor: one SELECT over the step's inputs becomes the step's relation. Options:
// spec.yaml beside this file.

#include "components/duckdb.processor/component.h"
#include "osiris/exchange/query_inputs.h"
#include "osiris/exchange/relation.h"

#include <utility>

namespace osiris::components {
namespace {

constexpr const char* kQuery = "query";

std::vector<exchange::QueryInput> inputs_of(const std::vector<sdk::StepInput>& inputs) {
  std::vector<exchange::QueryInput> known;
  known.reserve(inputs.size());
  for (const sdk::StepInput& input : inputs) {
    known.push_back({.relation = input.relation, .names = input.names});
  }
  return known;
}

Result<sdk::StepResult> run(const sdk::StepConfig& config, sdk::StepContext& context) {
  OSIRIS_TRY(const std::string query, exchange::admit_query(context.connection, config.text(kQuery),
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
