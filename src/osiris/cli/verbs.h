#pragma once
// One function per verb: calls app/, then prints what came back.

#include "osiris/app/project.h"
#include "osiris/app/verbs.h"
#include "osiris/base/exit_code.h"
#include "osiris/cli/console.h"
#include "osiris/cli/options.h"

namespace osiris::cli {

inline constexpr ErrorCode kNotCanonical{
    "format.not_canonical", Fault::kUser,
    "`osiris oml format --check` found documents that it would change. Without --check it does."};
inline constexpr ErrorCode kNotFormatted{
    "format.not_done", Fault::kUser,
    "Documents could not be laid out; each is listed with the reason. They were left as they are."};

inline constexpr ErrorCode kCleanIncomplete{
    "maintenance.incomplete", Fault::kSystem,
    "Some sessions could not be removed; each is listed with its reason. The others are gone, and "
    "doing it again is safe."};

/// What a verb works with.
struct Invocation {
  const Options& options;
  Console& console;
  app::World& world;
};

ExitCode print_completion(const Options& options, Console& console);
ExitCode print_manual(const Options& options, Console& console);
/// Prints what the shells' scripts read; see completion.h.
ExitCode run_complete(Invocation& call);
ExitCode run_init(Invocation& call);
ExitCode run_validate(Invocation& call);
ExitCode run_compile(Invocation& call);
ExitCode run_diff(Invocation& call);
ExitCode run_oml_schema(Invocation& call);
ExitCode run_oml_format(Invocation& call);
ExitCode run_run(Invocation& call);
ExitCode run_runs_list(Invocation& call);
ExitCode run_runs_show(Invocation& call);
ExitCode run_data_ls(Invocation& call);
ExitCode run_data_show(Invocation& call);
ExitCode run_data_sql(Invocation& call);
ExitCode run_data_export(Invocation& call);
ExitCode run_logs_show(Invocation& call);
ExitCode run_logs_tail(Invocation& call);
ExitCode run_state_list(Invocation& call);
ExitCode run_state_show(Invocation& call);
ExitCode run_state_reset(Invocation& call);
ExitCode run_maintenance_clean(Invocation& call);
ExitCode run_components_list(Invocation& call);
ExitCode run_components_show(Invocation& call);
ExitCode run_connections_list(Invocation& call);
ExitCode run_connections_doctor(Invocation& call);
ExitCode run_doctor(Invocation& call);
ExitCode run_discovery(Invocation& call);

/// Makes the request of a verb about the pipeline in `file`.
app::PipelineRequest request_of(const Options& options, const std::string& file);

/// Tells, below the findings, that a pipeline has errors, and the exit code.
void tell_invalid(const app::PipelineRequest& request, const Diagnostics& diagnostics,
                  Console& console);

/// Reads all that is piped into the program.
std::string read_stdin();

/// Prints a verb's document and returns its exit code.
ExitCode print_document(Console& console, Value document, ExitCode exit_code);

/// Tells why a verb could not do its work, in the form that was asked for, and returns the exit
/// code: a bug, a stop request and a transient failure have their own, a fault of the machine has
/// that of a failed step; all else means that what was given has to change.
ExitCode report_error(const Options& options, Console& console, const Error& error);

/// Tells that a stop request ends a verb that has not heard it; returns the exit code.
ExitCode tell_stopped(Invocation& call);

/// Tells an error on stderr: as text, or as a line of JSON where all lines are such.
void tell_error(const Options& options, Console& console, const Error& error, ExitCode exit_code);

}  // namespace osiris::cli
