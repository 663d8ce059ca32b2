#pragma once
// The end of a run in its session's files: last events, metrics, status.json.

#include "osiris/run/adapter.h"

namespace osiris::run {

/// Reports a run that is over, its database closed and its states committed: run metrics,
/// run_complete or run_error, and status.json. For every adapter, and for a run whose preparation
/// failed.
/// `result` has one outcome for each step of `plan`.
void report_run(const compile::Manifest& plan, const ExecResult& result,
                const ExecutionContext& context, AdapterServices& services);

/// Returns the outcome of a run that ended before any step: every step skipped, `error` to blame.
ExecResult failed_before_steps(const compile::Manifest& plan, Error error);

/// Makes a failure of a run whose steps all did their work.
void fail_run(ExecResult& result, Error error);

/// Counts over the steps of a run.
struct RunTotals {
  std::int64_t executed = 0;  ///< Steps that ran, well or not.
  std::int64_t completed = 0;
  std::int64_t rows_read = 0;     ///< Met at sources by read steps; rejected ones, too.
  std::int64_t rows_written = 0;  ///< To the outside, by write steps.
};
RunTotals totals_of(const compile::Manifest& plan, const ExecResult& result);

}  // namespace osiris::run
