#include "osiris/compile/manifest.h"

#include "osiris/base/sha256.h"
#include "osiris/format/json.h"

namespace osiris::compile {
namespace {

Value list_of(const std::vector<std::string>& texts) {
  Value list = Value::array();
  for (const std::string& text : texts) {
    list.push_back(text);
  }
  return list;
}

Value retry_value(const oml::Retry& retry) {
  Value value = Value::object();
  value.set("max_attempts", retry.max_attempts);
  value.set("delay_ms", retry.delay_ms);
  value.set("backoff", retry.backoff);
  value.set("max_delay_ms", retry.max_delay_ms);
  return value;
}

Value step_value(const ManifestStep& step) {
  Value value = Value::object();
  value.set("id", step.id);
  value.set("component", step.component);
  value.set("component_version", step.component_version);
  value.set("mode", sdk::to_string(step.mode));
  value.set("needs", list_of(step.needs));
  if (!step.inputs.empty()) {
    Value& inputs = value.set("inputs", Value::object());
    for (const oml::NamedInput& input : step.inputs) {
      inputs.set(input.name, sdk::output_relation(input.step_id, input.output));
    }
  }
  value.set("config", step.config);
  if (!step.connection.empty()) {
    value.set("connection", step.connection);
  }
  if (step.retry != oml::Retry{}) {
    value.set("retry", retry_value(step.retry));
  }
  if (step.timeout_ms != 0) {
    value.set("timeout_ms", step.timeout_ms);
  }
  if (!step.columns.empty()) {
    value.set("columns", columns_value(step.columns));
  }
  if (!step.outputs.empty()) {
    Value& outputs = value.set("outputs", Value::object());
    for (const ManifestOutput& output : step.outputs) {
      outputs.set(output.name, columns_value(output.columns));
    }
  }
  if (step.keeps_state) {
    value.set("keeps_state", true);
  }
  value.set("config_fingerprint", step.config_fingerprint);
  return value;
}

Value fingerprints_value(const Fingerprints& fingerprints) {
  Value value = Value::object();
  value.set("oml", fingerprints.oml);
  value.set("params", fingerprints.params);
  value.set("specs", fingerprints.specs);
  value.set("engine", fingerprints.engine);
  return value;
}

}  // namespace

Value columns_value(const std::vector<exchange::ColumnText>& columns) {
  Value list = Value::array();
  for (const exchange::ColumnText& column : columns) {
    Value value = Value::object();
    value.set("name", column.name);
    value.set("type", column.type);
    list.push_back(std::move(value));
  }
  return list;
}

Value Manifest::to_value() const {
  Value value = Value::object();
  value.set("manifest_version", kManifestVersion);
  Value& pipeline = value.set("pipeline", Value::object());
  pipeline.set("id", pipeline_id);
  pipeline.set("name", pipeline_name);
  if (!profile.empty()) {
    value.set("profile", profile);
  }
  Value& list = value.set("steps", Value::array());
  for (const ManifestStep& step : steps) {
    list.push_back(step_value(step));
  }
  value.set("connections", list_of(connections));
  value.set("params", params);
  if (!metadata.is_null()) {
    value.set("metadata", metadata);
  }
  value.set("fingerprints", fingerprints_value(fingerprints));
  value.set("hash", hash);
  return value;
}

std::string manifest_hash(const Manifest& manifest) {
  Value value = manifest.to_value();
  value.erase("hash");
  return sha256_hex(to_canonical_json(value));
}

bool looks_like_manifest(const Value& document) {
  return document.find("manifest_version") != nullptr && document.find("oml_version") == nullptr;
}

}  // namespace osiris::compile
