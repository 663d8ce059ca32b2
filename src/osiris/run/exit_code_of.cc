#include "osiris/run/exit_code_of.h"

#include <array>
#include <string_view>

namespace osiris::run {
namespace {

struct CodeMeaning {
  std::string_view code;
  ExitCode exit_code;
};

// Failures that a scheduler treats differently from "a step failed".
constexpr std::array kMeanings{
    CodeMeaning{"data.check_failed", ExitCode::kCheckFailed},
    CodeMeaning{"schema.changed", ExitCode::kSchemaChanged},
    CodeMeaning{kCancelled.name, ExitCode::kInterrupted},
};

}  // namespace

ExitCode exit_code_of(const Error& error) {
  for (const CodeMeaning& meaning : kMeanings) {
    if (error.code == meaning.code) {
      return meaning.exit_code;
    }
  }
  if (error.fault == Fault::kBug) {
    return ExitCode::kInternal;
  }
  return error.transient ? ExitCode::kTransient : ExitCode::kStepFailed;
}

}  // namespace osiris::run
