#include "osiris/cli/verb_tree.h"

#include "osiris/base/text.h"

namespace osiris::cli {
namespace {

constexpr int kThreadsMax = 1024;  // More than any machine has; DuckDB would only waste memory.
constexpr int kSamplesMax = 100;   // Whoever wants more runs a pipeline.

/// Checks a number that may be left as large as it is.
std::string refuse_negative(const std::string& text) {
  const auto number = parse_integer(text);
  return number.has_value() && *number >= 0
             ? std::string()
             : "must be a whole number, 0 or more, got '" + printable(text) + "'";
}

}  // namespace

VerbTree::VerbTree(Options& options, RawOptions& raw) : options_(options), raw_(raw) {
  app_.fallthrough();
  app_.require_subcommand(0, 1);
  add_global_options();
  add_init_verb();
  add_pipeline_verbs();
  add_run_verb();
  add_runs_verbs();
  add_logs_verbs();
  add_data_verbs();
  add_state_verbs();
  add_maintenance_verbs();
  add_component_verbs();
  add_connection_verbs();
  add_discovery_verbs();
  add_help_verbs();
}

std::optional<Verb> VerbTree::meaning(const CLI::App& verb) const {
  const auto found = verbs_.find(&verb);
  return found == verbs_.end() ? std::nullopt : std::optional(found->second);
}

ArgumentValue VerbTree::value_of(const CLI::Option& option) const {
  const auto found = values_.find(&option);
  return found == values_.end() ? ArgumentValue() : found->second;
}

CLI::Option* VerbTree::takes(CLI::Option* option, ValueKind kind) {
  values_[option].kind = kind;
  return option;
}

CLI::Option* VerbTree::one_of(CLI::Option* option, const std::vector<std::string>& choices) {
  values_[option].choices = choices;
  return option->type_name(join(choices, "|"))->check(CLI::IsMember(choices));
}

CLI::App* VerbTree::add_group(CLI::App& parent, const std::string& name,
                              const std::string& description) {
  CLI::App* const sub = parent.add_subcommand(name, description);
  sub->set_help_flag();  // The program's own works behind every verb.
  return sub;
}

CLI::App* VerbTree::add_verb(CLI::App& parent, const std::string& name,
                             const std::string& description, Verb verb) {
  CLI::App* const sub = add_group(parent, name, description);
  verbs_[sub] = verb;
  return sub;
}

void VerbTree::add_global_options() {
  app_.set_help_flag("-h,--help", "Explain the verb");
  app_.add_flag("--json", options_.json, "Print one JSON document on stdout");
  takes(app_.add_option("--project", options_.project, "The project folder (default: this folder)"),
        ValueKind::kFolder)
      ->type_name("DIR");
  app_.add_flag("-q,--quiet", options_.quiet, "Print results, warnings and errors only");
  app_.add_flag("-v,--verbose", options_.verbose, "Print more on stderr");
  app_.add_flag("--no-color", options_.no_color, "No colors (also: NO_COLOR in the environment)");
  // A version asked for as an option is so common that refusing it helps nobody.
  app_.add_flag("-V,--version", raw_.version, "Print the versions");
}

void VerbTree::add_init_verb() {
  CLI::App* const init =
      add_verb(app_, "init", "Make a project with a first pipeline that runs at once", Verb::kInit);
  takes(init->add_option("DIR", options_.directory, "The folder (default: the project folder)"),
        ValueKind::kFolder);
}

void VerbTree::add_help_verbs() {
  add_verb(app_, "doctor", "Check the installation, the project and its connections",
           Verb::kDoctor);
  CLI::App* const completion = add_verb(
      app_, "completion", "Print a script that lets a shell complete command lines of osiris",
      Verb::kCompletion);
  CLI::Option* const shell = completion->add_option("SHELL", options_.shell, "bash, zsh or fish");
  one_of(shell, {"bash", "zsh", "fish"})->required()->type_name("");
  add_verb(app_, "man", "Print the manual page, for the program man", Verb::kMan);
  add_verb(app_, "version", "Print the versions of osiris, its language and DuckDB",
           Verb::kVersion);
  CLI::App* const help = add_verb(app_, "help", "Explain osiris or one verb", Verb::kHelp);
  takes(help->add_option("VERB", raw_.help_topic, "e.g. `run` or `data sql`"), ValueKind::kVerb);
}

void VerbTree::add_parameter_options(CLI::App& verb) {
  verb.add_option("--param", raw_.params, "Set a parameter; may be given several times")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  takes(verb.add_option("--profile", options_.profile, "Use the values of a profile"),
        ValueKind::kProfile)
      ->type_name("NAME");
  verb.add_flag("--warnings-as-errors", options_.warnings_as_errors,
                "Treat every warning about the pipeline document as an error");
}

void VerbTree::add_validate(CLI::App& parent) {
  CLI::App* const verb =
      add_verb(parent, "validate",
               "Check pipelines; report every problem with its place and remedy", Verb::kValidate);
  verb->alias("check")->alias("lint");
  takes(verb->add_option("FILE", options_.files, "Pipeline files"), ValueKind::kPipelineFile)
      ->required();
  add_parameter_options(*verb);
}

void VerbTree::add_language_verbs() {
  CLI::App* const oml = add_group(app_, "oml", "The language of pipelines");
  oml->require_subcommand(0, 1);
  add_validate(*oml);
  oml->get_subcommand("validate")->group("");  // Listed under its short name.
  CLI::App* const schema =
      add_verb(*oml, "schema", "Print the JSON Schema of pipelines, for editors", Verb::kOmlSchema);
  takes(schema->add_option("--out", options_.out_file, "Write it into a file instead"),
        ValueKind::kFile)
      ->type_name("FILE");

  CLI::App* const format = add_verb(
      *oml, "format", "Rewrite pipelines in canonical layout; comments stay", Verb::kOmlFormat);
  format->alias("fmt");
  takes(format->add_option("FILE", options_.files,
                           "Pipeline files; `-` reads stdin, prints to stdout"),
        ValueKind::kPipelineFile)
      ->required();
  CLI::Option* const check = format->add_flag("--check", options_.check_layout,
                                              "Write nothing; fail if a file would change");
  format->add_flag("--stdout", options_.to_stdout, "Print the document; leave the file alone")
      ->excludes(check);
}

void VerbTree::add_diff(CLI::App& parent) {
  CLI::App* const verb = add_verb(
      parent, "diff", "Say which input makes two manifests or pipelines differ", Verb::kDiff);
  takes(verb->add_option("FILE", options_.files, "Two manifests or pipelines, the older one first"),
        ValueKind::kPipelineFile)
      ->required()
      ->expected(2);
  add_parameter_options(*verb);
}

void VerbTree::add_pipeline_verbs() {
  add_validate(app_);
  add_language_verbs();

  CLI::App* const verb =
      add_verb(app_, "compile", "Compile a pipeline into a manifest", Verb::kCompile);
  takes(verb->add_option("FILE", raw_.file, "A pipeline file"), ValueKind::kPipelineFile)
      ->required();
  takes(verb->add_option("--out", options_.out_dir,
                         "Folder of the manifest (default: build/<pipeline>/<hash>)"),
        ValueKind::kFolder)
      ->type_name("DIR");
  takes(verb->add_option("--check", options_.check_manifest,
                         "Write nothing; fail unless this manifest is what the pipeline gives now"),
        ValueKind::kPipelineFile)
      ->type_name("MANIFEST");
  verb->add_flag("--schema", options_.show_schema,
                 "Say which columns each step will have, and how sure that is");
  verb->add_flag("--explain-params", options_.explain_params,
                 "Say where each parameter's value came from");
  add_parameter_options(*verb);
  add_diff(app_);
}

void VerbTree::add_run_verb() {
  CLI::App* const verb = add_verb(app_, "run", "Run a pipeline or a manifest", Verb::kRun);
  CLI::Option* const file =
      takes(verb->add_option("FILE", raw_.file,
                             "A pipeline or a manifest; may be left out with --resume"),
            ValueKind::kPipelineFile);
  CLI::Option* const resume =
      takes(verb->add_option("--resume", options_.resume,
                             "Go on with a session: run only what is not finished there"),
            ValueKind::kSession);
  resume->type_name("SESSION");
  verb->callback([file, resume] {
    if (file->count() == 0 && resume->count() == 0) {
      throw CLI::RequiredError("FILE");
    }
  });
  CLI::Option* const only =
      takes(verb->add_option("--only", options_.only, "Run this step alone"), ValueKind::kStep);
  only->type_name("STEP");
  takes(verb->add_option("--from", options_.from, "Run this step and all that need it"),
        ValueKind::kStep)
      ->type_name("STEP")
      ->excludes(only);
  takes(verb->add_option("--until", options_.until, "Run this step and all that it needs"),
        ValueKind::kStep)
      ->type_name("STEP")
      ->excludes(only);
  verb->add_flag("--full-refresh", options_.full_refresh,
                 "Read everything: give steps no state of earlier runs")
      ->excludes(resume);
  add_parameter_options(*verb);
  verb->add_option("--memory-limit", raw_.memory_limit,
                   "How much memory the run may use, e.g. 512MB or 2GiB")
      ->type_name("SIZE");
  verb->add_option("--threads", options_.threads, "How many threads DuckDB uses (0: all cores)")
      ->type_name("N")
      ->check(CLI::Range(0, kThreadsMax));
  verb->add_option("--concurrency", options_.concurrency,
                   "How many steps run at once (0: as many as there are cores)")
      ->type_name("N")
      ->check(CLI::Range(0, kThreadsMax));
  verb->add_option("--timeout", raw_.timeout, "Stop the run after so long, e.g. 90s, 30m or 2h")
      ->type_name("DURATION");
  one_of(
      verb->add_option("--on-failure", raw_.on_failure,
                       "stop: no further step starts; finish_independent: steps that do not depend "
                       "on the failed one still run"),
      {"stop", "finish_independent"});
  one_of(verb->add_option("--progress", raw_.progress,
                          "auto: live on a terminal, else plain lines; json: events as JSON lines"),
         {"auto", "plain", "json", "none"});
}

CLI::Option* VerbTree::add_limit(CLI::App& verb, const std::string& description) {
  return verb.add_option("--limit", options_.limit, description)
      ->type_name("N")
      ->check(refuse_negative);
}

void VerbTree::add_session(CLI::App& verb) {
  takes(verb.add_option("SESSION", options_.session, "A session id, its beginning, or `last`"),
        ValueKind::kSession)
      ->required();
}

void VerbTree::add_runs_verbs() {
  CLI::App* const runs = add_verb(app_, "runs", "List runs, or show one", Verb::kRunsList);
  runs->require_subcommand(0, 1);
  CLI::App* const list = add_verb(*runs, "list", "List runs, newest first", Verb::kRunsList);
  add_limit(*list, "How many runs (default: 20; 0: all)");
  one_of(list->add_option("--status", options_.run_filter.status, "Only runs that ended so"),
         {"success", "failed", "interrupted", "running", "died"})
      ->type_name("STATUS");
  takes(list->add_option("--pipeline", options_.run_filter.pipeline, "Only runs of a pipeline"),
        ValueKind::kPipelineName)
      ->type_name("NAME");
  list->add_option("--since", raw_.since, "Only runs since a day, 2026-01-31, or of the last 7d")
      ->type_name("TIME");
  CLI::App* const show = add_verb(*runs, "show", "Show one run with its steps", Verb::kRunsShow);
  add_session(*show);
}

void VerbTree::add_logs_verbs() {
  CLI::App* const logs = add_group(app_, "logs", "Read the logs of a session");
  logs->require_subcommand(0, 1);
  CLI::App* const show = add_verb(*logs, "show", "Print a log of a session", Verb::kLogsShow);
  CLI::App* const tail = add_verb(
      *logs, "tail", "Print the last lines of a log; -f goes on with new ones", Verb::kLogsTail);
  for (CLI::App* const verb : {show, tail}) {
    add_session(*verb);
    CLI::Option* const text =
        verb->add_flag("--text", raw_.text, "What was written for people (default)");
    CLI::Option* const events =
        verb->add_flag("--events", raw_.events, "The events, as JSON lines")->excludes(text);
    CLI::Option* const metrics =
        verb->add_flag("--metrics", raw_.metrics, "The measurements, as JSON lines")
            ->excludes(text)
            ->excludes(events);
    takes(verb->add_option("--step", options_.log.step_id, "Only lines about a step"),
          ValueKind::kStep)
        ->type_name("ID");
    one_of(verb->add_option("--level", options_.log.level,
                            "Text: only lines of a level and graver ones"),
           {"DEBUG", "INFO", "WARNING", "ERROR"})
        ->excludes(events)
        ->excludes(metrics);
  }
  tail->add_flag("-f,--follow", options_.follow, "Go on until the run ends")
      ->excludes(app_.get_option("--json"));
  add_limit(*tail, "How many lines to begin with (default: 20; 0: all)");
}

void VerbTree::add_data_export(CLI::App& data) {
  CLI::App* const verb =
      add_verb(data, "export", "Write a relation into a file", Verb::kDataExport);
  add_session(*verb);
  takes(verb->add_option("RELATION", options_.relation, "The step's id"), ValueKind::kStep)
      ->required();
  takes(verb->add_option("--out", options_.out_file, "The file; it appears whole or not at all"),
        ValueKind::kFile)
      ->type_name("FILE")
      ->required();
  CLI::Option* const format = verb->add_option(
      "--format", options_.export_format,
      "csv, parquet, ndjson (an object a line) or json (an array) (default: by the "
      "file's ending)");
  values_[format->type_name("csv|parquet|ndjson|json")].choices = {"csv", "parquet", "ndjson",
                                                                   "json"};
}

void VerbTree::add_data_verbs() {
  CLI::App* const data = add_group(app_, "data", "Look into the data of a session");
  data->require_subcommand(0, 1);
  CLI::App* const list = add_verb(*data, "ls", "List the relations of a session", Verb::kDataLs);
  list->alias("list");
  add_session(*list);

  CLI::App* const show = add_verb(*data, "show", "Show rows of a relation", Verb::kDataShow);
  add_session(*show);
  takes(show->add_option("RELATION", options_.relation, "The step's id"), ValueKind::kStep)
      ->required();
  add_limit(*show, "How many rows (default: 20; 0: all)");

  CLI::App* const sql = add_verb(*data, "sql", "Query a session's data", Verb::kDataSql);
  add_session(*sql);
  sql->add_option("QUERY", options_.query, "One SQL query; `-` reads it from stdin")->required();
  add_limit(*sql, "How many rows (default: 1000 as a table, else all; 0: all)");
  for (CLI::App* const verb : {show, sql}) {
    one_of(verb->add_option("--format", raw_.format, "How to print the rows"),
           {"table", "csv", "json"});
  }
  add_data_export(*data);
}

void VerbTree::add_state_verbs() {
  CLI::App* const state = add_verb(
      app_, "state", "List what runs left for the next ones, show or remove it", Verb::kStateList);
  state->require_subcommand(0, 1);
  add_verb(*state, "list", "List the steps that have left a state", Verb::kStateList)->alias("ls");
  CLI::App* const show =
      add_verb(*state, "show", "Show the states of a pipeline's steps", Verb::kStateShow);
  CLI::App* const reset = add_verb(
      *state, "reset", "Remove states, so that the next run reads everything", Verb::kStateReset);
  for (CLI::App* const verb : {show, reset}) {
    takes(verb->add_option("PIPELINE", options_.state.pipeline, "A pipeline, by its name"),
          ValueKind::kStatePipeline)
        ->required();
    takes(verb->add_option("--step", options_.state.step, "Only the state of a step"),
          ValueKind::kStep)
        ->type_name("STEP");
    takes(verb->add_option("--profile", options_.state.profile,
                           "States of runs with a profile (default: of runs without one)"),
          ValueKind::kProfile)
        ->type_name("NAME");
  }
  reset->add_flag("--dry-run", options_.dry_run, "Remove nothing; say what would go");
}

void VerbTree::add_maintenance_verbs() {
  CLI::App* const maintenance = add_group(app_, "maintenance", "Keep the project's folder small");
  maintenance->require_subcommand(0, 1);
  CLI::App* const clean = add_verb(
      *maintenance, "clean", "List old sessions; with --yes remove them", Verb::kMaintenanceClean);
  clean->add_option("--older-than", raw_.older_than, "Sessions that began longer ago, e.g. 30d")
      ->type_name("DURATION");
  clean
      ->add_option("--keep", options_.keep,
                   "All but the N newest; with --older-than, sessions that both let go")
      ->type_name("N")
      ->check(refuse_negative);
  clean->add_flag("--data-only", options_.data_only,
                  "Only their data: the database and the artifacts; logs stay");
  clean->add_flag("--yes", options_.yes, "Remove them");
}

void VerbTree::add_component_verbs() {
  CLI::App* const components =
      add_verb(app_, "components", "List components, or show one", Verb::kComponentsList);
  components->require_subcommand(0, 1);
  add_verb(*components, "list", "List the components", Verb::kComponentsList);
  CLI::App* const show =
      add_verb(*components, "show", "Show the options of a component", Verb::kComponentsShow);
  takes(show->add_option("NAME", options_.component, "e.g. filesystem.csv_extractor"),
        ValueKind::kComponent)
      ->required();
}

void VerbTree::add_connection_verbs() {
  CLI::App* const connections = add_verb(
      app_, "connections", "List connections, or check that they work", Verb::kConnectionsList);
  connections->require_subcommand(0, 1);
  CLI::App* const list =
      add_verb(*connections, "list", "List connections, secrets masked", Verb::kConnectionsList);
  CLI::App* const doctor =
      add_verb(*connections, "doctor", "Check that connections work", Verb::kConnectionsDoctor);
  CLI::Option* const reference =
      takes(doctor->add_option("REFERENCE,--connection-id", options_.connection,
                               "e.g. @mysql.main (default: all)"),
            ValueKind::kConnection);
  for (CLI::App* const verb : {list, doctor}) {
    takes(verb->add_option("--family", options_.family, "Only connections of a family"),
          ValueKind::kFamily)
        ->type_name("NAME");
  }
  takes(doctor->add_option("--alias", options_.alias, "Only connections of that name"),
        ValueKind::kAlias)
      ->type_name("NAME")
      ->excludes(reference);
  doctor->get_option("--family")->excludes(reference);
}

void VerbTree::add_discovery_verbs() {
  CLI::App* const discovery = add_group(app_, "discovery", "Find what a connection leads to");
  discovery->require_subcommand(0, 1);
  CLI::App* const run = add_verb(*discovery, "run",
                                 "List the files or tables behind a connection, with their columns",
                                 Verb::kDiscoveryRun);
  takes(run->add_option("REFERENCE", options_.connection, "e.g. @filesystem.data"),
        ValueKind::kConnection)
      ->required();
  takes(run->add_option("--component", options_.component, "Only what this component reads"),
        ValueKind::kComponent)
      ->type_name("NAME");
  run->add_option("--table", options_.tables, "Only what has this name, or fits a pattern with *")
      ->type_name("NAME")
      ->allow_extra_args(false);
  run->add_option("--samples", options_.samples, "Show so many rows of each, too (default: 0)")
      ->type_name("N")
      ->check(CLI::Range(0, kSamplesMax));
}

}  // namespace osiris::cli
