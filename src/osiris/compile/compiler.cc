#include "osiris/compile/compiler.h"

#include "osiris/base/check.h"
#include "osiris/base/sha256.h"
#include "osiris/compile/engine.h"
#include "osiris/format/json.h"
#include "osiris/oml/names.h"
#include "osiris/sdk/config_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace osiris::compile {
namespace {

std::string fingerprint(const Value& value) {
  return "sha256:" + sha256_hex(to_canonical_json(value));
}

/// Sorts the members of all mappings, so that their order in the document changes no byte.
Value sorted(Value value) {
  if (value.is_array()) {
    for (Value& item : value.items()) {
      item = sorted(std::move(item));
    }
  } else if (value.is_object()) {
    for (Member& member : value.members()) {
      member.value = sorted(std::move(member.value));
    }
    std::sort(value.members().begin(), value.members().end(),
              [](const Member& left, const Member& right) { return left.key < right.key; });
  }
  return value;
}

/// Returns the spec of a component that validation has met already.
const sdk::Spec& known_spec(const sdk::Registry& registry, const std::string& component) {
  const auto spec = registry.spec(component);
  OSIRIS_CHECK(spec.has_value(), "a valid pipeline uses an unknown component");
  return **spec;
}

ManifestStep compile_step(oml::Step& step, const sdk::Registry& registry) {
  const sdk::Spec& spec = known_spec(registry, step.component);
  ManifestStep compiled;
  compiled.id = std::move(step.id);
  compiled.component = spec.name;
  compiled.component_version = spec.version;
  compiled.mode = step.mode.value_or(spec.modes.front());
  compiled.needs = std::move(step.needs).value_or(std::vector<std::string>());
  compiled.inputs = std::move(step.inputs);
  compiled.connection = step.config.text_or("connection", "");
  step.config.erase("connection");
  const bool has_connection = !compiled.connection.empty();
  compiled.config = sorted(sdk::complete_config(spec, step.config, has_connection));
  for (const sdk::Output& output : spec.outputs) {
    if (spec.makes(output, compiled.config)) {
      ManifestOutput& made = compiled.outputs.emplace_back();
      made.name = output.name;
      for (const auto& [name, type] : output.columns) {
        made.columns.push_back({name, type});
      }
    }
  }
  compiled.keeps_state = spec.keeps_state_with(compiled.config);
  compiled.retry = step.retry;
  compiled.timeout_ms = step.timeout_ms;
  compiled.config_fingerprint = fingerprint(compiled.config);
  return compiled;
}

std::vector<std::string> connections_of(const std::vector<ManifestStep>& steps) {
  std::set<std::string> references;
  for (const ManifestStep& step : steps) {
    if (!step.connection.empty()) {
      references.insert(step.connection);
    }
  }
  return {references.begin(), references.end()};
}

Value params_of(const std::vector<oml::ResolvedParameter>& parameters) {
  Value params = Value::object();
  for (const oml::ResolvedParameter& parameter : parameters) {
    params.set(parameter.name, sorted(parameter.value));
  }
  return params;
}

/// Returns the specs of all components that the steps use, by name.
Value specs_of(const std::vector<ManifestStep>& steps, const sdk::Registry& registry) {
  std::map<std::string, const Value*> sources;
  for (const ManifestStep& step : steps) {
    sources.emplace(step.component, &known_spec(registry, step.component).source);
  }
  Value specs = Value::object();
  for (const auto& [name, source] : sources) {
    specs.set(name, *source);
  }
  return specs;
}

std::vector<ManifestStep> compile_steps(oml::Pipeline& pipeline, const sdk::Registry& registry) {
  std::vector<ManifestStep> steps;
  steps.reserve(pipeline.steps.size());
  for (oml::Step& step : pipeline.steps) {
    steps.push_back(compile_step(step, registry));
  }
  return steps;
}

/// Asks which columns the steps will have, and keeps in them what is certain.
ForesightOutcome foresee_columns(std::vector<ManifestStep>& steps, const Origin& origin,
                                 const sdk::Registry& registry, const Foresee& foresee) {
  ForesightOutcome outcome = foresee_steps(steps, origin, registry, foresee);
  std::map<std::string_view, const sdk::Foresight*> foresight_of;
  for (const StepForesight& step : outcome.steps) {
    foresight_of.emplace(step.step_id, &step.foresight);
  }
  for (ManifestStep& step : steps) {
    const auto known = foresight_of.find(step.id);
    if (known != foresight_of.end() && known->second->certainty == sdk::Certainty::kCertain) {
      step.columns = known->second->columns;
    }
  }
  return outcome;
}

Manifest build_manifest(oml::Pipeline pipeline, std::vector<ManifestStep> steps,
                        const std::vector<oml::ResolvedParameter>& parameters,
                        const sdk::Registry& registry, const std::string& profile) {
  Manifest manifest;
  manifest.pipeline_id = oml::slug_of(pipeline.name);
  manifest.pipeline_name = pipeline.name;
  manifest.profile = profile;
  manifest.steps = std::move(steps);
  manifest.connections = connections_of(manifest.steps);
  manifest.params = params_of(parameters);
  manifest.metadata = sorted(std::move(pipeline.metadata));
  manifest.fingerprints = {.oml = fingerprint(pipeline.document),
                           .params = fingerprint(manifest.params),
                           .specs = fingerprint(specs_of(manifest.steps, registry)),
                           .engine = fingerprint(engine_identity())};
  manifest.hash = manifest_hash(manifest);
  return manifest;
}

Origin origin_of(std::string_view text, const oml::ReadOptions& options,
                 const oml::Pipeline& pipeline,
                 const std::vector<oml::ResolvedParameter>& parameters) {
  Origin origin{.text = text, .file = options.file, .parameters = parameters, .steps = {}};
  for (const oml::Step& step : pipeline.steps) {
    origin.steps.push_back({step.location, step.id_mark});
  }
  return origin;
}

}  // namespace

CompileOutcome compile_pipeline(std::string_view text, const sdk::Registry& registry,
                                const oml::ReadOptions& options, const Foresee& foresee) {
  oml::ReadOutcome read = oml::read_pipeline(text, registry, options);
  CompileOutcome outcome;
  outcome.parameters = std::move(read.parameters);
  outcome.connections = std::move(read.connections);
  outcome.diagnostics = std::move(read.diagnostics);
  if (!read.pipeline.has_value()) {
    return outcome;
  }
  const Origin origin = origin_of(text, options, *read.pipeline, outcome.parameters);
  std::vector<ManifestStep> steps = compile_steps(*read.pipeline, registry);
  if (foresee) {
    ForesightOutcome foreseen = foresee_columns(steps, origin, registry, foresee);
    outcome.foresight = std::move(foreseen.steps);
    outcome.failure = std::move(foreseen.failure);
    outcome.diagnostics.insert(outcome.diagnostics.end(), foreseen.diagnostics.begin(),
                               foreseen.diagnostics.end());
    sort_by_position(outcome.diagnostics);
  }
  if (!outcome.failure && !has_errors(outcome.diagnostics)) {
    outcome.manifest = build_manifest(*std::move(read.pipeline), std::move(steps),
                                      outcome.parameters, registry, options.parameters.profile);
  }
  return outcome;
}

}  // namespace osiris::compile
