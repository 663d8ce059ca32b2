#include "osiris/run/step_setup.h"

#include "osiris/compile/step_inputs.h"
#include "osiris/format/json.h"
#include "osiris/run/source_files.h"
#include "osiris/sdk/json_pointer.h"
#include "osiris/sdk/settings_mask.h"
#include "osiris/session/event.h"

#include <utility>

namespace osiris::run {
namespace {

constexpr const char* kCleanedConfig = "cleaned_config.json";

/// Makes every text below `value` known as a secret.
void add_secrets(const Value& value, session::Redactor& redactor) {
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      add_secrets(item, redactor);
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      add_secrets(member.value, redactor);
    }
  } else if (value.is_string()) {
    redactor.add_secret(value.as_string());
  } else if (value.is_number()) {
    redactor.add_secret(to_json(value));
  }
}

void add_secrets_at(const Value& root, const std::vector<std::string>& pointers,
                    session::Redactor& redactor) {
  for (const std::string& pointer : pointers) {
    if (const Value* secret = sdk::find_pointer(root, pointer); secret != nullptr) {
      add_secrets(*secret, redactor);
    }
  }
}

void report_connection(const compile::ManifestStep& step,
                       const Result<std::optional<sdk::ConnectionSettings>>& resolved,
                       AdapterServices& services) {
  session::ConnectionResolved event;
  event.step_id = step.id;
  event.ok = resolved.has_value();
  if (resolved.has_value()) {
    event.family = (*resolved)->ref.family;
    event.alias = (*resolved)->ref.alias;
  } else {
    event.error = resolved.error().message;
    if (const auto ref = sdk::parse_connection_ref(step.connection); ref.has_value()) {
      event.family = ref->family;
      event.alias = ref->alias;
    }
  }
  services.log.emit(event);
}

Status write_cleaned_config(const compile::ManifestStep& step, const sdk::Spec& spec,
                            const StepSetup& setup, AdapterServices& services) {
  Value cleaned = session::mask_pointers(step.config, spec.secrets);
  if (setup.settings.has_value()) {
    cleaned.set("resolved_connection", sdk::mask_settings(setup.settings->values, {&spec}));
  }
  OSIRIS_CHECKED(services.files.write_text(setup.places.artifacts_dir / kCleanedConfig,
                                           to_pretty_json(services.redactor.redact(cleaned)) + "\n",
                                           Durability::kLater));
  services.log.emit(
      session::ArtifactCreated{.step_id = step.id,
                               .artifact_type = "cleaned_config",
                               .path = "artifacts/" + step.id + "/" + kCleanedConfig});
  return {};
}

void report_inputs(const compile::ManifestStep& step, const std::vector<sdk::StepInput>& inputs,
                   AdapterServices& services) {
  for (const sdk::StepInput& input : inputs) {
    for (const std::string& name : input.names) {
      services.log.emit(session::InputsResolved{
          .step_id = step.id, .from_step = input.step_id, .key = name, .rows = input.rows});
    }
  }
}

}  // namespace

Result<std::optional<sdk::ConnectionRef>> connection_reference(const compile::ManifestStep& step,
                                                               const sdk::Spec& spec) {
  if (!step.connection.empty()) {
    OSIRIS_TRY(sdk::ConnectionRef ref, sdk::parse_connection_ref(step.connection));
    return std::optional(std::move(ref));
  }
  if (spec.needs_connection) {
    return std::optional(sdk::ConnectionRef{.family = spec.family(), .alias = {}});
  }
  return std::optional<sdk::ConnectionRef>();
}

Result<std::optional<sdk::ConnectionSettings>> resolve_connection(const compile::ManifestStep& step,
                                                                  const AdapterServices& services) {
  OSIRIS_TRY(const sdk::Spec* const spec, services.registry.spec(step.component));
  OSIRIS_TRY(const std::optional<sdk::ConnectionRef> ref, connection_reference(step, *spec));
  if (!ref.has_value()) {
    return std::optional<sdk::ConnectionSettings>();
  }
  OSIRIS_TRY(sdk::ConnectionSettings settings,
             services.connections.resolve(*ref, services.environment));
  sdk::learn_secrets(settings, {spec}, services.redactor);
  return std::optional(std::move(settings));
}

std::vector<sdk::StepInput> bind_inputs(const compile::ManifestStep& step,
                                        const FinishedRelations& finished) {
  std::vector<sdk::StepInput> inputs;
  const auto has_relation = [&](const std::string& name) { return finished.count(name) > 0; };
  for (compile::StepSource& source : compile::step_inputs(step, has_relation)) {
    inputs.push_back({.step_id = std::move(source.step_id),
                      .relation = source.input.relation,
                      .rows = finished.at(source.input.relation),
                      .names = std::move(source.input.names)});
  }
  return inputs;
}

Result<StepSetup> set_up_step(const compile::ManifestStep& step, const FinishedRelations& finished,
                              const RunOptions& options, const ExecutionContext& context,
                              AdapterServices& services) {
  OSIRIS_TRY(const sdk::Spec* const spec, services.registry.spec(step.component));
  add_secrets_at(step.config, spec->secrets, services.redactor);
  auto resolved = resolve_connection(step, services);
  if (!resolved.has_value() || resolved->has_value()) {
    report_connection(step, resolved, services);
  }
  StepSetup setup;
  OSIRIS_TRY(setup.settings, std::move(resolved));
  const session::SessionFolder folder{.root = context.base_path()};
  setup.places = {.project_dir = options.project_dir,
                  .artifacts_dir = folder.step_artifacts(step.id)};
  OSIRIS_CHECKED(services.files.create_directories(setup.places.artifacts_dir));
  OSIRIS_CHECKED(write_cleaned_config(step, *spec, setup, services));
  OSIRIS_CHECKED(note_source_files(step, options.project_dir, folder, services));
  setup.inputs = bind_inputs(step, finished);
  report_inputs(step, setup.inputs, services);
  return setup;
}

}  // namespace osiris::run
