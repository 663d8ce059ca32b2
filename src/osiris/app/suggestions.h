#pragma once
// What a shell may offer for an argument that is half typed.

#include "osiris/app/project.h"

#include <string>
#include <vector>

namespace osiris::app {

/// One thing that may be meant.
struct Suggestion {
  std::string text;
  std::string meaning;  ///< A few words for people; may be empty.
};

/// Each of these is quick, and knows nothing where something is missing or broken: whoever presses
/// a key wants an answer, not an error.

/// The newest sessions, newest first, behind the word `last`; at most 200.
std::vector<Suggestion> suggest_sessions(const World& world);
/// The steps of a session's manifest, in its order.
std::vector<Suggestion> suggest_steps_of_session(const World& world, const std::string& session);
/// The steps of a pipeline or a manifest, in the file's order.
std::vector<Suggestion> suggest_steps_of_file(const World& world, const std::string& file);
/// The profiles of a pipeline.
std::vector<Suggestion> suggest_profiles(const World& world, const std::string& file);
/// The pipelines that were run, as the index of runs names them.
std::vector<Suggestion> suggest_pipeline_names(const World& world);
/// The pipelines whose steps have left states, and the steps and profiles of one of them.
std::vector<Suggestion> suggest_pipelines_with_state(const World& world);
std::vector<Suggestion> suggest_steps_with_state(const World& world, const std::string& pipeline);
std::vector<Suggestion> suggest_profiles_with_state(const World& world,
                                                    const std::string& pipeline);
std::vector<Suggestion> suggest_components(const World& world);
/// Every connection of the project: "@family.alias".
std::vector<Suggestion> suggest_connections(const World& world);
std::vector<Suggestion> suggest_families(const World& world);
std::vector<Suggestion> suggest_aliases(const World& world);

}  // namespace osiris::app
