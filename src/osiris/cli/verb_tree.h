#pragma once
// The one table of verbs and options: what is parsed, explained, completed and put into the manual.

#include "osiris/cli/options.h"
#include "osiris/cli/verb_table.h"

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osiris::cli {

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

/// CLI11's tree of verbs, which writes into `options` and `raw`; both outlive it.
class VerbTree {
 public:
  VerbTree(Options& options, RawOptions& raw);

  CLI::App& app() { return app_; }
  const CLI::App& app() const { return app_; }

  /// Returns what a verb means; nothing for a group of which one has to be chosen.
  std::optional<Verb> meaning(const CLI::App& verb) const;
  /// Returns what an argument or option takes.
  ArgumentValue value_of(const CLI::Option& option) const;

 private:
  /// Notes what an option takes, for completion.
  CLI::Option* takes(CLI::Option* option, ValueKind kind);
  /// Notes which words an option takes; any other word is refused.
  CLI::Option* one_of(CLI::Option* option, const std::vector<std::string>& choices);

  CLI::App* add_group(CLI::App& parent, const std::string& name, const std::string& description);
  CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& description,
                     Verb verb);
  void add_global_options();
  void add_init_verb();
  void add_help_verbs();
  void add_parameter_options(CLI::App& verb);
  void add_validate(CLI::App& parent);
  void add_language_verbs();
  void add_diff(CLI::App& parent);
  void add_pipeline_verbs();
  void add_run_verb();
  CLI::Option* add_limit(CLI::App& verb, const std::string& description);
  void add_session(CLI::App& verb);
  void add_runs_verbs();
  void add_logs_verbs();
  void add_data_export(CLI::App& data);
  void add_data_verbs();
  void add_state_verbs();
  void add_maintenance_verbs();
  void add_component_verbs();
  void add_connection_verbs();
  void add_discovery_verbs();

  Options& options_;
  RawOptions& raw_;
  CLI::App app_{"Data pipelines from YAML, over one DuckDB file", "osiris"};
  std::map<const CLI::App*, Verb> verbs_;
  std::map<const CLI::Option*, ArgumentValue> values_;
};

}  // namespace osiris::cli
