// Reads a manifest back. It may come over a wire or from an old folder, so nothing is believed.

#include "osiris/base/text.h"
#include "osiris/compile/manifest.h"
#include "osiris/format/json.h"
#include "osiris/oml/names.h"
#include "osiris/sdk/connection.h"

#include <set>

namespace osiris::compile {
namespace {

tl::unexpected<Error> refuse(std::string message) {
  return fail(kManifestInvalid, "the manifest is not valid: " + std::move(message),
              "compile the pipeline again");
}

Result<const Value*> member(const Value& parent, std::string_view key, Value::Kind kind) {
  const Value* value = parent.find(key);
  if (value == nullptr || value->kind() != kind) {
    return refuse("'" + std::string(key) + "' is missing or of the wrong type");
  }
  return value;
}

Result<std::string> text(const Value& parent, std::string_view key) {
  OSIRIS_TRY(const Value* value, member(parent, key, Value::Kind::kString));
  return value->as_string();
}

Result<std::int64_t> integer(const Value& parent, std::string_view key) {
  OSIRIS_TRY(const Value* value, member(parent, key, Value::Kind::kInt));
  return value->as_int();
}

Result<std::vector<std::string>> texts(const Value& parent, std::string_view key) {
  OSIRIS_TRY(const Value* list, member(parent, key, Value::Kind::kArray));
  std::vector<std::string> texts;
  for (const Value& item : list->items()) {
    if (!item.is_string()) {
      return refuse("'" + std::string(key) + "' must hold texts only");
    }
    texts.push_back(item.as_string());
  }
  return texts;
}

Result<oml::Retry> read_retry(const Value& value) {
  oml::Retry retry;
  OSIRIS_TRY(const std::int64_t attempts, integer(value, "max_attempts"));
  OSIRIS_TRY(retry.delay_ms, integer(value, "delay_ms"));
  OSIRIS_TRY(retry.max_delay_ms, integer(value, "max_delay_ms"));
  const Value* backoff = value.find("backoff");
  if (attempts < 1 || attempts > oml::kAttemptsMax || retry.delay_ms < 0 ||
      retry.max_delay_ms < 0 || backoff == nullptr || !backoff->is_number() ||
      !(backoff->as_double() >= 1)) {
    return refuse("'retry' is out of bounds");
  }
  retry.max_attempts = static_cast<int>(attempts);
  retry.backoff = backoff->as_double();
  return retry;
}

Status read_inputs(const Value& inputs, ManifestStep& step) {
  for (const Member& input : inputs.members()) {
    if (!oml::is_step_id(input.key) || !input.value.is_string()) {
      return refuse("'inputs' must map names to step ids");
    }
    step.inputs.push_back({.name = input.key, .step_id = input.value.as_string(), .mark = {}});
  }
  return {};
}

Result<std::vector<exchange::ColumnText>> read_columns(const Value& parent, std::string_view key) {
  OSIRIS_TRY(const Value* list, member(parent, key, Value::Kind::kArray));
  std::vector<exchange::ColumnText> columns;
  for (const Value& column : list->items()) {
    OSIRIS_TRY(std::string name, text(column, "name"));
    OSIRIS_TRY(std::string type, text(column, "type"));
    columns.push_back({std::move(name), std::move(type)});
  }
  return columns;
}

Status read_outputs(const Value& outputs, ManifestStep& step) {
  for (const Member& output : outputs.members()) {
    if (!oml::is_step_id(output.key)) {
      return refuse("'" + printable(output.key) + "' cannot name an output");
    }
    OSIRIS_TRY(auto columns, read_columns(outputs, output.key));
    step.outputs.push_back({.name = output.key, .columns = std::move(columns)});
  }
  return {};
}

/// Reads what a step may leave out.
Status read_optional(const Value& value, ManifestStep& step) {
  if (value.find("inputs") != nullptr) {
    OSIRIS_TRY(const Value* inputs, member(value, "inputs", Value::Kind::kObject));
    OSIRIS_CHECKED(read_inputs(*inputs, step));
  }
  if (value.find("connection") != nullptr) {
    OSIRIS_TRY(step.connection, text(value, "connection"));
    if (!sdk::parse_connection_ref(step.connection).has_value()) {
      return refuse("'connection' is no reference");
    }
  }
  if (const Value* retry = value.find("retry"); retry != nullptr) {
    OSIRIS_TRY(step.retry, read_retry(*retry));
  }
  if (value.find("columns") != nullptr) {
    OSIRIS_TRY(step.columns, read_columns(value, "columns"));
  }
  if (value.find("outputs") != nullptr) {
    OSIRIS_TRY(const Value* outputs, member(value, "outputs", Value::Kind::kObject));
    OSIRIS_CHECKED(read_outputs(*outputs, step));
  }
  if (value.find("keeps_state") != nullptr) {
    OSIRIS_TRY(const Value* keeps_state, member(value, "keeps_state", Value::Kind::kBool));
    step.keeps_state = keeps_state->as_bool();
  }
  if (value.find("timeout_ms") != nullptr) {
    OSIRIS_TRY(step.timeout_ms, integer(value, "timeout_ms"));
    if (step.timeout_ms < 0) {
      return refuse("'timeout_ms' is negative");
    }
  }
  return {};
}

Result<ManifestStep> read_step(const Value& value) {
  ManifestStep step;
  OSIRIS_TRY(step.id, text(value, "id"));
  if (!oml::is_step_id(step.id)) {  // The id names a folder.
    return refuse("'" + printable(step.id) + "' cannot be a step's id");
  }
  OSIRIS_TRY(step.component, text(value, "component"));
  OSIRIS_TRY(step.component_version, text(value, "component_version"));
  OSIRIS_TRY(const std::string mode, text(value, "mode"));
  const auto parsed = sdk::parse_mode(mode);
  if (!parsed.has_value()) {
    return refuse("'" + printable(mode) + "' is no mode");
  }
  step.mode = *parsed;
  OSIRIS_TRY(step.needs, texts(value, "needs"));
  OSIRIS_TRY(const Value* config, member(value, "config", Value::Kind::kObject));
  step.config = *config;
  OSIRIS_CHECKED(read_optional(value, step));
  OSIRIS_TRY(step.config_fingerprint, text(value, "config_fingerprint"));
  return step;
}

/// Reads the steps and makes sure that each comes after those it waits for.
Result<std::vector<ManifestStep>> read_steps(const Value& list) {
  std::vector<ManifestStep> steps;
  std::set<std::string> ids;
  std::set<std::string> outputs;  // By relation.
  std::set<std::string> folded_relations;
  for (const Value& value : list.items()) {
    OSIRIS_TRY(ManifestStep step, read_step(value));
    const std::set<std::string> needs(step.needs.begin(), step.needs.end());
    for (const std::string& need : step.needs) {
      if (ids.count(need) == 0) {
        return refuse("step '" + step.id + "' comes before '" + printable(need) +
                      "', which it needs");
      }
    }
    for (oml::NamedInput& input : step.inputs) {
      if (outputs.count(input.step_id) > 0) {
        const std::size_t dot = input.step_id.rfind('.');
        input.output = input.step_id.substr(dot + 1);
        input.step_id.resize(dot);
      }
      if (needs.count(input.step_id) == 0) {
        return refuse("step '" + step.id + "' takes an input that it does not need");
      }
    }
    if (!folded_relations.insert(to_lower(step.id)).second) {
      return refuse("two steps are called '" + step.id + "'");
    }
    for (const ManifestOutput& output : step.outputs) {
      const std::string relation = sdk::output_relation(step.id, output.name);
      if (!folded_relations.insert(to_lower(relation)).second) {
        return refuse("two relations are called '" + relation + "'");
      }
      outputs.insert(relation);
    }
    ids.insert(step.id);
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<Fingerprints> read_fingerprints(const Value& value) {
  Fingerprints fingerprints;
  OSIRIS_TRY(fingerprints.oml, text(value, "oml"));
  OSIRIS_TRY(fingerprints.params, text(value, "params"));
  OSIRIS_TRY(fingerprints.specs, text(value, "specs"));
  OSIRIS_TRY(fingerprints.engine, text(value, "engine"));
  return fingerprints;
}

Status read_pipeline(const Value& value, Manifest& manifest) {
  OSIRIS_TRY(const Value* pipeline, member(value, "pipeline", Value::Kind::kObject));
  OSIRIS_TRY(manifest.pipeline_id, text(*pipeline, "id"));
  OSIRIS_TRY(manifest.pipeline_name, text(*pipeline, "name"));
  if (oml::slug_of(manifest.pipeline_id) != manifest.pipeline_id) {  // The id names a folder.
    return refuse("'" + printable(manifest.pipeline_id) + "' cannot be a pipeline's id");
  }
  if (value.find("profile") != nullptr) {
    OSIRIS_TRY(manifest.profile, text(value, "profile"));
  }
  return {};
}

}  // namespace

Result<Manifest> Manifest::from_value(const Value& value) {
  if (!value.is_object() || value.find("manifest_version") == nullptr) {
    return refuse("it has no 'manifest_version'");
  }
  if (const std::string version = value.text_or("manifest_version", "");
      version != kManifestVersion) {
    return refuse("its version is '" + printable(version) + "', this osiris reads '" +
                  std::string(kManifestVersion) + "'");
  }
  Manifest manifest;
  OSIRIS_CHECKED(read_pipeline(value, manifest));
  OSIRIS_TRY(const Value* steps, member(value, "steps", Value::Kind::kArray));
  OSIRIS_TRY(manifest.steps, read_steps(*steps));
  OSIRIS_TRY(manifest.connections, texts(value, "connections"));
  OSIRIS_TRY(const Value* params, member(value, "params", Value::Kind::kObject));
  manifest.params = *params;
  if (const Value* metadata = value.find("metadata"); metadata != nullptr) {
    manifest.metadata = *metadata;
  }
  OSIRIS_TRY(const Value* fingerprints, member(value, "fingerprints", Value::Kind::kObject));
  OSIRIS_TRY(manifest.fingerprints, read_fingerprints(*fingerprints));
  OSIRIS_TRY(manifest.hash, text(value, "hash"));
  if (to_canonical_json(manifest.to_value()) != to_canonical_json(value)) {
    return refuse("it says things that this osiris does not read");
  }
  if (const std::string hash = manifest_hash(manifest); hash != manifest.hash) {
    return refuse("it was changed after it was compiled; its hash is " + hash.substr(0, 7) +
                  ", not " + printable(manifest.short_hash()));
  }
  return manifest;
}

}  // namespace osiris::compile
