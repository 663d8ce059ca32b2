// The verbs `state list`, `state show` and `state reset`.

#include "osiris/app/verbs.h"
#include "osiris/base/text.h"
#include "osiris/oml/names.h"

#include <algorithm>
#include <set>

namespace osiris::app {
namespace {

using States = std::vector<session::StoredState>;

Error no_state_of_pipeline(const StateRequest& request, const States& all) {
  std::set<std::string> known;
  for (const session::StoredState& state : all) {
    known.insert(state.key.pipeline_id);
  }
  return make_error(kStateNotFound,
                    "no state of a pipeline '" + printable(request.pipeline) + "'" +
                        suggest(request.pipeline, {known.begin(), known.end()}),
                    "`osiris state list` shows all");
}

/// Says which steps and profiles of the pipeline there are instead.
Error no_state_of_step(const session::StateKey& wanted, const States& of_pipeline) {
  std::vector<std::string> others;
  for (const session::StoredState& state : of_pipeline) {
    others.push_back(
        printable(state.key.step_id) +
        (state.key.profile.empty() ? "" : " (--profile " + printable(state.key.profile) + ")"));
  }
  const std::string whose =
      wanted.step_id.empty()
          ? "pipeline '" + wanted.pipeline_id + "' " +
                (wanted.profile.empty() ? "without a profile"
                                        : "with the profile '" + printable(wanted.profile) + "'")
          : session::to_words(wanted);
  return make_error(kStateNotFound, "no state of " + whose, "there are: " + join(others, ", "));
}

}  // namespace

Result<States> list_states(const World& world) {
  return session::list_states(world.files, state_dir(world));
}

Result<States> show_states(const World& world, const StateRequest& request) {
  OSIRIS_TRY(States states, list_states(world));
  const States all = states;
  const std::string id = oml::slug_of(request.pipeline);
  std::erase_if(states, [&](const session::StoredState& state) {
    return state.key.pipeline_id != request.pipeline && state.key.pipeline_id != id;
  });
  if (states.empty()) {
    return fail(no_state_of_pipeline(request, all));
  }
  const States of_pipeline = states;
  std::erase_if(states, [&](const session::StoredState& state) {
    return state.key.profile != request.profile ||
           (!request.step.empty() && state.key.step_id != request.step);
  });
  if (states.empty()) {
    return fail(no_state_of_step({.pipeline_id = of_pipeline.front().key.pipeline_id,
                                  .profile = request.profile,
                                  .step_id = request.step},
                                 of_pipeline));
  }
  return states;
}

Result<States> reset_states(World& world, const StateRequest& request, ResetAction action) {
  OSIRIS_TRY(States states, show_states(world, request));
  if (action == ResetAction::kLookOnly) {
    return states;
  }
  OSIRIS_TRY(const FileLock lock, session::lock_states(world.files, state_dir(world)));
  for (const session::StoredState& state : states) {
    OSIRIS_CHECKED(session::remove_state(world.files, state_dir(world), state.key));
  }
  return states;
}

}  // namespace osiris::app
