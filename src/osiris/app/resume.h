#pragma once
// What is taken over from a session that a run goes on with.

#include "osiris/app/verbs.h"
#include "osiris/session/session_states.h"

#include <set>
#include <string>

namespace osiris::app {

/// A session that ended, well or not.
struct ResumedSession {
  session::SessionFolder folder;
  compile::Manifest manifest;
  run::FinishedSteps finished;
  std::vector<session::StepWarning> warnings;  ///< Files that steps wrote and that are lost.
  session::BaseStates base;                    ///< What its steps started from.
  std::set<std::string> committed;             ///< Steps whose last state was committed.
};

/// Reads a session to go on with. A writer whose file is gone or changed is not finished, unless it
/// appended to it. Errors: session.not_found, session.locked, session.never_began,
/// session.state_lost, file.*, manifest.*
Result<ResumedSession> read_resumed_session(const World& world, const std::string& session);

/// Checks that a manifest is the one of the session. Errors: run.manifest_changed.
Status check_same_manifest(const ResumedSession& resumed, const compile::Manifest& manifest,
                           const std::string& file);

/// Decides what becomes of each step, and checks of kept steps that the files which they read are
/// still the same, and that the states and the data which they left are there.
/// Errors: those of run::plan_steps(), run.input_changed, session.state_lost, run.data_lost.
Result<std::vector<run::StepFate>> plan_resumed(const World& world, const ResumedSession& resumed,
                                                const run::StepSelection& selection);

}  // namespace osiris::app
