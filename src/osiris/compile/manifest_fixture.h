#pragma once
// A manifest that uses every member, for the tests of this folder.

#include "osiris/compile/manifest.h"
#include "osiris/format/yaml.h"

#include <string>

namespace osiris::compile {

inline Manifest sample_manifest() {
  ManifestStep extract;
  extract.id = "extract";
  extract.component = "files.reader";
  extract.component_version = "1.0.0";
  extract.mode = sdk::Mode::kRead;
  extract.config.set("path", "a.csv");
  extract.connection = "@files.main";
  extract.retry = {.max_attempts = 3, .delay_ms = 500, .backoff = 2.0, .max_delay_ms = 1000};
  extract.timeout_ms = 1500;
  extract.columns = {{"id", "BIGINT"}, {"price", "DECIMAL(18,2)"}};
  extract.keeps_state = true;
  extract.config_fingerprint = "sha256:0";
  ManifestStep shape;
  shape.id = "shape";
  shape.component = "sql.transform";
  shape.component_version = "1.0.0";
  shape.needs = {"extract"};
  extract.outputs = {{.name = "rejects", .columns = {{"line", "BIGINT"}}}};
  shape.inputs = {{.name = "bad", .step_id = "extract", .output = "rejects", .mark = {}},
                  {.name = "users", .step_id = "extract", .mark = {}}};
  shape.config.set("query", "SELECT *\nFROM users\n");
  shape.config_fingerprint = "sha256:1";
  Manifest manifest;
  manifest.pipeline_id = "copy-users";
  manifest.pipeline_name = "Copy Users";
  manifest.profile = "prod";
  manifest.steps = {extract, shape};
  manifest.connections = {"@files.main"};
  manifest.params.set("limit", 10);
  manifest.metadata.set("owner", "data");
  manifest.fingerprints = {.oml = "a", .params = "b", .specs = "c", .engine = "d"};
  manifest.hash = manifest_hash(manifest);
  return manifest;
}

/// Reads a manifest's file.
inline Result<Manifest> read_back(const std::string& yaml) {
  return Manifest::from_value(parse_yaml(yaml, "manifest.yaml").value.value_or(Value()));
}

}  // namespace osiris::compile
