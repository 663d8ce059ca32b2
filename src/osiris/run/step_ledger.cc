#include "osiris/run/step_ledger.h"

#include "osiris/exchange/relation.h"

#include <fmt/format.h>
#include <algorithm>

namespace osiris::run {
namespace {

Status check_sum(const sdk::StepResult& result) {
  const std::int64_t accounted =
      result.rows_out + result.rows_rejected + result.rows_filtered + result.rows_deduplicated;
  if (result.rows_in == accounted) {
    return {};
  }
  return fail(make_error(
      kLedgerMismatch, fmt::format("the step met {} rows but accounts for {}: {} out, {} rejected, "
                                   "{} filtered, {} deduplicated",
                                   result.rows_in, accounted, result.rows_out, result.rows_rejected,
                                   result.rows_filtered, result.rows_deduplicated)));
}

/// Holds what a step says of a relation against the database.
Status check_relation(const std::string& name, std::int64_t said,
                      exchange::Connection& connection) {
  auto rows = exchange::count_rows(connection, name);
  if (rows.has_value()) {
    return *rows == said
               ? Status()
               : fail(kLedgerMismatch, fmt::format("the step says it made {} rows in '{}', which "
                                                   "has {}",
                                                   said, name, *rows));
  }
  if (rows.error().is(exchange::kRelationMissing)) {
    return fail(kRelationAbsent,
                "the component left no relation '" + name + "' in the session's database");
  }
  return fail(std::move(rows).error());
}

/// Returns what a step says of one of its outputs; one that it does not name has no rows.
std::int64_t rows_of(const sdk::StepResult& result, const std::string& output) {
  const auto found = std::find_if(result.outputs.begin(), result.outputs.end(),
                                  [&](const sdk::StepOutput& made) { return made.name == output; });
  return found == result.outputs.end() ? 0 : found->rows;
}

}  // namespace

Result<sdk::StepResult> check_ledger(const compile::ManifestStep& step, sdk::StepResult result,
                                     exchange::Connection& connection) {
  if (step.mode != sdk::Mode::kTransform) {
    OSIRIS_CHECKED(check_sum(result));
  }
  if (step.mode == sdk::Mode::kWrite) {
    return result;
  }
  OSIRIS_CHECKED(check_relation(step.id, result.rows_out, connection));
  for (const compile::ManifestOutput& output : step.outputs) {
    OSIRIS_CHECKED(check_relation(sdk::output_relation(step.id, output.name),
                                  rows_of(result, output.name), connection));
  }
  return result;
}

}  // namespace osiris::run
