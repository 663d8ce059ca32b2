// The verbs `completion`, `man`, and the one that the scripts of `completion` call.

#include "osiris/cli/completion.h"
#include "osiris/cli/completion_script.h"
#include "osiris/cli/manual_page.h"
#include "osiris/cli/verbs.h"

namespace osiris::cli {
namespace {

/// Prints a text as it is, or as the one member of a document.
ExitCode print_text(const Options& options, Console& console, std::string_view text,
                    const std::string& member) {
  if (options.json) {
    Value document = Value::object();
    document.set(member, text);
    return print_document(console, std::move(document), ExitCode::kSuccess);
  }
  console.print(text);
  return ExitCode::kSuccess;
}

}  // namespace

ExitCode print_completion(const Options& options, Console& console) {
  return print_text(options, console, completion_script(options.shell), "script");
}

ExitCode print_manual(const Options& options, Console& console) {
  return print_text(options, console, manual_page(verb_table(), app::version()), "page");
}

ExitCode run_complete(Invocation& call) {
  call.console.print(completion_lines(complete(verb_table(), call.options.words, call.world)));
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
