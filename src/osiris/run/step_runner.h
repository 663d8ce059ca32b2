#pragma once
// One step from start to end: connection, inputs, attempts, timeout, ledger, events.

#include "osiris/run/adapter.h"

namespace osiris::run {

/// What earlier steps produced: step id -> rows of its relation.
using FinishedRelations = std::map<std::string, std::int64_t>;

/// Runs one step with its retries and timeout and reports it to the log.
/// A failure leaves no relation of the step behind.
StepOutcome run_step(const compile::ManifestStep& step, const FinishedRelations& finished,
                     const RunOptions& options, ExecutionContext& context, AdapterServices& services,
                     std::stop_token stop);

}  // namespace osiris::run
