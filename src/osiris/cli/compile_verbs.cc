// The verbs `compile` and `diff`.

#include "osiris/app/verbs.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/text_table.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <optional>

namespace osiris::cli {
namespace {

constexpr std::size_t kValueColumns = 60;  // Two of them and a path fit on a wide terminal.

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

void print_schema(const std::vector<compile::StepForesight>& steps, Console& console) {
  for (const compile::StepForesight& step : steps) {
    const sdk::Foresight& foresight = step.foresight;
    console.print(step.step_id + ": " + std::string(to_string(foresight.certainty)) +
                  (foresight.basis.empty() ? "" : ", " + foresight.basis) + "\n");
    std::vector<std::vector<std::string>> rows;
    for (const exchange::ColumnText& column : foresight.columns) {
      rows.push_back({"", column.name, column.type});
    }
    if (!rows.empty()) {
      console.print(render_table({{""}, {""}, {""}}, rows));
    }
  }
}

std::string shown_side(const std::optional<Value>& value) {
  return value ? cut_to_width(to_json(*value), kValueColumns) : "-";
}

void print_diff(const compile::ManifestDiff& diff, Console& console) {
  for (const compile::InputChange& input : diff.inputs) {
    console.print(input.input + ": " + input.meaning + "\n");
  }
  std::vector<std::vector<std::string>> rows;
  for (const compile::ManifestChange& change : diff.changes) {
    rows.push_back({change.path, shown_side(change.before), shown_side(change.after)});
  }
  if (!rows.empty()) {
    console.print(render_table({{"part"}, {"before"}, {"after"}}, rows));
  }
}

/// Tells the findings; false if there is no manifest to go on with.
bool tell_compiled(const app::CompileResult& result, const app::PipelineRequest& request,
                   Console& console) {
  console.tell(render_diagnostics(result.diagnostics, result.file, result.text, console));
  if (!result.manifest.has_value()) {
    tell_invalid(request, result.diagnostics, console);
    return false;
  }
  return true;
}

void print_asked(const app::CompileResult& result, const Options& options, Console& console) {
  if (options.explain_params) {
    print_parameters(result.parameters, console);
  }
  if (options.show_schema) {
    print_schema(result.foresight, console);
  }
}

ExitCode run_check(Invocation& call, const app::PipelineRequest& request) {
  const Options& options = call.options;
  const auto result =
      app::check_manifest(call.world, request, std::filesystem::absolute(options.check_manifest));
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  const ExitCode exit_code = result->same ? ExitCode::kSuccess : ExitCode::kInvalidInput;
  const Error outdated =
      make_error(app::kManifestOutdated,
                 "'" + options.check_manifest + "' is not what '" + request.file + "' gives now",
                 "compile the pipeline again, or undo what changed");
  if (options.json) {
    Value document = check_value(*result);
    if (!result->same && document.find("error") == nullptr) {
      document.set("error", error_value(outdated));
    }
    return print_document(call.console, std::move(document), exit_code);
  }
  if (!tell_compiled(result->compiled, request, call.console)) {
    return ExitCode::kInvalidInput;
  }
  print_asked(result->compiled, options, call.console);
  if (result->same) {
    call.console.print(options.quiet ? "" : options.check_manifest + ": up to date\n");
    return exit_code;
  }
  print_diff(result->diff, call.console);
  call.console.tell(render_error(outdated, exit_code, call.console));
  return exit_code;
}

}  // namespace

ExitCode run_compile(Invocation& call) {
  const Options& options = call.options;
  const app::PipelineRequest request = request_of(options, options.files.front());
  if (!options.check_manifest.empty()) {
    return run_check(call, request);
  }
  const Path out_dir =
      options.out_dir.empty() ? Path() : std::filesystem::absolute(options.out_dir);
  const auto result = app::compile_pipeline(call.world, request, out_dir);
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  if (options.json) {
    return print_document(
        call.console, compile_value(*result),
        result->manifest.has_value() ? ExitCode::kSuccess : ExitCode::kInvalidInput);
  }
  if (!tell_compiled(*result, request, call.console)) {
    return ExitCode::kInvalidInput;
  }
  print_asked(*result, options, call.console);
  call.console.print(result->manifest_path.string() + "\n");
  if (!options.quiet) {
    const std::size_t steps = result->manifest->steps.size();
    call.console.tell("manifest " + result->manifest->hash + ", " + std::to_string(steps) +
                      (steps == 1 ? " step\n" : " steps\n"));
  }
  return ExitCode::kSuccess;
}

ExitCode run_diff(Invocation& call) {
  const Options& options = call.options;
  const app::PipelineRequest before = request_of(options, options.files.front());
  const app::PipelineRequest after = request_of(options, options.files.back());
  const auto result = app::diff_files(call.world, before, after);
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  const bool comparable = result->before.manifest.has_value() && result->after.manifest.has_value();
  if (options.json) {
    return print_document(call.console, diff_value(*result),
                          comparable ? ExitCode::kSuccess : ExitCode::kInvalidInput);
  }
  const bool before_compiled = tell_compiled(result->before, before, call.console);
  if (!tell_compiled(result->after, after, call.console) || !before_compiled) {
    return ExitCode::kInvalidInput;
  }
  const bool same = result->before.manifest->hash == result->after.manifest->hash;
  call.console.print(same ? "same: both have the hash " + result->before.manifest->hash + "\n"
                          : result->before.manifest->short_hash() + " > " +
                                result->after.manifest->short_hash() + "\n");
  print_diff(result->diff, call.console);
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
