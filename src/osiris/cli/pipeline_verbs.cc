// The verbs `validate` and `compile`.

#include "osiris/app/verbs.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <algorithm>

namespace osiris::cli {
namespace {

app::PipelineRequest request_of(const Options& options, const std::string& file) {
  return {.file = file,
          .params = options.params,
          .profile = options.profile,
          .warnings_as_errors = options.warnings_as_errors};
}

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

std::string shown_value(const Value& value) {
  return value.is_string() ? value.as_string() : to_json(value);
}

void print_parameters(const std::vector<oml::ResolvedParameter>& parameters, Console& console) {
  std::vector<std::vector<std::string>> rows;
  for (const oml::ResolvedParameter& parameter : parameters) {
    rows.push_back({parameter.name, shown_value(parameter.value), parameter.origin});
  }
  console.print(rows.empty() ? "The pipeline has no parameters.\n"
                             : render_table({{"parameter"}, {"value"}, {"from"}}, rows));
}

/// Tells the exit code and its name below findings that end a verb.
void tell_exit(ExitCode exit_code, const app::PipelineRequest& request,
               const Diagnostics& diagnostics, Console& console) {
  console.tell(render_error(make_error(app::kPipelineInvalid,
                                       "'" + request.file + "' has " + count_in_words(diagnostics)),
                            exit_code, console));
}

}  // namespace

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

ExitCode run_compile(Invocation& call) {
  const Options& options = call.options;
  const app::PipelineRequest request = request_of(options, options.files.front());
  const Path out_dir =
      options.out_dir.empty() ? Path() : std::filesystem::absolute(options.out_dir);
  const auto result = app::compile_pipeline(call.world, request, out_dir);
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  const bool compiled = result->manifest.has_value();
  const ExitCode exit_code = compiled ? ExitCode::kSuccess : ExitCode::kInvalidInput;
  if (options.json) {
    return print_document(call.console, compile_value(*result), exit_code);
  }
  call.console.tell(
      render_diagnostics(result->diagnostics, result->file, result->text, call.console));
  if (!compiled) {
    tell_exit(exit_code, request, result->diagnostics, call.console);
    return exit_code;
  }
  if (options.explain_params) {
    print_parameters(result->parameters, call.console);
  }
  call.console.print(result->manifest_path.string() + "\n");
  if (!options.quiet) {
    const std::size_t steps = result->manifest->steps.size();
    call.console.tell("manifest " + result->manifest->hash + ", " + std::to_string(steps) +
                      (steps == 1 ? " step\n" : " steps\n"));
  }
  return exit_code;
}

}  // namespace osiris::cli
