#include "osiris/app/resume.h"

#include "osiris/format/yaml.h"
#include "osiris/run/kept_data.h"
#include "osiris/run/source_files.h"
#include "osiris/run/target_files.h"
#include "osiris/session/event.h"

#include <algorithm>

namespace osiris::app {
namespace {

Result<compile::Manifest> read_manifest(const FileSystem& files, const Path& path) {
  OSIRIS_TRY(const std::string text, files.read_text(path));
  const YamlDocument document = parse_yaml(text, path.string());
  if (!document.value.has_value()) {
    return fail(compile::kManifestInvalid, "'" + path.string() + "' is no YAML",
                "run the pipeline anew");
  }
  auto manifest = compile::Manifest::from_value(*document.value);
  if (!manifest.has_value()) {
    return fail(std::move(manifest).error().within("'" + path.string() + "'"));
  }
  return manifest;
}

/// Takes steps off the finished ones whose files are lost. Rows that were appended are not appended
/// once more: whoever moved or cut the file may have them already.
void look_for_targets(const World& world, const std::vector<Value>& events,
                      ResumedSession& resumed) {
  for (const compile::ManifestStep& step : resumed.manifest.steps) {
    if (step.mode != sdk::Mode::kWrite || resumed.finished.count(step.id) == 0) {
      continue;
    }
    const auto lost = run::find_lost_target(step, events, world.files);
    if (!lost) {
      continue;
    }
    std::string message = "'" + lost->path.string() + "', which the step ";
    if (lost->appended) {
      message += "appended to, " + lost->what + "; the rows are not appended again";
    } else {
      message += "wrote, " + lost->what + "; it is written again";
      resumed.finished.erase(step.id);
    }
    resumed.warnings.push_back(
        {.step_id = step.id, .code = run::kTargetLost, .message = std::move(message), .count = 0});
  }
}

/// Reads off a session's events of which steps the last state was committed.
std::set<std::string> committed_steps(const std::vector<Value>& events) {
  std::set<std::string> committed;
  for (const Value& event : events) {
    const std::string name = event.text_or("event", "");
    if (name == "step_start") {
      committed.erase(event.text_or("step_id", ""));
    } else if (name == session::StateCommitted::kName) {
      committed.insert(event.text_or("step_id", ""));
    }
  }
  return committed;
}

/// Reads what the steps that keep state started from; each has to be known.
Result<session::BaseStates> read_base(const World& world, const ResumedSession& resumed) {
  const auto& steps = resumed.manifest.steps;
  if (std::none_of(steps.begin(), steps.end(), [](const auto& step) { return step.keeps_state; })) {
    return session::BaseStates();
  }
  constexpr const char* kRemedy = "run the pipeline anew, without --resume";
  auto base = session::read_base_states(world.files, resumed.folder);
  if (!base.has_value()) {
    base.error().hint = kRemedy;
    return base;
  }
  for (const compile::ManifestStep& step : steps) {
    if (step.keeps_state && base->count(step.id) == 0) {
      return fail(session::kStateLost,
                  "'" + resumed.folder.base_states().string() + "' has no step '" + step.id + "'",
                  kRemedy);
    }
  }
  return base;
}

Status check_kept_state(const World& world, const ResumedSession& resumed,
                        const compile::ManifestStep& step) {
  if (!step.keeps_state) {
    return {};
  }
  auto state = session::read_kept_state(world.files, resumed.folder, step.id);
  if (!state.has_value()) {
    state.error().hint =
        "run the pipeline anew, or add `--from " + step.id + "` to run the step again";
    return fail(std::move(state).error());
  }
  return {};
}

/// Checks that the session has the data of steps that are kept, before a run of it begins.
Status check_data(const World& world, const ResumedSession& resumed,
                  const std::vector<run::StepFate>& fates) {
  for (std::size_t i = 0; i < fates.size(); ++i) {
    const compile::ManifestStep& step = resumed.manifest.steps[i];
    if (fates[i] != run::StepFate::kKeep || step.mode == sdk::Mode::kWrite) {
      continue;
    }
    if (!world.files.exists(resumed.folder.database())) {
      return fail(run::data_lost_error(step));
    }
    OSIRIS_TRY(const auto database, exchange::Database::open({.path = resumed.folder.database(),
                                                              .read_only = true,
                                                              .memory_limit_bytes = {},
                                                              .threads = 1,
                                                              .readable_paths = {}}));
    OSIRIS_TRY(const auto connection, database->connect());
    return run::check_kept_data(resumed.manifest, fates, resumed.finished, *connection);
  }
  return {};
}

}  // namespace

Result<ResumedSession> read_resumed_session(const World& world, const std::string& session) {
  OSIRIS_TRY(const RunDetails details, show_run(world, session));
  const std::string id = details.folder.root.filename();
  if (FileLock::is_held(details.folder.lock())) {
    return fail(kSessionLocked, "session '" + id + "' is still running",
                "wait until it has ended, or stop it");
  }
  ResumedSession resumed;
  resumed.folder = details.folder;
  if (!world.files.exists(details.folder.manifest()) && !details.events.empty()) {
    return fail(kFileNotFound,
                "session '" + id + "' has run, but '" + details.folder.manifest().string() +
                    "', which says what, is not there any more",
                "put the file back, or run the pipeline anew");
  }
  if (!world.files.exists(details.folder.manifest())) {
    return fail(kNeverBegan, "session '" + id + "' never began: it was ended before its first step",
                "run the pipeline anew");
  }
  OSIRIS_TRY(resumed.manifest, read_manifest(world.files, details.folder.manifest()));
  resumed.finished = run::finished_steps(resumed.manifest, details.events);
  look_for_targets(world, details.events, resumed);
  resumed.committed = committed_steps(details.events);
  OSIRIS_TRY(resumed.base, read_base(world, resumed));
  return resumed;
}

Status check_same_manifest(const ResumedSession& resumed, const compile::Manifest& manifest,
                           const std::string& file) {
  if (manifest.hash == resumed.manifest.hash) {
    return {};
  }
  return fail(kManifestChanged,
              "'" + file + "' gives the manifest " + manifest.short_hash() +
                  " now, the session was run with " + resumed.manifest.short_hash(),
              "`osiris diff " + resumed.folder.manifest().string() + " " + file +
                  "` says what differs; run without --resume, or undo the change");
}

Result<std::vector<run::StepFate>> plan_resumed(const World& world, const ResumedSession& resumed,
                                                const run::StepSelection& selection) {
  OSIRIS_TRY(std::vector<run::StepFate> fates,
             run::plan_steps(resumed.manifest, selection, resumed.finished));
  for (std::size_t i = 0; i < fates.size(); ++i) {
    if (fates[i] == run::StepFate::kKeep) {
      const compile::ManifestStep& step = resumed.manifest.steps[i];
      OSIRIS_CHECKED(run::check_source_files(step, resumed.folder, world.files));
      OSIRIS_CHECKED(check_kept_state(world, resumed, step));
    }
  }
  OSIRIS_CHECKED(check_data(world, resumed, fates));
  return fates;
}

}  // namespace osiris::app
