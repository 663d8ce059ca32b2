#pragma once
// What a failure means to the shell.

#include "osiris/base/error.h"
#include "osiris/base/exit_code.h"

namespace osiris::run {

/// Returns the exit code of a run that `error` ended: a bug, a failed data check, a changed schema
/// and a transient failure have codes of their own; a stop request is kInterrupted; the rest is
/// kStepFailed.
ExitCode exit_code_of(const Error& error);

}  // namespace osiris::run
