#pragma once
// What the process tells the shell.

#include <string_view>

namespace osiris {

/// Exit codes of the command line; each has a name that is printed with the error and stands in
/// `--json`.
enum class ExitCode : int {
  kSuccess = 0,
  kStepFailed = 1,
  kInvalidInput = 2,
  kCheckFailed = 3,
  kSchemaChanged = 4,
  kTransient = 5,
  kInternal = 70,
  kInterrupted = 130,
  kTerminated = 143,
};

/// Returns "success", "step_failed", "invalid_input", "check_failed", "schema_changed",
/// "transient", "internal_error", "interrupted" or "terminated".
std::string_view name_of(ExitCode code);

}  // namespace osiris
