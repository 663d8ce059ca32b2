#pragma once
// One step from start to end: connection, inputs, attempts, timeout, ledger, events.

#include "osiris/run/adapter.h"

#include <cstdint>
#include <map>
#include <stop_token>
#include <string>

namespace osiris::run {

inline constexpr ErrorCode kMemoryExhausted{
    "run.memory_exhausted", Fault::kSystem,
    "The machine has no memory left. Lower `--memory-limit` or run fewer things at once."};

/// What earlier steps produced: step id -> rows of its relation.
using FinishedRelations = std::map<std::string, std::int64_t>;

/// Reports a step that failed to the log. `outcome` has an error.
void report_failure(const compile::ManifestStep& step, const StepOutcome& outcome,
                    session::SessionLog& log);

/// Runs one step with its retries and timeout and reports it to the log.
/// A failure leaves no relation of the step behind, whatever the driver did, and is never an
/// exception. `timeout` bounds the step as a whole: all attempts and the waits between them.
/// Errors in the outcome hold no known secret.
StepOutcome run_step(const compile::ManifestStep& step, const FinishedRelations& finished,
                     const RunOptions& options, ExecutionContext& context,
                     AdapterServices& services, std::stop_token stop);

}  // namespace osiris::run
