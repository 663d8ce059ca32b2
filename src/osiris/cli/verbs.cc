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
  const ExitCode exit_code = of_run == ExitCode::kStepFailed ? ExitCode::kInvalidInput : of_run;
  if (options.json) {
    console.print(to_pretty_json(error_document(error, exit_code)) + "\n");
  } else {
    console.tell(render_error(error, exit_code, console));
  }
  return exit_code;
}

}  // namespace osiris::cli
