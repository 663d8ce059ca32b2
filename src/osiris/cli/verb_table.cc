#include "osiris/cli/verb_table.h"

#include "osiris/cli/verb_tree.h"

namespace osiris::cli {
namespace {

/// CLI11 adds the checks of an option to its type's name, after a colon.
std::string type_of(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, name.find(':'));
}

OptionEntry option_entry(const CLI::Option& option, const VerbTree& tree) {
  OptionEntry entry;
  for (const std::string& name : option.get_snames()) {
    entry.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    entry.names.push_back("--" + name);
  }
  entry.is_argument = option.get_positional();
  entry.placeholder = entry.is_argument ? option.get_name(true) : type_of(option);
  entry.description = option.get_description();
  entry.value = tree.value_of(option);
  entry.is_required = option.get_required();
  entry.is_repeatable = option.get_items_expected_max() > 1;
  return entry;
}

VerbEntry verb_entry(const CLI::App& verb, const VerbTree& tree) {
  VerbEntry entry;
  entry.name = verb.get_name();
  entry.aliases = verb.get_aliases();
  entry.description = verb.get_description();
  entry.is_listed = verb.get_parent() == nullptr || !verb.get_group().empty();
  for (const CLI::Option* option : verb.get_options()) {
    entry.options.push_back(option_entry(*option, tree));
  }
  for (const CLI::App* below : verb.get_subcommands([](const CLI::App*) { return true; })) {
    entry.verbs.push_back(verb_entry(*below, tree));
  }
  return entry;
}

}  // namespace

VerbEntry verb_table() {
  Options options;
  RawOptions raw;
  const VerbTree tree(options, raw);
  return verb_entry(tree.app(), tree);
}

}  // namespace osiris::cli
