#include "osiris/cli/help_text.h"

#include "osiris/base/text.h"
#include "osiris/cli/text_table.h"

#include <CLI/CLI.hpp>

namespace osiris::cli {
namespace {

constexpr std::size_t kTextColumns = 96;  // Fits the usual terminal and the usual editor pane.
constexpr std::size_t kNameColumnsMax = 34;

constexpr const char* kRootFooter =
    "\n`osiris help VERB` explains a verb. SESSION is a session id, its beginning, or `last`.\n"
    "Exit codes: 0 success, 1 a step failed, 2 the input is invalid, 3 a data check failed,\n"
    "4 a schema changed, 5 a failure that may pass, 70 a bug of osiris, 130 and 143 stopped.\n";

/// One line of a list: what it is called, what it means.
struct Entry {
  std::string name;
  std::string meaning;
};

std::string render_entries(const std::string& title, const std::vector<Entry>& entries) {
  if (entries.empty()) {
    return {};
  }
  std::size_t width = 0;
  for (const Entry& entry : entries) {
    const std::size_t used = display_width(entry.name);
    width = used <= kNameColumnsMax ? std::max(width, used) : width;
  }
  std::string text = "\n" + title + ":\n";
  const std::size_t indent = width + 4;
  for (const Entry& entry : entries) {
    text += "  " + entry.name;
    const std::size_t used = display_width(entry.name) + 2;
    const bool fits = used + 2 <= indent;
    text += fits ? std::string(indent - used, ' ') : "\n" + std::string(indent, ' ');
    const std::vector<std::string> lines = wrap_text(entry.meaning, kTextColumns - indent);
    text += join(lines, "\n" + std::string(indent, ' ')) + "\n";
  }
  return text;
}

/// CLI11 adds the checks of an option to its type's name, after a colon.
std::string type_of(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, name.find(':'));
}

Entry entry_of(const CLI::Option& option) {
  if (option.get_positional()) {
    return {option.get_name(true), option.get_description()};
  }
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) {
    names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    names.push_back("--" + name);
  }
  const std::string type = type_of(option);  // Empty for a flag.
  return {join(names, ", ") + (type.empty() ? "" : " " + type), option.get_description()};
}

std::vector<Entry> options_of(const CLI::App& verb, bool positional) {
  std::vector<Entry> entries;
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional() == positional) {
      entries.push_back(entry_of(*option));
    }
  }
  return entries;
}

/// Lists verbs below `app`, those of groups by their whole name.
void add_verbs(const CLI::App& app, std::vector<Entry>& entries) {
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_group().empty()) {
      continue;
    }
    if (!verb->get_subcommands([](const CLI::App*) { return true; }).empty()) {
      add_verbs(*verb, entries);
      continue;
    }
    const std::vector<std::string>& others = verb->get_aliases();
    entries.push_back(
        {verb_path(*verb),
         verb->get_description() + (others.empty() ? "" : " (also: " + join(others, ", ") + ")")});
  }
}

std::string usage_of(const CLI::App& verb, bool has_verbs) {
  const std::string path = verb_path(verb);
  std::string usage =
      "usage: osiris" + (path.empty() ? "" : " " + path) + (has_verbs ? " VERB" : "");
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) {
      const std::string name =
          option->get_name(true) + (option->get_items_expected_max() > 1 ? "…" : "");
      usage += option->get_required() ? " " + name : " [" + name + "]";
    }
  }
  return usage + " [options]\n";
}

const CLI::App& root_of(const CLI::App& verb) {
  return verb.get_parent() == nullptr ? verb : root_of(*verb.get_parent());
}

}  // namespace

std::string verb_path(const CLI::App& verb) {
  const CLI::App* const parent = verb.get_parent();
  if (parent == nullptr) {
    return {};
  }
  const std::string above = verb_path(*parent);
  return above.empty() ? verb.get_name() : above + " " + verb.get_name();
}

std::string help_text(const CLI::App& verb) {
  std::vector<Entry> verbs;
  add_verbs(verb, verbs);
  std::string text = verb.get_description() + ".\n\n" + usage_of(verb, !verbs.empty());
  text += render_entries("verbs", verbs);
  text += render_entries("arguments", options_of(verb, true));
  text += render_entries("options", options_of(verb, false));
  const CLI::App& root = root_of(verb);
  if (&root == &verb) {
    return text + kRootFooter;
  }
  return text + render_entries("options of every verb", options_of(root, false));
}

}  // namespace osiris::cli
