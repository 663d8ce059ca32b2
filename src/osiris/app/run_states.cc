#include "osiris/app/run_states.h"

#include "osiris/run/run_report.h"
#include "osiris/run/step_setup.h"
#include "osiris/run/step_state.h"
#include "osiris/session/event.h"

#include <fmt/format.h>

#include <algorithm>

namespace osiris::app {
namespace {

session::StateKey key_of(const compile::Manifest& manifest, const compile::ManifestStep& step) {
  return {.pipeline_id = manifest.pipeline_id, .profile = manifest.profile, .step_id = step.id};
}

/// Returns the connection that a step uses, a default by its name; empty if it uses none.
Result<std::string> connection_of(const World& world, const compile::ManifestStep& step,
                                  const sdk::ConnectionCatalog& connections) {
  OSIRIS_TRY(const sdk::Spec* const spec, world.registry.spec(step.component));
  OSIRIS_TRY(const auto reference, run::connection_reference(step, *spec));
  if (!reference.has_value()) {
    return std::string();
  }
  OSIRIS_TRY(const sdk::ConnectionRef found, connections.find(*reference));
  return found.to_text();
}

std::string source_in_words(const std::string& component, const std::string& connection) {
  return "component '" + component + "'" +
         (connection.empty() ? "" : " with connection " + connection);
}

/// Checks that a state was left by the component and connection that the step uses now.
Status check_origin(const session::StoredState& stored, const compile::ManifestStep& step,
                    const std::string& connection) {
  const session::StateRecord& record = *stored.record;
  if (record.component == step.component && record.connection == connection) {
    return {};
  }
  return fail(session::kStateForeign,
              fmt::format("'{}' was left by {}; step '{}' uses {} now", stored.file.string(),
                          source_in_words(record.component, record.connection), step.id,
                          source_in_words(step.component, connection)),
              "`--full-refresh` reads everything; if it is the same data under another name, "
              "correct the name in the file");
}

Result<session::BaseState> look_up_state(const World& world, const session::StateKey& key,
                                         const compile::ManifestStep& step,
                                         const std::string& connection, StateUse use) {
  OSIRIS_TRY(session::StoredState stored, session::find_state(world.files, state_dir(world), key));
  session::BaseState base{.given = Value(), .stored = stored.mark};
  if (use == StateUse::kFullRefresh) {
    return base;
  }
  if (stored.problem.has_value()) {
    return fail(*std::move(stored.problem));
  }
  if (stored.record.has_value()) {
    OSIRIS_CHECKED(check_origin(stored, step, connection));
    base.given = std::move(stored.record->state);
  }
  return base;
}

void warn(session::SessionLog& log, const std::string& step_id, const char* code,
          std::string message) {
  log.emit(session::StepWarning{
      .step_id = step_id, .code = code, .message = std::move(message), .count = 0});
}

/// Commits what one step left, while the lock is held.
Result<StateOutcome> commit_state(World& world, const StateCommit& commit,
                                  const compile::ManifestStep& step, session::SessionLog& log) {
  const std::string session_id = commit.folder.root.filename();
  const session::StateKey key = key_of(commit.manifest, step);
  OSIRIS_TRY(Value state, session::read_kept_state(world.files, commit.folder, step.id));
  OSIRIS_TRY(const auto stored, session::find_state(world.files, state_dir(world), key));
  // An earlier run of the session may have come this far and no further.
  const bool is_ours = stored.record.has_value() && stored.record->session_id == session_id;
  if (!is_ours && stored.mark != commit.base.at(step.id).stored) {
    warn(log, step.id, "state.moved",
         (stored.record.has_value()
              ? "session " + stored.record->session_id + " has changed the stored state meanwhile"
              : std::string("the stored state was removed or damaged meanwhile")) +
             "; it is left as it is, so the next run may read again what this one has read");
    return StateOutcome::kMoved;
  }
  session::StateCommitted event{.step_id = step.id, .path = stored.file.string(), .bytes = 0};
  if (state.is_null()) {
    OSIRIS_CHECKED(session::remove_state(world.files, state_dir(world), key));
    log.emit(event);
    return StateOutcome::kRemoved;
  }
  OSIRIS_TRY(std::string connection, connection_of(world, step, commit.connections));
  OSIRIS_TRY(event.bytes, session::write_state(world.files, state_dir(world),
                                               {.key = key,
                                                .component = step.component,
                                                .connection = std::move(connection),
                                                .session_id = session_id,
                                                .committed_at = to_iso8601(world.clock.now()),
                                                .state = std::move(state)}));
  log.emit(event);
  return StateOutcome::kCommitted;
}

/// Tells whether a step left something that is to be committed.
bool has_news(const World& world, const StateCommit& commit, const run::StepOutcome& outcome) {
  const bool was_committed = commit.committed.contains(outcome.step_id);
  if (outcome.status != run::StepStatus::kComplete && outcome.status != run::StepStatus::kKept) {
    return false;
  }
  if (was_committed) {  // By an earlier run of the session.
    return outcome.status == run::StepStatus::kComplete;
  }
  const session::BaseState& base = commit.base.at(outcome.step_id);
  const auto left = session::read_kept_state(world.files, commit.folder, outcome.step_id);
  const bool is_same = left.has_value() && *left == base.given;
  return !is_same || (left->is_null() && !base.stored.empty());
}

/// Commits the states one after the other; a kill between two leaves the later ones as they were,
/// so that their rows are read again.
Status commit_news(World& world, const StateCommit& commit, std::vector<StepState>& states,
                   session::SessionLog& log) {
  OSIRIS_TRY(const FileLock lock, session::lock_states(world.files, state_dir(world)));
  auto next = states.begin();
  for (const compile::ManifestStep& step : commit.manifest.steps) {
    if (!step.keeps_state) {
      continue;
    }
    StateOutcome& outcome = (next++)->outcome;
    if (outcome == StateOutcome::kHeldBack) {
      OSIRIS_TRY(outcome, commit_state(world, commit, step, log));
    }
  }
  return {};
}

/// Says of each state that it counts only when the session is gone on with.
void tell_held_back(const StateCommit& commit, const std::vector<StepState>& states,
                    run::StateVerdict verdict, session::SessionLog& log) {
  for (const StepState& state : states) {
    if (state.outcome == StateOutcome::kHeldBack) {
      warn(log, state.step_id, "state.held_back",
           fmt::format("its state is not committed, because {}: the next run reads the same rows "
                       "again, unless `osiris run --resume {}` does the rest before",
                       verdict == run::StateVerdict::kStepsLeft
                           ? "steps of the pipeline were left out"
                           : "steps were kept that have not seen what is new",
                       commit.folder.root.filename().string()));
    }
  }
}

}  // namespace

Result<session::BaseStates> look_up_states(const World& world, const compile::Manifest& manifest,
                                           const sdk::ConnectionCatalog& connections,
                                           StateUse use) {
  session::BaseStates base;
  for (const compile::ManifestStep& step : manifest.steps) {
    if (!step.keeps_state) {
      continue;
    }
    OSIRIS_TRY(const std::string connection, connection_of(world, step, connections));
    OSIRIS_TRY(base[step.id], look_up_state(world, key_of(manifest, step), step, connection, use));
  }
  return base;
}

std::map<std::string, Value> states_to_give(const session::BaseStates& base) {
  std::map<std::string, Value> states;
  for (const auto& [step_id, state] : base) {
    if (!state.given.is_null()) {
      states.emplace(step_id, state.given);
    }
  }
  return states;
}

std::vector<StepState> commit_states(World& world, const StateCommit& commit,
                                     run::ExecResult& result, session::SessionLog& log) {
  std::vector<StepState> states;
  bool is_new = false;
  for (std::size_t i = 0; i < result.steps.size(); ++i) {
    if (commit.manifest.steps[i].keeps_state) {
      const bool step_is_new = has_news(world, commit, result.steps[i]);
      is_new = is_new || step_is_new;
      states.push_back(
          {.step_id = result.steps[i].step_id,
           .outcome = step_is_new ? StateOutcome::kHeldBack : StateOutcome::kUnchanged});
    }
  }
  const run::StateVerdict verdict = run::judge_states(commit.manifest, result);
  if (!is_new || verdict == run::StateVerdict::kRunFailed) {
    return states;
  }
  if (verdict != run::StateVerdict::kCommit) {
    tell_held_back(commit, states, verdict, log);
    return states;
  }
  if (auto committed = commit_news(world, commit, states, log); !committed.has_value()) {
    run::fail_run(result, std::move(committed).error().within("committing the states"));
  }
  return states;
}

}  // namespace osiris::app
