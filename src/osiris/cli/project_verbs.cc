// The verb `init`.

#include "osiris/app/verbs.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/verbs.h"

namespace osiris::cli {

ExitCode run_init(Invocation& call) {
  const Options& options = call.options;
  const Path directory =
      options.directory.empty() ? Path() : std::filesystem::absolute(options.directory);
  const auto result = app::init_project(call.world, directory);
  if (!result.has_value()) {
    return report_error(options, call.console, result.error());
  }
  if (options.json) {
    return print_document(call.console, init_value(*result), ExitCode::kSuccess);
  }
  if (options.quiet) {
    return ExitCode::kSuccess;
  }
  for (const std::string& path : result->created) {
    call.console.print("created   " + path + "\n");
  }
  for (const std::string& path : result->extended) {
    call.console.print("extended  " + path + "\n");
  }
  for (const std::string& path : result->kept) {
    call.console.print("kept      " + path + "\n");
  }
  const bool stays = options.directory.empty() || Path(options.directory).lexically_normal() == ".";
  const std::string change_folder = stays ? "" : "cd " + options.directory + " && ";
  call.console.tell("next: " + change_folder + "osiris run pipelines/first.yaml\n");
  return ExitCode::kSuccess;
}

}  // namespace osiris::cli
