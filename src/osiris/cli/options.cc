#include "osiris/cli/options.h"

#include "osiris/base/clock.h"
#include "osiris/base/text.h"
#include "osiris/cli/help_text.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>

namespace osiris::cli {
namespace {

constexpr int kThreadsMax = 1024;  // More than any machine has; DuckDB would only waste memory.
constexpr std::chrono::seconds kTimeoutMin{1};
constexpr std::chrono::hours kTimeoutMax{1000};  // A run is no service.
constexpr std::int64_t kMemoryMin = 16LL << 20;  // Below, DuckDB cannot hold its own buffers.

/// Raw texts that need a second look after parsing.
struct RawOptions {
  std::vector<std::string> params;
  std::string file;
  std::string memory_limit;
  std::string timeout;
  std::string on_failure = "stop";
  std::string progress = "auto";
  std::string format = "table";
  std::string older_than;
  std::string since;
  bool text = false;  ///< Only says that nothing else is meant.
  bool events = false;
  bool metrics = false;
  std::vector<std::string> help_topic;
  bool version = false;
};

/// Builds CLI11's tree of verbs, writing into `options` and `raw`.
class Tree {
 public:
  Tree(Options& options, RawOptions& raw) : options_(options), raw_(raw) {
    app_.fallthrough();
    app_.require_subcommand(0, 1);
    add_global_options();
    add_init_verb();
    add_pipeline_verbs();
    add_run_verb();
    add_runs_verbs();
    add_logs_verbs();
    add_data_verbs();
    add_maintenance_verbs();
    add_component_verbs();
    add_connection_verbs();
    add_help_verbs();
  }

  CLI::App& app() { return app_; }

  /// Returns what a verb means; nothing for a group of which one has to be chosen.
  std::optional<Verb> meaning(const CLI::App& verb) const {
    const auto found = verbs_.find(&verb);
    return found == verbs_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& description) {
    CLI::App* const sub = parent.add_subcommand(name, description);
    sub->set_help_flag();  // The program's own works behind every verb.
    return sub;
  }

  CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                     Verb verb) {
    CLI::App* const sub = add_group(parent, name, description);
    verbs_[sub] = verb;
    return sub;
  }

  void add_global_options() {
    app_.set_help_flag("-h,--help", "Explain the verb");
    app_.add_flag("--json", options_.json, "Print one JSON document on stdout");
    app_.add_option("--project", options_.project, "The project folder (default: this folder)")
        ->type_name("DIR");
    app_.add_flag("-q,--quiet", options_.quiet, "Print results and errors only");
    app_.add_flag("-v,--verbose", options_.verbose, "Print more on stderr");
    app_.add_flag("--no-color", options_.no_color, "No colors (also: NO_COLOR in the environment)");
    // A version asked for as an option is so common that refusing it helps nobody.
    app_.add_flag("-V,--version", raw_.version, "Print the versions");
  }

  void add_init_verb() {
    CLI::App* const init = add_verb(
        app_, "init", "Make a project with a first pipeline that runs at once", Verb::kInit);
    init->add_option("DIR", options_.directory, "The folder (default: the project folder)");
  }

  void add_help_verbs() {
    add_verb(app_, "version", "Print the versions of osiris, its language and DuckDB",
             Verb::kVersion);
    CLI::App* const help = add_verb(app_, "help", "Explain osiris or one verb", Verb::kHelp);
    help->add_option("VERB", raw_.help_topic, "e.g. `run` or `data sql`");
  }

  void add_parameter_options(CLI::App& verb) {
    verb.add_option("--param", raw_.params, "Set a parameter; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    verb.add_option("--profile", options_.profile, "Use the values of a profile")
        ->type_name("NAME");
    verb.add_flag("--warnings-as-errors", options_.warnings_as_errors,
                  "Treat every warning about the pipeline as an error");
  }

  void add_validate(CLI::App& parent) {
    CLI::App* const verb = add_verb(
        parent, "validate", "Check pipelines; report every problem with its place and remedy",
        Verb::kValidate);
    verb->alias("check")->alias("lint");
    verb->add_option("FILE", options_.files, "Pipeline files")->required();
    add_parameter_options(*verb);
  }

  void add_language_verbs() {
    CLI::App* const oml = add_group(app_, "oml", "The language of pipelines");
    oml->require_subcommand(0, 1);
    add_validate(*oml);
    oml->get_subcommand("validate")->group("");  // Listed under its short name.
    CLI::App* const schema = add_verb(
        *oml, "schema", "Print the JSON Schema of pipelines, for editors", Verb::kOmlSchema);
    schema->add_option("--out", options_.out_file, "Write it into a file instead")
        ->type_name("FILE");

    CLI::App* const format = add_verb(
        *oml, "format", "Rewrite pipelines in canonical layout; comments stay", Verb::kOmlFormat);
    format->alias("fmt");
    format->add_option("FILE", options_.files, "Pipeline files; `-` reads stdin, prints to stdout")
        ->required();
    CLI::Option* const check = format->add_flag("--check", options_.check_layout,
                                                "Write nothing; fail if a file would change");
    format->add_flag("--stdout", options_.to_stdout, "Print the document; leave the file alone")
        ->excludes(check);
  }

  void add_diff(CLI::App& parent) {
    CLI::App* const verb = add_verb(
        parent, "diff", "Say which input makes two manifests or pipelines differ", Verb::kDiff);
    verb->add_option("FILE", options_.files, "Two manifests or pipelines, the older one first")
        ->required()
        ->expected(2);
    add_parameter_options(*verb);
  }

  void add_pipeline_verbs() {
    add_validate(app_);
    add_language_verbs();

    CLI::App* const verb =
        add_verb(app_, "compile", "Compile a pipeline into a manifest", Verb::kCompile);
    verb->add_option("FILE", raw_.file, "A pipeline file")->required();
    verb->add_option("--out", options_.out_dir,
                     "Folder of the manifest (default: build/<pipeline>/<hash>)")
        ->type_name("DIR");
    verb->add_option("--check", options_.check_manifest,
                     "Write nothing; fail unless this manifest is what the pipeline gives now")
        ->type_name("MANIFEST");
    verb->add_flag("--schema", options_.show_schema,
                   "Say which columns each step will have, and how sure that is");
    verb->add_flag("--explain-params", options_.explain_params,
                   "Say where each parameter's value came from");
    add_parameter_options(*verb);
    add_diff(app_);
  }

  void add_run_verb() {
    CLI::App* const verb = add_verb(app_, "run", "Run a pipeline or a manifest", Verb::kRun);
    CLI::Option* const file = verb->add_option(
        "FILE", raw_.file, "A pipeline or a manifest; may be left out with --resume");
    CLI::Option* const resume = verb->add_option(
        "--resume", options_.resume, "Go on with a session: run only what is not finished there");
    resume->type_name("SESSION");
    verb->callback([file, resume] {
      if (file->count() == 0 && resume->count() == 0) {
        throw CLI::RequiredError("FILE");
      }
    });
    CLI::Option* const only = verb->add_option("--only", options_.only, "Run this step alone");
    only->type_name("STEP");
    verb->add_option("--from", options_.from, "Run this step and all that need it")
        ->type_name("STEP")
        ->excludes(only);
    verb->add_option("--until", options_.until, "Run this step and all that it needs")
        ->type_name("STEP")
        ->excludes(only);
    add_parameter_options(*verb);
    verb->add_option("--memory-limit", raw_.memory_limit,
                     "How much memory DuckDB may use, e.g. 512MB or 2GiB")
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
    verb->add_option("--on-failure", raw_.on_failure,
                     "stop: no further step starts; finish_independent: steps that do not depend "
                     "on the failed one still run")
        ->type_name("stop|finish_independent")
        ->check(CLI::IsMember({"stop", "finish_independent"}));
    verb->add_option("--progress", raw_.progress,
                     "auto: live on a terminal, else plain lines; json: events as JSON lines")
        ->type_name("auto|plain|json|none")
        ->check(CLI::IsMember({"auto", "plain", "json", "none"}));
  }

  CLI::Option* add_limit(CLI::App& verb, const std::string& description) {
    return verb.add_option("--limit", options_.limit, description)
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
  }

  void add_session(CLI::App& verb) {
    verb.add_option("SESSION", options_.session, "A session id, its beginning, or `last`")
        ->required();
  }

  void add_runs_verbs() {
    CLI::App* const runs = add_verb(app_, "runs", "List runs, or show one", Verb::kRunsList);
    runs->require_subcommand(0, 1);
    CLI::App* const list = add_verb(*runs, "list", "List runs, newest first", Verb::kRunsList);
    add_limit(*list, "How many runs (default: 20; 0: all)");
    list->add_option("--status", options_.run_filter.status, "Only runs that ended so")
        ->type_name("STATUS")
        ->check(CLI::IsMember({"success", "failed", "interrupted", "running", "died"}));
    list->add_option("--pipeline", options_.run_filter.pipeline, "Only runs of a pipeline")
        ->type_name("NAME");
    list->add_option("--since", raw_.since, "Only runs since a day, 2026-01-31, or of the last 7d")
        ->type_name("TIME");
    CLI::App* const show = add_verb(*runs, "show", "Show one run with its steps", Verb::kRunsShow);
    add_session(*show);
  }

  void add_logs_verbs() {
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
      verb->add_option("--step", options_.log.step_id, "Only lines about a step")->type_name("ID");
      verb->add_option("--level", options_.log.level, "Text: only lines of a level and graver ones")
          ->type_name("DEBUG|INFO|WARNING|ERROR")
          ->check(CLI::IsMember({"DEBUG", "INFO", "WARNING", "ERROR"}))
          ->excludes(events)
          ->excludes(metrics);
    }
    tail->add_flag("-f,--follow", options_.follow, "Go on until the run ends")
        ->excludes(app_.get_option("--json"));
    add_limit(*tail, "How many lines to begin with (default: 20; 0: all)");
  }

  void add_data_export(CLI::App& data) {
    CLI::App* const verb =
        add_verb(data, "export", "Write a relation into a file", Verb::kDataExport);
    add_session(*verb);
    verb->add_option("RELATION", options_.relation, "The step's id")->required();
    verb->add_option("--out", options_.out_file, "The file; it appears whole or not at all")
        ->type_name("FILE")
        ->required();
    verb->add_option("--format", options_.export_format,
                     "csv, parquet, ndjson (an object a line) or json (an array) (default: by the "
                     "file's ending)")
        ->type_name("csv|parquet|ndjson|json");
  }

  void add_data_verbs() {
    CLI::App* const data = add_group(app_, "data", "Look into the data of a session");
    data->require_subcommand(0, 1);
    CLI::App* const list = add_verb(*data, "ls", "List the relations of a session", Verb::kDataLs);
    list->alias("list");
    add_session(*list);

    CLI::App* const show = add_verb(*data, "show", "Show rows of a relation", Verb::kDataShow);
    add_session(*show);
    show->add_option("RELATION", options_.relation, "The step's id")->required();
    add_limit(*show, "How many rows (default: 20)");

    CLI::App* const sql = add_verb(*data, "sql", "Query a session's data", Verb::kDataSql);
    add_session(*sql);
    sql->add_option("QUERY", options_.query, "One SQL query; `-` reads it from stdin")->required();
    add_limit(*sql, "How many rows (default: 1000 as a table, else all)");
    for (CLI::App* const verb : {show, sql}) {
      verb->add_option("--format", raw_.format, "How to print the rows")
          ->type_name("table|csv|json")
          ->check(CLI::IsMember({"table", "csv", "json"}));
    }
    add_data_export(*data);
  }

  void add_maintenance_verbs() {
    CLI::App* const maintenance = add_group(app_, "maintenance", "Keep the project's folder small");
    maintenance->require_subcommand(0, 1);
    CLI::App* const clean =
        add_verb(*maintenance, "clean", "List old sessions; with --yes remove them",
                 Verb::kMaintenanceClean);
    clean->add_option("--older-than", raw_.older_than, "Sessions that began longer ago, e.g. 30d")
        ->type_name("DURATION");
    clean
        ->add_option("--keep", options_.keep,
                     "All but the N newest; with --older-than, sessions that both let go")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    clean->add_flag("--data-only", options_.data_only,
                    "Only their data: the database and the artifacts; logs stay");
    clean->add_flag("--yes", options_.yes, "Remove them");
  }

  void add_component_verbs() {
    CLI::App* const components =
        add_verb(app_, "components", "List components, or show one", Verb::kComponentsList);
    components->require_subcommand(0, 1);
    add_verb(*components, "list", "List the components", Verb::kComponentsList);
    CLI::App* const show =
        add_verb(*components, "show", "Show the options of a component", Verb::kComponentsShow);
    show->add_option("NAME", options_.component, "e.g. filesystem.csv_extractor")->required();
  }

  void add_connection_verbs() {
    CLI::App* const connections = add_verb(
        app_, "connections", "List connections, or check that they work", Verb::kConnectionsList);
    connections->require_subcommand(0, 1);
    CLI::App* const list =
        add_verb(*connections, "list", "List connections, secrets masked", Verb::kConnectionsList);
    CLI::App* const doctor =
        add_verb(*connections, "doctor", "Check that connections work", Verb::kConnectionsDoctor);
    CLI::Option* const reference = doctor->add_option(
        "REFERENCE,--connection-id", options_.connection, "e.g. @mysql.main (default: all)");
    for (CLI::App* const verb : {list, doctor}) {
      verb->add_option("--family", options_.family, "Only connections of a family")
          ->type_name("NAME");
    }
    doctor->add_option("--alias", options_.alias, "Only connections of that name")
        ->type_name("NAME")
        ->excludes(reference);
    doctor->get_option("--family")->excludes(reference);
  }

  Options& options_;
  RawOptions& raw_;
  CLI::App app_{"Data pipelines from YAML, over one DuckDB file", "osiris"};
  std::map<const CLI::App*, Verb> verbs_;
};

/// Returns the innermost verb that was recognised.
CLI::App& innermost(CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

std::string help_hint(const CLI::App& verb) {
  const std::string path = verb_path(verb);
  return "`osiris help" + (path.empty() ? "" : " " + path) + "` explains it";
}

std::vector<std::string> verb_names(CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
    names.insert(names.end(), sub->get_aliases().begin(), sub->get_aliases().end());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        names.push_back("--" + name);
      }
      for (const std::string& name : option->get_snames()) {
        names.push_back("-" + name);
      }
    }
  }
  return names;
}

std::string nearest_hint(const std::string& word, const std::vector<std::string>& names,
                         const CLI::App& verb) {
  const auto nearest = find_nearest(word, names);
  return nearest.has_value() ? "did you mean '" + *nearest + "'?" : help_hint(verb);
}

bool looks_like_option(const std::string& text) { return text.size() > 1 && text[0] == '-'; }

/// Says which argument nobody expected, and what may have been meant.
Error extras_error(CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> extras = app.remaining(true);
  extras.erase(std::remove(extras.begin(), extras.end(), "--"), extras.end());
  CLI::App& verb = innermost(app);
  const auto end_of_options = std::find(arguments.begin(), arguments.end(), "--");
  const auto option = std::find_if(extras.begin(), extras.end(), [&](const std::string& text) {
    return looks_like_option(text) &&
           std::find(end_of_options, arguments.end(), text) == arguments.end();
  });
  if (option != extras.end()) {
    const std::string name = option->substr(0, option->find('='));
    return make_error(kUsageOption, "unknown option '" + name + "'",
                      nearest_hint(name, option_names(verb), verb));
  }
  const std::string& word = extras.front();
  if (looks_like_option(word)) {
    return make_error(kUsageInvalid, "unexpected argument '" + word + "'",
                      "behind `--` nothing is an option; write it in front");
  }
  const std::vector<std::string> names = verb_names(verb);
  if (names.empty()) {
    return make_error(kUsageInvalid, "unexpected argument '" + word + "'", help_hint(verb));
  }
  const std::string path = verb_path(verb);
  return make_error(kUsageVerb, "unknown verb '" + (path.empty() ? "" : path + " ") + word + "'",
                    nearest_hint(word, names, verb));
}

/// Writes the help of the verb that `help` was asked about.
Status fill_help(CLI::App& app, const std::vector<std::string>& topic, Options& options) {
  CLI::App* verb = &app;
  for (const std::string& word : topic) {
    const std::vector<std::string> names = verb_names(*verb);
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      return fail(kUsageVerb, "unknown verb '" + word + "'", nearest_hint(word, names, *verb));
    }
    verb = verb->get_subcommand(word);
  }
  options.help_text = help_text(*verb);
  return {};
}

Status take_params(const std::vector<std::string>& given, Options& options) {
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(kUsageInvalid, "--param '" + text + "' is not of the form name=value",
                  "write --param name=value");
    }
    options.params[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

Status take_memory_limit(const std::string& text, Options& options) {
  if (text.empty()) {
    return {};
  }
  const auto bytes = parse_bytes(text);
  if (!bytes.has_value() || *bytes < kMemoryMin) {
    return fail(kUsageInvalid, "--memory-limit '" + text + "' is no size of at least 16MiB",
                "write a number with a unit: 512MB, 2GiB");
  }
  options.memory_limit_bytes = *bytes;
  return {};
}

Status take_timeout(const std::string& text, Options& options) {
  if (text.empty()) {
    return {};
  }
  const auto timeout = parse_duration(text);
  if (!timeout || *timeout < kTimeoutMin || *timeout > kTimeoutMax) {
    return fail(kUsageInvalid, "--timeout '" + text + "' is no length of time from 1s to 1000h",
                "write a number with a unit: 90s, 30m, 2h");
  }
  options.timeout_ms = std::chrono::milliseconds(*timeout).count();
  return {};
}

Status take_since(const std::string& text, Options& options) {
  if (text.empty()) {
    return {};
  }
  app::RunFilter& filter = options.run_filter;
  filter.begun_since = parse_day(text);
  filter.begun_within = parse_duration(text);
  if (!filter.begun_since && !filter.begun_within) {
    return fail(kUsageInvalid, "--since '" + text + "' is neither a day nor a length of time",
                "write a day in UTC, 2026-01-31, or a number with a unit: 7d, 12h, 90m");
  }
  return {};
}

Status take_cleaning(const RawOptions& raw, Options& options) {
  if (options.verb != Verb::kMaintenanceClean) {
    return {};
  }
  if (raw.older_than.empty() && !options.keep) {
    return fail(kUsageInvalid, "nothing says which sessions go",
                "give --older-than 30d, --keep 20, or both");
  }
  if (!raw.older_than.empty()) {
    options.older_than = parse_duration(raw.older_than);
    if (!options.older_than) {
      return fail(kUsageInvalid, "--older-than '" + raw.older_than + "' is no length of time",
                  "write a number with a unit: 30d, 12h, 90m");
    }
  }
  return {};
}

/// Turns the raw texts into what they mean.
Status take_raw(const RawOptions& raw, Options& options) {
  OSIRIS_CHECKED(take_params(raw.params, options));
  OSIRIS_CHECKED(take_memory_limit(raw.memory_limit, options));
  OSIRIS_CHECKED(take_timeout(raw.timeout, options));
  OSIRIS_CHECKED(take_since(raw.since, options));
  OSIRIS_CHECKED(take_cleaning(raw, options));
  if (!raw.file.empty()) {
    options.files = {raw.file};
  }
  options.log.kind = raw.events    ? app::LogKind::kEvents
                     : raw.metrics ? app::LogKind::kMetrics
                                   : app::LogKind::kText;
  options.finish_independent = raw.on_failure == "finish_independent";
  options.progress = raw.progress == "plain"  ? ProgressStyle::kPlain
                     : raw.progress == "json" ? ProgressStyle::kJson
                     : raw.progress == "none" ? ProgressStyle::kNone
                                              : ProgressStyle::kAuto;
  options.format = raw.format == "csv"    ? RowFormat::kCsv
                   : raw.format == "json" ? RowFormat::kJson
                                          : RowFormat::kTable;
  return {};
}

/// Finds out which verb was meant.
Status take_verb(Tree& tree, const RawOptions& raw, Options& options) {
  CLI::App& app = tree.app();
  CLI::App& verb = innermost(app);
  if (&verb == &app) {
    options.verb = raw.version ? Verb::kVersion : Verb::kHelp;
    options.help_text = help_text(app);
    return {};
  }
  const std::optional<Verb> meaning = tree.meaning(verb);
  if (!meaning.has_value()) {
    return fail(kUsageInvalid,
                "'" + verb_path(verb) + "' needs one of: " + join(verb_names(verb), ", "),
                help_hint(verb));
  }
  options.verb = *meaning;
  return options.verb == Verb::kHelp ? fill_help(app, raw.help_topic, options) : Status();
}

Status parse_into(Tree& tree, const std::vector<std::string>& arguments, RawOptions& raw,
                  Options& options) {
  CLI::App& app = tree.app();
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    options.verb = Verb::kHelp;
    options.help_text = help_text(innermost(app));
    return {};
  } catch (const CLI::ExtrasError&) {
    return fail(extras_error(app, arguments));
  } catch (const CLI::ParseError& refused) {
    return fail(kUsageInvalid, refused.what(), help_hint(innermost(app)));
  }
  OSIRIS_CHECKED(take_verb(tree, raw, options));
  return take_raw(raw, options);
}

}  // namespace

ParsedCommand parse_command(const std::vector<std::string>& arguments) {
  ParsedCommand parsed;
  RawOptions raw;
  Tree tree(parsed.options, raw);
  auto status = parse_into(tree, arguments, raw, parsed.options);
  if (!status.has_value()) {
    parsed.error = std::move(status).error();
    // CLI11 stops at the first problem; a wish for JSON may stand behind it.
    parsed.options.json |=
        std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  }
  return parsed;
}

}  // namespace osiris::cli
