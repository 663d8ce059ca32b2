#include "osiris/app/suggestions.h"

#include "osiris/base/text.h"
#include "osiris/format/yaml.h"
#include "osiris/session/session_folder.h"
#include "osiris/session/state_store.h"

#include <set>

namespace osiris::app {
namespace {

constexpr std::size_t kSessionsMax = 200;           // More, nobody looks through in a shell.
constexpr std::uintmax_t kFileBytesMax = 1U << 20;  // A key was pressed: no time for more.

/// Reads a document as far as it is one; null if it is none.
Value read_document(const World& world, const Path& file) {
  const auto text = world.files.read_text(file, kFileBytesMax);
  if (!text.has_value()) {
    return {};
  }
  return parse_yaml(*text, file.string()).value.value_or(Value());
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* const value = object.is_object() ? object.find(key) : nullptr;
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

/// Pipelines and manifests name their steps alike.
std::vector<Suggestion> steps_of(const Value& document) {
  std::vector<Suggestion> suggestions;
  const Value* const steps = document.is_object() ? document.find("steps") : nullptr;
  if (steps == nullptr || !steps->is_array()) {
    return suggestions;
  }
  for (const Value& step : steps->items()) {
    if (std::string id = text_of(step, "id"); !id.empty()) {
      suggestions.push_back({std::move(id), text_of(step, "component")});
    }
  }
  return suggestions;
}

session::RunList runs_of(const World& world) {
  auto list = session::list_runs(world.files, sessions_dir(world));
  return list.has_value() ? std::move(*list) : session::RunList();
}

sdk::ConnectionCatalog connections_of(const World& world) {
  auto loaded = load_connections(world);
  return loaded.has_value() ? std::move(loaded->catalog) : sdk::ConnectionCatalog();
}

std::vector<Suggestion> suggestions_of(const std::set<std::string>& texts) {
  std::vector<Suggestion> suggestions;
  for (const std::string& text : texts) {
    suggestions.push_back({text, {}});
  }
  return suggestions;
}

/// Gathers one part of the keys of states; those of one pipeline, unless it is empty.
std::vector<Suggestion> suggest_of_states(const World& world, const std::string& pipeline,
                                          std::string session::StateKey::* part) {
  std::set<std::string> texts;
  const auto states = session::list_states(world.files, state_dir(world));
  if (states.has_value()) {
    for (const session::StoredState& state : *states) {
      if ((pipeline.empty() || state.key.pipeline_id == pipeline) && !(state.key.*part).empty()) {
        texts.insert(state.key.*part);
      }
    }
  }
  return suggestions_of(texts);
}

}  // namespace

std::vector<Suggestion> suggest_sessions(const World& world) {
  std::vector<Suggestion> suggestions;
  std::set<std::string> seen;  // A session that was resumed has several runs.
  for (const session::RunRecord& run : runs_of(world).runs) {
    if (suggestions.size() == kSessionsMax) {
      break;
    }
    if (seen.insert(run.session_id).second) {
      suggestions.push_back({run.session_id, run.pipeline_id + ", " + run.status});
    }
  }
  if (!suggestions.empty()) {
    suggestions.insert(suggestions.begin(), {"last", "the newest session"});
  }
  return suggestions;
}

std::vector<Suggestion> suggest_steps_of_session(const World& world, const std::string& session) {
  const auto folder = session::find_session(world.files, sessions_dir(world), session);
  return folder.has_value() ? steps_of(read_document(world, folder->manifest()))
                            : std::vector<Suggestion>();
}

std::vector<Suggestion> suggest_steps_of_file(const World& world, const std::string& file) {
  return steps_of(read_document(world, file));
}

std::vector<Suggestion> suggest_profiles(const World& world, const std::string& file) {
  const Value document = read_document(world, file);
  const Value* const profiles = document.is_object() ? document.find("profiles") : nullptr;
  std::vector<Suggestion> suggestions;
  if (profiles != nullptr && profiles->is_object()) {
    for (const Member& profile : profiles->members()) {
      suggestions.push_back({profile.key, {}});
    }
  }
  return suggestions;
}

std::vector<Suggestion> suggest_pipeline_names(const World& world) {
  std::set<std::string> names;
  for (const session::RunRecord& run : runs_of(world).runs) {
    names.insert(run.pipeline_id);
  }
  return suggestions_of(names);
}

std::vector<Suggestion> suggest_pipelines_with_state(const World& world) {
  return suggest_of_states(world, {}, &session::StateKey::pipeline_id);
}

std::vector<Suggestion> suggest_steps_with_state(const World& world, const std::string& pipeline) {
  return suggest_of_states(world, pipeline, &session::StateKey::step_id);
}

std::vector<Suggestion> suggest_profiles_with_state(const World& world,
                                                    const std::string& pipeline) {
  return suggest_of_states(world, pipeline, &session::StateKey::profile);
}

std::vector<Suggestion> suggest_components(const World& world) {
  std::vector<Suggestion> suggestions;
  for (const std::string& name : world.registry.names()) {
    const auto spec = world.registry.spec(name);
    suggestions.push_back({name, spec.has_value() ? (*spec)->title : std::string()});
  }
  return suggestions;
}

std::vector<Suggestion> suggest_connections(const World& world) {
  const sdk::ConnectionCatalog catalog = connections_of(world);
  std::vector<Suggestion> suggestions;
  for (const std::string& family : catalog.families()) {
    for (const std::string& alias : catalog.aliases(family)) {
      suggestions.push_back({sdk::ConnectionRef{family, alias}.to_text(), {}});
    }
  }
  return suggestions;
}

std::vector<Suggestion> suggest_families(const World& world) {
  const std::vector<std::string> families = connections_of(world).families();
  return suggestions_of({families.begin(), families.end()});
}

std::vector<Suggestion> suggest_aliases(const World& world) {
  const sdk::ConnectionCatalog catalog = connections_of(world);
  std::set<std::string> aliases;
  for (const std::string& family : catalog.families()) {
    const std::vector<std::string> names = catalog.aliases(family);
    aliases.insert(names.begin(), names.end());
  }
  return suggestions_of(aliases);
}

}  // namespace osiris::app
