#pragma once
// The command line as plain data.

#include "osiris/app/logs.h"
#include "osiris/app/verbs.h"
#include "osiris/base/result.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osiris::cli {

inline constexpr ErrorCode kUsageVerb{"usage.unknown_verb", Fault::kUser,
                                      "osiris has no such verb. `osiris help` lists them."};
inline constexpr ErrorCode kUsageOption{
    "usage.unknown_option", Fault::kUser,
    "The verb has no such option. `osiris help VERB` lists them."};
inline constexpr ErrorCode kUsageInvalid{
    "usage.invalid", Fault::kUser,
    "An argument is missing, too many, or not of the form that the verb expects. "
    "`osiris help VERB` shows it."};

enum class Verb {
  kHelp,
  kCompletion,
  kComplete,  ///< What the scripts of kCompletion ask; no user types it.
  kMan,
  kVersion,
  kInit,
  kValidate,
  kCompile,
  kDiff,
  kOmlSchema,
  kOmlFormat,
  kRun,
  kRunsList,
  kRunsShow,
  kDataLs,
  kDataShow,
  kDataSql,
  kDataExport,
  kLogsShow,
  kLogsTail,
  kStateList,
  kStateShow,
  kStateReset,
  kMaintenanceClean,
  kComponentsList,
  kComponentsShow,
  kConnectionsList,
  kConnectionsDoctor,
  kDoctor,
  kDiscoveryRun,
};

/// Introduces words to complete; the scripts of `osiris completion` call it.
inline constexpr const char* kCompleteWord = "__complete";

/// How progress of a run is shown on stderr.
enum class ProgressStyle { kAuto, kPlain, kJson, kNone };

/// How rows are printed.
enum class RowFormat { kTable, kCsv, kJson };

/// What the user asked for. Fields that the verb does not use keep their defaults.
struct Options {
  Verb verb = Verb::kHelp;
  std::string help_text;  ///< kHelp: what to print.

  std::string shell;               ///< completion.
  std::vector<std::string> words;  ///< kComplete: the command line; the last one is being typed.

  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool no_color = false;
  std::string project;  ///< Empty: the working folder.

  std::string directory;           ///< init.
  std::vector<std::string> files;  ///< validate, oml format: any number; compile: one; run: one, or
                                   ///< none with `resume`; diff: two.
  std::map<std::string, std::string> params;
  std::string profile;
  std::string out_dir;         ///< compile.
  std::string out_file;        ///< oml schema, data export.
  std::string check_manifest;  ///< compile: the manifest to compare with; empty: write one.
  bool check_layout = false;   ///< oml format: write nothing.
  bool to_stdout = false;      ///< oml format: print instead of writing.
  bool explain_params = false;
  bool show_schema = false;  ///< compile.
  bool warnings_as_errors = false;

  std::optional<std::int64_t> memory_limit_bytes;
  int threads = 0;
  int concurrency = 0;
  std::int64_t timeout_ms = 0;
  std::string resume;
  std::string only;
  std::string from;
  std::string until;
  bool finish_independent = false;
  bool full_refresh = false;
  ProgressStyle progress = ProgressStyle::kAuto;

  std::string session;
  app::LogRequest log;  ///< logs: the session stands above.
  bool follow = false;
  std::string relation;
  std::string query;
  std::optional<std::int64_t> limit;
  app::RunFilter run_filter;  ///< runs list.
  RowFormat format = RowFormat::kTable;
  std::string export_format;  ///< data export; empty: what the file's ending says.

  app::StateRequest state;  ///< state show, state reset.
  bool dry_run = false;     ///< state reset: do not remove, only look.

  std::optional<std::chrono::seconds> older_than;  ///< maintenance clean.
  std::optional<std::int64_t> keep;
  bool data_only = false;
  bool yes = false;  ///< Remove, do not only look.

  std::string component;     ///< components show, discovery run.
  std::int64_t samples = 0;  ///< discovery run.
  std::vector<std::string> tables;

  std::string connection;  ///< connections doctor, discovery run: a reference.
  std::string family;
  std::string alias;
};

/// The outcome of reading a command line. The options are filled as far as they were understood,
/// so that an error can be told in the form that was asked for.
struct ParsedCommand {
  Options options;
  std::optional<Error> error;  ///< usage.*
};

/// Reads the arguments after the program's name.
ParsedCommand parse_command(const std::vector<std::string>& arguments);

}  // namespace osiris::cli
