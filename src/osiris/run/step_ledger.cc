#include "osiris/run/step_ledger.h"

#include "osiris/exchange/relation.h"

#include <fmt/format.h>

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

/// Returns the rows of the step's relation.
Result<std::int64_t> count_relation(const std::string& step_id, exchange::Connection& connection) {
  auto relation = exchange::describe_relation(connection, step_id);
  if (relation.has_value()) {
    return relation->rows;
  }
  if (relation.error().is(exchange::kRelationMissing)) {
    return fail(kRelationAbsent,
                "the component left no relation '" + step_id + "' in the session's database");
  }
  return fail(std::move(relation).error());
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
  OSIRIS_TRY(const std::int64_t rows, count_relation(step.id, connection));
  if (rows != result.rows_out) {
    return fail(kLedgerMismatch, fmt::format("the step says it made {} rows, its relation has {}",
                                             result.rows_out, rows));
  }
  return result;
}

}  // namespace osiris::run
