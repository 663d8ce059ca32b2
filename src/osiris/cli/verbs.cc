#include "osiris/cli/verbs.h"

#include "osiris/cli/diagnostic_text.h"
#include "osiris/cli/documents.h"
#include "osiris/format/json.h"
#include "osiris/run/exit_code_of.h"

#include <iostream>
#include <iterator>

namespace osiris::cli {

std::string read_stdin() {
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

ExitCode print_document(Console& console, Value document, ExitCode exit_code) {
  console.print(to_pretty_json(finished(std::move(document), exit_code)) + "\n");
  return exit_code;
}

ExitCode report_error(const Options& options, Console& console, const Error& error) {
  const ExitCode of_run = run::exit_code_of(error);
  const bool has_to_change = of_run == ExitCode::kStepFailed && error.fault != Fault::kSystem;
  const ExitCode exit_code = has_to_change ? ExitCode::kInvalidInput : of_run;
  if (options.json) {
    console.print(to_pretty_json(error_document(error, exit_code)) + "\n");
  } else {
    tell_error(options, console, error, exit_code);
  }
  return exit_code;
}

ExitCode tell_stopped(Invocation& call) {
  const ExitCode exit_code =
      report_error(call.options, call.console, make_error(kCancelled, "stopped"));
  call.console.finish();
  return exit_code;
}

void tell_error(const Options& options, Console& console, const Error& error, ExitCode exit_code) {
  console.tell(options.progress == ProgressStyle::kJson
                   ? to_json(error_document(error, exit_code)) + "\n"
                   : render_error(error, exit_code, console));
}

}  // namespace osiris::cli
