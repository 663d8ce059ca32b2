#pragma once
// What a step claims to have done, held against its own books and the database.

#include "osiris/compile/manifest.h"
#include "osiris/exchange/database.h"
#include "osiris/sdk/step_context.h"

namespace osiris::run {

inline constexpr ErrorCode kLedgerMismatch{
    "data.ledger_mismatch", Fault::kBug,
    "A step's row counts do not add up: rows in = rows out + rejected + filtered + deduplicated. "
    "Rows were lost or doubled, so the step fails. Please report it."};
inline constexpr ErrorCode kRelationAbsent{
    "step.relation_missing", Fault::kBug,
    "A component said that it succeeded but left no relation of its step. Please report it."};

/// Checks a successful step: the counts of a read or write step add up, and a read or transform
/// step left its relation and its outputs, with as many rows as it says. Returns the result.
/// Errors: data.ledger_mismatch, step.relation_missing, those of the database.
Result<sdk::StepResult> check_ledger(const compile::ManifestStep& step, sdk::StepResult result,
                                     exchange::Connection& connection);

}  // namespace osiris::run
