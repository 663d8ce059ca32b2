// The verb `validate`, and what the verbs about pipelines share.

#include "osiris/app/verbs.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <algorithm>

namespace osiris::cli {
namespace {

Value validated_document(const std::vector<app::ValidateResult>& results, bool all_valid) {
  if (results.size() == 1) {
    return validate_value(results.front());
  }
  Value files = Value::array();
  for (const app::ValidateResult& result : results) {
    files.push_back(validate_value(result));
  }
  Value document = Value::object();
  document.set("files", std::move(files));
  document.set("all_valid", all_valid);
  if (!all_valid) {
    document.set("error",
                 error_value(make_error(app::kPipelineInvalid, "not all files are valid")));
  }
  return document;
}

void tell_validated(const app::ValidateResult& result, const Options& options, Console& console) {
  console.tell(render_diagnostics(result.diagnostics, result.file, result.text, console));
  if (options.quiet) {
    return;
  }
  if (result.valid) {
    console.print(result.file + ": valid, " + std::to_string(result.step_count) +
                  (result.step_count == 1 ? " step" : " steps") + "\n");
  } else {
    console.print(result.file + ": invalid, " + count_in_words(result.diagnostics) + "\n");
  }
}

}  // namespace

app::PipelineRequest request_of(const Options& options, const std::string& file) {
  return {.file = file,
          .params = options.params,
          .profile = options.profile,
          .warnings_as_errors = options.warnings_as_errors};
}

void tell_invalid(const app::PipelineRequest& request, const Diagnostics& diagnostics,
                  Console& console) {
  console.tell(render_error(make_error(app::kPipelineInvalid,
                                       "'" + request.file + "' has " + count_in_words(diagnostics)),
                            ExitCode::kInvalidInput, console));
}

ExitCode run_validate(Invocation& call) {
  std::vector<app::ValidateResult> results;
  for (const std::string& file : call.options.files) {
    auto result = app::validate_pipeline(call.world, request_of(call.options, file));
    if (!result.has_value()) {
      return report_error(call.options, call.console, result.error());
    }
    if (!call.options.json) {
      tell_validated(*result, call.options, call.console);
    }
    results.push_back(std::move(*result));
  }
  const bool all_valid =
      std::all_of(results.begin(), results.end(), [](const auto& result) { return result.valid; });
  const ExitCode exit_code = all_valid ? ExitCode::kSuccess : ExitCode::kInvalidInput;
  if (call.options.json) {
    return print_document(call.console, validated_document(results, all_valid), exit_code);
  }
  if (!all_valid) {
    call.console.tell(render_exit(exit_code));
  }
  return exit_code;
}

}  // namespace osiris::cli
