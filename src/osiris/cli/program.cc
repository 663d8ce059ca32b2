#include "osiris/cli/program.h"

#include "osiris/app/verbs.h"
#include "osiris/base/check.h"
#include "osiris/base/file_error.h"
#include "osiris/cli/completion.h"
#include "osiris/cli/documents.h"
#include "osiris/cli/options.h"
#include "osiris/cli/signals.h"
#include "osiris/cli/verbs.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace osiris::cli {
namespace {

ExitCode print_version(const Options& options, Console& console) {
  const app::VersionInfo info = app::version();
  if (options.json) {
    return print_document(console, version_value(info), ExitCode::kSuccess);
  }
  console.print("osiris " + info.osiris + "\nOML " + info.oml + ", manifest " + info.manifest +
                ", DuckDB " + info.duckdb + "\n");
  return ExitCode::kSuccess;
}

ExitCode print_help(const Options& options, Console& console) {
  if (options.json) {
    Value document = Value::object();
    document.set("help", options.help_text);
    return print_document(console, std::move(document), ExitCode::kSuccess);
  }
  console.print(options.help_text);
  return ExitCode::kSuccess;
}

/// Returns the project's folder as an absolute path. Only `init` may name one that is not there.
Result<Path> project_folder(const Options& options, const FileSystem& files) {
  std::error_code problem;
  Path here = std::filesystem::current_path(problem);
  if (problem) {
    return fail(file_error(problem.value(), "find", "."));
  }
  const std::string project =
      options.verb == Verb::kComplete ? project_of_words(options.words) : options.project;
  if (project.empty()) {
    return here;
  }
  Path folder = (here / project).lexically_normal();
  if (options.verb != Verb::kInit && options.verb != Verb::kComplete &&
      !files.is_directory(folder)) {
    if (files.exists(folder)) {
      return fail(kFileKind, "the project '" + options.project + "' is no folder",
                  "give the folder that the project is in");
    }
    return fail(kFileNotFound, "the project folder '" + options.project + "' does not exist",
                "osiris init " + options.project + " makes one");
  }
  return folder;
}

ExitCode call_verb(Invocation& call) {
  switch (call.options.verb) {
    case Verb::kInit:
      return run_init(call);
    case Verb::kValidate:
      return run_validate(call);
    case Verb::kCompile:
      return run_compile(call);
    case Verb::kDiff:
      return run_diff(call);
    case Verb::kOmlSchema:
      return run_oml_schema(call);
    case Verb::kOmlFormat:
      return run_oml_format(call);
    case Verb::kRun:
      return run_run(call);
    case Verb::kRunsList:
      return run_runs_list(call);
    case Verb::kRunsShow:
      return run_runs_show(call);
    case Verb::kDataLs:
      return run_data_ls(call);
    case Verb::kDataShow:
      return run_data_show(call);
    case Verb::kDataSql:
      return run_data_sql(call);
    case Verb::kDataExport:
      return run_data_export(call);
    case Verb::kLogsShow:
      return run_logs_show(call);
    case Verb::kLogsTail:
      return run_logs_tail(call);
    case Verb::kStateList:
      return run_state_list(call);
    case Verb::kStateShow:
      return run_state_show(call);
    case Verb::kStateReset:
      return run_state_reset(call);
    case Verb::kMaintenanceClean:
      return run_maintenance_clean(call);
    case Verb::kComponentsList:
      return run_components_list(call);
    case Verb::kComponentsShow:
      return run_components_show(call);
    case Verb::kConnectionsList:
      return run_connections_list(call);
    case Verb::kConnectionsDoctor:
      return run_connections_doctor(call);
    case Verb::kDiscoveryRun:
      return run_discovery(call);
    case Verb::kDoctor:
      return run_doctor(call);
    case Verb::kComplete:
      return run_complete(call);
    case Verb::kVersion:
    case Verb::kHelp:
    case Verb::kCompletion:
    case Verb::kMan:
      break;
  }
  OSIRIS_CHECK(false, "a verb that needs no project reached the project's verbs");
  return ExitCode::kInternal;
}

ExitCode run_command(const ParsedCommand& command, Console& console, ComponentList components) {
  const Options& options = command.options;
  if (command.error.has_value()) {
    return report_error(options, console, *command.error);
  }
  if (options.verb == Verb::kVersion) {
    return print_version(options, console);
  }
  if (options.verb == Verb::kHelp) {
    return print_help(options, console);
  }
  if (options.verb == Verb::kCompletion) {
    return print_completion(options, console);
  }
  if (options.verb == Verb::kMan) {
    return print_manual(options, console);
  }
  RealFileSystem files;
  const SystemClock clock;
  const auto folder = project_folder(options, files);
  if (!folder.has_value()) {
    return report_error(options, console, folder.error());
  }
  const sdk::Registry registry(components());
  app::World world{files, clock, registry, Environment::from_process(), *folder};
  Invocation call{options, console, world};
  return call_verb(call);
}

/// Flushes stdout. Whoever closed the pipe knows; anything else that swallowed results is told.
ExitCode finish_output(const Options& options, Console& console, ExitCode exit_code) {
  const int problem = console.finish();
  if (problem == 0) {
    return exit_code;
  }
  const ExitCode told = exit_code == ExitCode::kSuccess ? ExitCode::kStepFailed : exit_code;
  if (problem != EPIPE) {
    tell_error(options, console, file_error(problem, "write", "stdout"), told);
  }
  return told;
}

}  // namespace

int run_program(int argument_count, const char* const* arguments, ComponentList components) {
  let_writes_fail();
  const ParsedCommand command =
      parse_command({arguments + std::min(argument_count, 1), arguments + argument_count});
  Console console(stdout, stderr, detect_style(command.options.no_color));
  const ExitCode exit_code = run_command(command, console, components);
  return static_cast<int>(finish_output(command.options, console, exit_code));
}

}  // namespace osiris::cli
