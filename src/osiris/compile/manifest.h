#pragma once
// The compiler's output: everything a run needs, nothing that differs between machines.

#include "osiris/base/result.h"
#include "osiris/exchange/query_binder.h"
#include "osiris/format/value.h"
#include "osiris/oml/pipeline.h"
#include "osiris/sdk/spec.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::compile {

inline constexpr std::string_view kManifestVersion = "1";

inline constexpr ErrorCode kManifestInvalid{
    "manifest.invalid", Fault::kUser,
    "The file is no manifest, was changed by hand, or comes from another version of osiris. "
    "Compile the pipeline again."};

/// A relation that a step makes besides its own.
struct ManifestOutput {
  std::string name;  ///< "rejects": the relation is `<step id>.rejects`.
  std::vector<exchange::ColumnText> columns;
};

struct ManifestStep {
  std::string id;
  std::string component;
  std::string component_version;
  sdk::Mode mode = sdk::Mode::kTransform;
  std::vector<std::string> needs;       ///< Resolved, in the order written.
  std::vector<oml::NamedInput> inputs;  ///< By name.
  /// Defaults applied, except where the connection has the say; without `connection`; keys sorted.
  Value config = Value::object();
  /// "@family.alias"; "@family" if the default is meant and connections were not known; or empty.
  std::string connection;
  oml::Retry retry;
  std::int64_t timeout_ms = 0;
  /// The columns of the step's relation where they follow from the pipeline alone; else empty.
  std::vector<exchange::ColumnText> columns;
  std::vector<ManifestOutput> outputs;  ///< By name.
  bool keeps_state = false;             ///< The step may leave a state for the next run.
  std::string config_fingerprint;       ///< sha256:<hex> of the canonical config.
};

struct Fingerprints {
  std::string oml;     ///< The document after parameters, as canonical JSON.
  std::string params;  ///< The parameters that the pipeline uses or declares.
  std::string specs;   ///< The specs of the components used.
  std::string engine;  ///< Manifest version, osiris version, DuckDB version.
};

struct Manifest {
  std::string pipeline_id;  ///< Slug of the name.
  std::string pipeline_name;
  std::string profile;                   ///< Empty: none.
  std::vector<ManifestStep> steps;       ///< In execution order.
  std::vector<std::string> connections;  ///< References used, sorted.
  Value params = Value::object();        ///< Resolved parameters, sorted.
  Value metadata;                        ///< As in the pipeline, sorted; null when absent.
  Fingerprints fingerprints;
  std::string hash;  ///< sha256 hex over canonical JSON of all the rest.

  /// Members stand in a fixed order; what says nothing (no profile, no retry, …) is left out.
  Value to_value() const;
  /// Reads a manifest back and checks its hash. Errors: manifest.invalid.
  static Result<Manifest> from_value(const Value& value);
  std::string short_hash() const { return hash.substr(0, 7); }
};

/// Writes columns as a manifest does: a list of {name, type}.
Value columns_value(const std::vector<exchange::ColumnText>& columns);

/// Returns the hash that a manifest should have.
std::string manifest_hash(const Manifest& manifest);

/// Tells whether a document is a manifest rather than a pipeline.
bool looks_like_manifest(const Value& document);

}  // namespace osiris::compile
