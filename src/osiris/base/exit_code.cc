#include "osiris/base/exit_code.h"

#include "osiris/base/check.h"

namespace osiris {

std::string_view name_of(ExitCode code) {
  switch (code) {
    case ExitCode::kSuccess:
      return "success";
    case ExitCode::kStepFailed:
      return "step_failed";
    case ExitCode::kInvalidInput:
      return "invalid_input";
    case ExitCode::kCheckFailed:
      return "check_failed";
    case ExitCode::kSchemaChanged:
      return "schema_changed";
    case ExitCode::kTransient:
      return "transient";
    case ExitCode::kInternal:
      return "internal_error";
    case ExitCode::kInterrupted:
      return "interrupted";
    case ExitCode::kTerminated:
      return "terminated";
  }
  OSIRIS_CHECK(false, "an ExitCode outside its enumerators");
  return {};
}

}  // namespace osiris
