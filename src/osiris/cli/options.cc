#include "osiris/cli/options.h"

#include "osiris/base/clock.h"
#include "osiris/base/text.h"
#include "osiris/cli/help_text.h"
#include "osiris/cli/verb_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>

namespace osiris::cli {
namespace {

constexpr std::chrono::seconds kTimeoutMin{1};
constexpr std::chrono::hours kTimeoutMax{1000};  // A run is no service.
constexpr std::int64_t kMemoryMin = 16LL << 20;  // Below, DuckDB cannot hold its own buffers.
constexpr std::int64_t kMemoryMax = 1LL << 50;   // More than any machine has.

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
  if (!bytes.has_value() || *bytes < kMemoryMin || *bytes > kMemoryMax) {
    return fail(kUsageInvalid, "--memory-limit '" + text + "' is no size from 16MiB to 1024TiB",
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
Status take_verb(VerbTree& tree, const RawOptions& raw, Options& options) {
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

/// Takes `--name=` apart: CLI11 would give the option the next argument, whatever that is.
std::vector<std::string> with_empty_values(const std::vector<std::string>& arguments) {
  std::vector<std::string> words;
  const auto end_of_options = std::find(arguments.begin(), arguments.end(), "--");
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    const bool is_empty = word < end_of_options && word->size() > 3 && word->starts_with("--") &&
                          word->find('=') == word->size() - 1;
    words.push_back(is_empty ? word->substr(0, word->size() - 1) : *word);
    if (is_empty) {
      words.emplace_back();
    }
  }
  return words;
}

/// Refuses an empty text, which is what a shell makes of a variable that is not set: taken for an
/// option that was left out it would make the verb do something else than was asked for.
Status refuse_empty(const CLI::App& app, const CLI::App& verb) {
  for (const CLI::Option* option : app.get_options()) {
    const std::vector<std::string>& texts = option->results();
    if (option->get_items_expected_max() == 0 ||
        std::find(texts.begin(), texts.end(), "") == texts.end()) {
      continue;
    }
    if (option->get_positional()) {
      return fail(kUsageInvalid, option->get_name(true) + " is an empty text", help_hint(verb));
    }
    const std::string name = "--" + option->get_lnames().front();
    return fail(kUsageInvalid, name + " has no value",
                "give it one; a variable of the shell that is not set is an empty text");
  }
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? Status() : refuse_empty(*chosen.front(), verb);
}

bool wants_json_lines(const std::vector<std::string>& arguments) {
  const std::vector<std::string> apart{"--progress", "json"};
  return std::search(arguments.begin(), arguments.end(), apart.begin(), apart.end()) !=
             arguments.end() ||
         std::find(arguments.begin(), arguments.end(), "--progress=json") != arguments.end();
}

Status parse_into(VerbTree& tree, const std::vector<std::string>& arguments, RawOptions& raw,
                  Options& options) {
  CLI::App& app = tree.app();
  try {
    const std::vector<std::string> words = with_empty_values(arguments);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    options.verb = Verb::kHelp;
    options.help_text = help_text(innermost(app));
    return {};
  } catch (const CLI::ExtrasError&) {
    return fail(extras_error(app, arguments));
  } catch (const CLI::ParseError& refused) {
    return fail(kUsageInvalid, refused.what(), help_hint(innermost(app)));
  }
  OSIRIS_CHECKED(refuse_empty(app, innermost(app)));
  OSIRIS_CHECKED(take_verb(tree, raw, options));
  return take_raw(raw, options);
}

}  // namespace

ParsedCommand parse_command(const std::vector<std::string>& arguments) {
  ParsedCommand parsed;
  if (!arguments.empty() && arguments.front() == kCompleteWord) {
    parsed.options.verb = Verb::kComplete;
    parsed.options.words.assign(arguments.begin() + 1, arguments.end());
    return parsed;
  }
  RawOptions raw;
  VerbTree tree(parsed.options, raw);
  auto status = parse_into(tree, arguments, raw, parsed.options);
  if (!status.has_value()) {
    parsed.error = std::move(status).error();
    // CLI11 stops at the first problem; a wish for JSON may stand behind it.
    parsed.options.json |=
        std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    if (wants_json_lines(arguments)) {
      parsed.options.progress = ProgressStyle::kJson;
    }
  }
  return parsed;
}

}  // namespace osiris::cli
