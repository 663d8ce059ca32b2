#pragma once
// Everything a driver may use besides its config: data, settings, log, clock of its run.

#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"
#include "osiris/exchange/database.h"
#include "osiris/exchange/run_control.h"
#include "osiris/sdk/connection.h"
#include "osiris/sdk/spec.h"
#include "osiris/session/metric.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// A step's config: the pipeline's values with the spec's defaults filled in and checked against
/// it, so the accessors cannot fail for options that the spec declares with that type.
class StepConfig {
 public:
  explicit StepConfig(Value values) : values_(std::move(values)) {}
  bool has(std::string_view key) const;  ///< True if present and not null.
  /// Returns a text, number or boolean as text; empty if absent.
  std::string text(std::string_view key) const;
  /// Returns a whole number; 0 if absent.
  std::int64_t integer(std::string_view key) const;
  /// Returns a boolean; false if absent.
  bool flag(std::string_view key) const;
  /// Returns a list of texts, a single text as a list of one; empty if absent.
  std::vector<std::string> texts(std::string_view key) const;
  const Value* find(std::string_view key) const;
  const Value& values() const { return values_; }

 private:
  Value values_;
};

/// One input of a step: the relation of an earlier step.
struct StepInput {
  std::string step_id;
  std::string relation;  ///< Equal to step_id for a step's main output, else output_relation().
  std::int64_t rows = 0;
  /// Every name under which SQL may use the input besides the quoted relation: the sanitised id,
  /// `df_<sanitised id>`, names given under `inputs:`, `input_df` when it is the only one. The
  /// runner fills it (oml::input_names).
  std::vector<std::string> names;
};

/// What the step's relation names and files are relative to.
struct StepPlaces {
  Path project_dir;    ///< Relative paths of a pipeline start here. Absolute.
  Path artifacts_dir;  ///< This step's folder below the session's artifacts/; exists.
};

/// Receives what a driver reports. Implemented by the runner; by a recorder in tests.
class StepObserver {
 public:
  virtual ~StepObserver() = default;
  virtual void measure(const session::Metric& metric, std::int64_t value) = 0;
  virtual void warn(std::string_view code, std::string_view message, std::int64_t count) = 0;
  virtual void note(std::string_view text) = 0;
  virtual void progress(const exchange::Progress& progress) = 0;
};

/// Handed to a driver for one attempt of one step. One thread at a time, except the observer.
struct StepContext {
  std::string step_id;
  std::vector<StepInput> inputs;
  StepPlaces places;
  const ConnectionSettings* settings = nullptr;  ///< Null when the step uses no connection.
  /// What the last successful run of the pipeline left for this step, as it was returned; null if
  /// there is nothing yet or a full refresh was asked for. Only for components whose spec says
  /// `state`. It may come from another config of the step or another version of the component: what
  /// it depends on stands in it, and the driver checks that.
  const Value* state = nullptr;
  exchange::Connection& connection;  ///< The step's own connection to the session's database.
  FileSystem& files;
  StepObserver& observer;
  std::stop_token stop;

  /// Returns a control that stops with the step and reports progress to the observer.
  exchange::RunControl control() const;
  /// Makes a path of the config absolute: absolute ones stay, others start at the connection's
  /// `base_dir` (itself relative to the project), else at the project folder.
  Path resolve_path(std::string_view text) const;
};

/// The same rule for callers without a context.
Path resolve_path(std::string_view text, const ConnectionSettings* settings,
                  const Path& project_dir);

/// A file that a writer put in its place.
struct WrittenFile {
  Path path;               ///< Absolute.
  std::int64_t bytes = 0;  ///< Of the whole file, as it is packed.
  std::int64_t rows = 0;   ///< That the step wrote into it.
  std::string sha256;      ///< Of the whole file; 64 hex digits.
};

/// A relation of a step besides its main one.
struct StepOutput {
  std::string name;  ///< As the spec declares it: "rejects".
  std::int64_t rows = 0;
};

/// How large a state may be, as compact JSON. Every run reads it, and people look at it: what needs
/// more room is data, which belongs into a relation. Unit: bytes.
inline constexpr std::size_t kStateBytesMax = 64 << 10;

/// What a driver did. The runner checks the ledger: for reads and writes
/// rows_in = rows_out + rows_rejected + rows_filtered + rows_deduplicated.
struct StepResult {
  std::string relation;       ///< Empty for writers.
  std::int64_t rows_in = 0;   ///< Rows met at the source, or read from the inputs.
  std::int64_t rows_out = 0;  ///< Rows in the relation, or accepted by the target.
  std::int64_t rows_rejected = 0;
  std::int64_t rows_filtered = 0;
  std::int64_t rows_deduplicated = 0;
  std::int64_t bytes = 0;  ///< Read from or written to the outside; 0 when not known.
  std::vector<WrittenFile> files = {};
  std::vector<StepOutput> outputs = {};  ///< Exactly those that the spec declares for the config.
  /// What the next run shall get: an object of at most kStateBytesMax, with nothing secret in it.
  /// It counts once every step has seen what this one made. Absent: the next run gets what this one
  /// got. Only from components whose spec says `state`.
  std::optional<Value> state = {};
};

}  // namespace osiris::sdk
