#pragma once
// What a run does with the states of its steps: what they start from, and what is committed at its
// end.

#include "osiris/app/verbs.h"
#include "osiris/session/session_states.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace osiris::app {

/// Whether the steps of a run go on from what earlier runs left.
enum class StateUse { kGoOn, kFullRefresh };

/// Looks up what the steps of a new session start from; steps that keep no state are not in it.
/// With a full refresh a state that cannot be used does not matter.
/// Errors: state.invalid, state.foreign, file.*
Result<session::BaseStates> look_up_states(const World& world, const compile::Manifest& manifest,
                                           const sdk::ConnectionCatalog& connections, StateUse use);

/// Returns the states that are handed to steps.
std::map<std::string, Value> states_to_give(const session::BaseStates& base);

/// What is committed, and for whom.
struct StateCommit {
  const compile::Manifest& manifest;
  const sdk::ConnectionCatalog& connections;
  const session::BaseStates& base;
  const std::set<std::string>& committed;  ///< Steps whose state earlier runs of the session did.
  session::SessionFolder folder;
};

/// Commits what the steps of a run left, if the run succeeded and every step has seen all that was
/// read; else says in the log why not. A state that another run changed since the session began is
/// left alone, with the warning `state.moved`: rows may be read twice then, but none is left out.
/// States that cannot be written make the run fail; resumed, it commits what is missing.
std::vector<StepState> commit_states(World& world, const StateCommit& commit,
                                     run::ExecResult& result, session::SessionLog& log);

}  // namespace osiris::app
