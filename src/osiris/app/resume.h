#pragma once
// What is taken over from a session that a run goes on with.

#include "osiris/app/verbs.h"

namespace osiris::app {

/// A session that ended, well or not.
struct ResumedSession {
  session::SessionFolder folder;
  compile::Manifest manifest;
  run::FinishedSteps finished;
};

/// Reads a session to go on with. Errors: session.not_found, session.locked, file.*, manifest.*
Result<ResumedSession> read_resumed_session(const World& world, const std::string& session);

/// Checks that a manifest is the one of the session. Errors: run.manifest_changed.
Status check_same_manifest(const ResumedSession& resumed, const compile::Manifest& manifest,
                           const std::string& file);

/// Decides what becomes of each step, and checks that the files which kept steps read are still the
/// same. Errors: those of run::plan_steps(), run.input_changed.
Result<std::vector<run::StepFate>> plan_resumed(const World& world, const ResumedSession& resumed,
                                                const run::StepSelection& selection);

}  // namespace osiris::app
