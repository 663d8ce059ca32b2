#include "osiris/cli/completion.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace osiris::cli {
namespace {

bool begins_with(const std::string& text, const std::string& start) {
  return text.compare(0, start.size(), start) == 0;
}

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const VerbEntry* find_verb(const VerbEntry& group, const std::string& name) {
  const auto found = std::find_if(
      group.verbs.begin(), group.verbs.end(),
      [&](const VerbEntry& verb) { return verb.name == name || has_name(verb.aliases, name); });
  return found == group.verbs.end() ? nullptr : &*found;
}

/// What the words before the last one come to.
struct Position {
  const VerbEntry* verb = nullptr;
  std::vector<const VerbEntry*> path;      ///< From the program to the verb.
  std::vector<std::string> arguments;      ///< Given by place.
  std::set<const OptionEntry*> given;      ///< Options.
  const OptionEntry* open = nullptr;       ///< Waits for its value, which is the last word.
  bool only_arguments = false;             ///< Behind `--`.
  std::map<ValueKind, std::string> named;  ///< The first value of each kind.
};

const OptionEntry* find_option(const Position& position, const std::string& name) {
  for (const VerbEntry* level : position.path) {
    for (const OptionEntry& option : level->options) {
      if (has_name(option.names, name)) {
        return &option;
      }
    }
  }
  return nullptr;
}

/// Returns the argument that the next place is for; null if there is none.
const OptionEntry* next_argument(const Position& position) {
  std::size_t place = 0;
  for (const OptionEntry& option : position.verb->options) {
    if (!option.is_argument || position.given.count(&option) != 0) {
      continue;
    }
    if (option.is_repeatable || place == position.arguments.size()) {
      return &option;
    }
    ++place;
  }
  return nullptr;
}

void take_option(Position& position, const std::string& word) {
  const std::size_t equals = word.find('=');
  const OptionEntry* const option = find_option(position, word.substr(0, equals));
  if (option == nullptr) {
    return;
  }
  position.given.insert(option);
  if (equals != std::string::npos) {
    position.named.emplace(option->value.kind, word.substr(equals + 1));
  } else if (option->takes_value()) {
    position.open = option;
  }
}

void take_word(Position& position, const std::string& word) {
  if (position.open != nullptr) {
    position.named.emplace(position.open->value.kind, word);
    position.open = nullptr;
  } else if (position.only_arguments || word == "-" || !begins_with(word, "-")) {
    const VerbEntry* const below = position.only_arguments || !position.arguments.empty()
                                       ? nullptr
                                       : find_verb(*position.verb, word);
    if (below != nullptr) {
      position.verb = below;
      position.path.push_back(below);
      return;
    }
    if (const OptionEntry* const argument = next_argument(position); argument != nullptr) {
      position.named.emplace(argument->value.kind, word);
    }
    position.arguments.push_back(word);
  } else if (word == "--") {
    position.only_arguments = true;
  } else {
    take_option(position, word);
  }
}

Position position_of(const VerbEntry& program, const std::vector<std::string>& words) {
  Position position;
  position.verb = &program;
  position.path = {&program};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    take_word(position, words[i]);
  }
  return position;
}

std::vector<app::Suggestion> suggest_verbs(const VerbEntry& group) {
  std::vector<app::Suggestion> suggestions;
  for (const VerbEntry& verb : group.verbs) {
    suggestions.push_back({verb.name, verb.description});
  }
  return suggestions;
}

/// `help` is asked about a verb by the words of its path.
std::vector<app::Suggestion> suggest_topics(const Position& position) {
  const VerbEntry* topic = position.path.front();
  for (const std::string& word : position.arguments) {
    topic = find_verb(*topic, word);
    if (topic == nullptr) {
      return {};
    }
  }
  return suggest_verbs(*topic);
}

std::vector<app::Suggestion> suggest_steps(const Position& position, const app::World& world) {
  const auto session = position.named.find(ValueKind::kSession);
  const auto file = position.named.find(ValueKind::kPipelineFile);
  const auto state = position.named.find(ValueKind::kStatePipeline);
  return file != position.named.end()      ? app::suggest_steps_of_file(world, file->second)
         : session != position.named.end() ? app::suggest_steps_of_session(world, session->second)
         : state != position.named.end()   ? app::suggest_steps_with_state(world, state->second)
                                           : std::vector<app::Suggestion>();
}

std::vector<app::Suggestion> suggest_profiles(const Position& position, const app::World& world) {
  const auto file = position.named.find(ValueKind::kPipelineFile);
  const auto state = position.named.find(ValueKind::kStatePipeline);
  return file != position.named.end()    ? app::suggest_profiles(world, file->second)
         : state != position.named.end() ? app::suggest_profiles_with_state(world, state->second)
                                         : std::vector<app::Suggestion>();
}

Completion suggest_values(const Position& position, const ArgumentValue& value,
                          const app::World& world) {
  Completion completion;
  for (const std::string& choice : value.choices) {
    completion.suggestions.push_back({choice, {}});
  }
  switch (value.kind) {
    case ValueKind::kPipelineFile:
      completion.files = FileKind::kPipelines;
      break;
    case ValueKind::kFile:
      completion.files = FileKind::kAny;
      break;
    case ValueKind::kFolder:
      completion.files = FileKind::kFolders;
      break;
    case ValueKind::kSession:
      completion.suggestions = app::suggest_sessions(world);
      break;
    case ValueKind::kStep:
      completion.suggestions = suggest_steps(position, world);
      break;
    case ValueKind::kPipelineName:
      completion.suggestions = app::suggest_pipeline_names(world);
      break;
    case ValueKind::kStatePipeline:
      completion.suggestions = app::suggest_pipelines_with_state(world);
      break;
    case ValueKind::kProfile:
      completion.suggestions = suggest_profiles(position, world);
      break;
    case ValueKind::kComponent:
      completion.suggestions = app::suggest_components(world);
      break;
    case ValueKind::kConnection:
      completion.suggestions = app::suggest_connections(world);
      break;
    case ValueKind::kFamily:
      completion.suggestions = app::suggest_families(world);
      break;
    case ValueKind::kAlias:
      completion.suggestions = app::suggest_aliases(world);
      break;
    case ValueKind::kVerb:
      completion.suggestions = suggest_topics(position);
      break;
    case ValueKind::kText:
      break;
  }
  return completion;
}

/// Options of the verb come before those of every verb.
std::vector<app::Suggestion> suggest_options(const Position& position) {
  std::vector<app::Suggestion> suggestions;
  for (auto level = position.path.rbegin(); level != position.path.rend(); ++level) {
    for (const OptionEntry& option : (*level)->options) {
      if (!option.names.empty() && (option.is_repeatable || position.given.count(&option) == 0)) {
        suggestions.push_back({option.names.back(), option.description});
      }
    }
  }
  return suggestions;
}

/// Completes "--option=va".
Completion complete_joined(const Position& position, const std::string& word,
                           const app::World& world) {
  const std::string start = word.substr(0, word.find('=') + 1);
  const OptionEntry* const option = find_option(position, start.substr(0, start.size() - 1));
  if (option == nullptr || !option->takes_value()) {
    return {};
  }
  Completion completion = suggest_values(position, option->value, world);
  for (app::Suggestion& suggestion : completion.suggestions) {
    suggestion.text = start + suggestion.text;
  }
  return completion;
}

Completion complete_place(const Position& position, const std::string& word,
                          const app::World& world) {
  if (position.open != nullptr) {
    return suggest_values(position, position.open->value, world);
  }
  if (!position.only_arguments && begins_with(word, "-")) {
    return word.find('=') == std::string::npos ? Completion{suggest_options(position), {}}
                                               : complete_joined(position, word, world);
  }
  if (!position.verb->verbs.empty() && position.arguments.empty()) {
    return {suggest_verbs(*position.verb), {}};
  }
  const OptionEntry* const argument = next_argument(position);
  return argument == nullptr ? Completion() : suggest_values(position, argument->value, world);
}

}  // namespace

Completion complete(const VerbEntry& program, const std::vector<std::string>& words,
                    const app::World& world) {
  const std::string word = words.empty() ? std::string() : words.back();
  Completion completion = complete_place(position_of(program, words), word, world);
  std::erase_if(completion.suggestions, [&](const app::Suggestion& suggestion) {
    // What cannot be shown as it is cannot be typed as it is shown.
    return !begins_with(suggestion.text, word) || printable(suggestion.text) != suggestion.text;
  });
  return completion;
}

std::string project_of_words(const std::vector<std::string>& words) {
  constexpr const char* kName = "--project";
  const std::string joined = std::string(kName) + "=";
  for (std::size_t i = 0; i + 1 < words.size() && words[i] != "--"; ++i) {
    if (words[i] == kName && i + 2 < words.size()) {
      return words[i + 1];
    }
    if (begins_with(words[i], joined)) {
      return words[i].substr(joined.size());
    }
  }
  return {};
}

std::string completion_lines(const Completion& completion) {
  std::string lines;
  for (const app::Suggestion& suggestion : completion.suggestions) {
    lines += suggestion.text + "\t" + printable(suggestion.meaning) + "\n";
  }
  switch (completion.files) {
    case FileKind::kNone:
      return lines + ":none\n";
    case FileKind::kAny:
      return lines + ":any\n";
    case FileKind::kFolders:
      return lines + ":folders\n";
    case FileKind::kPipelines:
      break;
  }
  return lines + ":pipelines\n";
}

}  // namespace osiris::cli
