// The verbs `oml schema` and `oml format`.

#include "osiris/app/verbs.h"
#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/verbs.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace osiris::cli {
namespace {

constexpr const char* kStdin = "-";
constexpr const char* kStdinName = "<stdin>";

/// What was asked of `oml format`.
struct FormatPlan {
  bool prints = false;  ///< The document goes to stdout.
  bool checks = false;
  bool writes() const { return !prints && !checks; }
};

Result<FormatPlan> plan_format(const Options& options) {
  const std::vector<std::string>& files = options.files;
  const bool reads_stdin = std::find(files.begin(), files.end(), kStdin) != files.end();
  FormatPlan plan;
  plan.checks = options.check_layout;
  plan.prints = options.to_stdout || (reads_stdin && !plan.checks);
  if (files.size() > 1 && (plan.prints || reads_stdin)) {
    return fail(kUsageInvalid, "only one document can be read from stdin or printed",
                "format the files one by one");
  }
  return plan;
}

Result<app::FormatResult> format_one(Invocation& call, const FormatPlan& plan,
                                     const std::string& file) {
  if (file == kStdin) {
    return app::format_document(read_stdin(), kStdinName);
  }
  return app::format_file(call.world, file,
                          plan.writes() ? app::FormatAction::kWrite : app::FormatAction::kLookOnly);
}

void tell_formatted(const app::FormatResult& result, const FormatPlan& plan, Invocation& call) {
  call.console.tell(render_diagnostics(result.diagnostics, result.file, result.text, call.console));
  if (!result.laid_out.has_value()) {
    return;
  }
  if (plan.prints) {
    call.console.print(*result.laid_out);
  } else if (result.changes()) {
    call.console.print(result.file + (plan.checks ? ": would change\n" : ": formatted\n"));
  } else if (!call.options.quiet) {
    call.console.print(result.file + ": unchanged\n");
  }
}

/// Says what makes the verb fail, if anything does.
std::optional<Error> format_failure(const std::vector<app::FormatResult>& results,
                                    const FormatPlan& plan) {
  const bool all_laid_out = std::all_of(results.begin(), results.end(), [](const auto& result) {
    return result.laid_out.has_value();
  });
  if (!all_laid_out) {
    return make_error(kNotFormatted, "not all documents could be laid out",
                      "mend what is wrong with them first");
  }
  const auto changes = std::count_if(results.begin(), results.end(),
                                     [](const auto& result) { return result.changes(); });
  if (plan.checks && changes > 0) {
    return make_error(kNotCanonical,
                      changes == 1
                          ? "1 document is not in canonical layout"
                          : std::to_string(changes) + " documents are not in canonical layout",
                      "`osiris oml format FILE` rewrites it");
  }
  return std::nullopt;
}

}  // namespace

ExitCode run_oml_format(Invocation& call) {
  const Options& options = call.options;
  const auto plan = plan_format(options);
  if (!plan.has_value()) {
    return report_error(options, call.console, plan.error());
  }
  std::vector<app::FormatResult> results;
  for (const std::string& file : options.files) {
    auto result = format_one(call, *plan, file);
    if (!result.has_value()) {
      return report_error(options, call.console, result.error());
    }
    if (!options.json) {
      tell_formatted(*result, *plan, call);
    }
    results.push_back(*std::move(result));
  }
  const std::optional<Error> failure = format_failure(results, *plan);
  const ExitCode exit_code = failure ? ExitCode::kInvalidInput : ExitCode::kSuccess;
  if (options.json) {
    Value document = format_value(results, plan->prints);
    if (failure) {
      document.set("error", error_value(*failure));
    }
    return print_document(call.console, std::move(document), exit_code);
  }
  if (failure) {
    call.console.tell(render_error(*failure, exit_code, call.console));
  }
  return exit_code;
}

ExitCode run_oml_schema(Invocation& call) {
  const Options& options = call.options;
  const Path out_file =
      options.out_file.empty() ? Path() : std::filesystem::absolute(options.out_file);
  auto schema = app::language_schema(call.world, out_file);
  if (!schema.has_value()) {
    return report_error(options, call.console, schema.error());
  }
  if (options.json) {
    Value document = Value::object();
    if (!out_file.empty()) {
      document.set("file", out_file.string());
    }
    document.set("schema", *std::move(schema));
    return print_document(call.console, std::move(document), ExitCode::kSuccess);
  }
  if (out_file.empty()) {
    call.console.print(to_pretty_json(*schema) + "\n");
  } else {
    call.console.print(out_file.string() + "\n");
  }
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
