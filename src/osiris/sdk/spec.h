#pragma once
// A component's spec.yaml: the one place for its options, and what everything else derives from it.

#include "osiris/base/result.h"
#include "osiris/format/schema.h"
#include "osiris/format/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// What a step does with its component. Specs of the Python osiris say "extract" for kRead.
enum class Mode { kRead, kWrite, kTransform };

/// Returns "read", "write" or "transform".
std::string_view to_string(Mode mode);
/// Accepts read, extract, write, load, transform.
std::optional<Mode> parse_mode(std::string_view text);

/// Whether a step's config may set a field that its connection also sets.
enum class OverridePolicy { kAllowed, kWarning, kForbidden };

struct ConnectionField {
  std::string name;
  OverridePolicy policy = OverridePolicy::kAllowed;
};

/// A rule over several options: when all of `when` hold, all of `must` have to hold. Both map an
/// option to null (the option is absent), to a JSON Schema, or to a plain value (it equals that).
/// A default counts as given.
struct Constraint {
  Value when;
  Value must;
  std::string error;  ///< What to tell the user.
};

/// One line of a constraint, ready to be evaluated; without a schema the option has to be absent.
struct OptionTest {
  std::string option;
  std::optional<JsonSchema> schema;
};

/// A constraint, ready to be evaluated.
struct Rule {
  std::vector<OptionTest> when;
  std::vector<OptionTest> must;
  std::string error;
};

/// A relation that a step makes besides its own: `<step id>.<name>`.
struct Output {
  std::string name;
  std::string description;
  Value when;  ///< Options -> the values that they have if the step makes it.
  std::vector<std::pair<std::string, std::string>> columns;  ///< Names and SQL types.
};

/// Returns the name of a step's relation: of its own one if `output` is empty, else of a named one,
/// "orders.rejects".
std::string output_relation(std::string_view step_id, std::string_view output);

struct Example {
  std::string title;
  Value config;
};

inline constexpr ErrorCode kSpecInvalid{
    "spec.invalid", Fault::kBug,
    "A component's spec.yaml is malformed. It ships with the binary, so this is a bug of the "
    "component."};

/// A parsed spec. spec.schema.json lists the keys of its file: sections of the Python osiris' specs
/// that something here reads or documentation shows, and four of its own (spec_version,
/// connectionSchema, connectionSecrets, x-runtime). Any other key is an error, so that a spec
/// cannot promise what nobody reads; for sections of old specs (x-secret, redaction, compatibility,
/// loggingPolicy) the error says what takes their place.
class Spec {
 public:
  /// Parses and checks a spec: it satisfies spec.schema.json, its schemas compile, defaults and
  /// examples satisfy it, pointers lead to options. Errors: spec.invalid, message with line.
  static Result<Spec> parse(std::string_view yaml, const std::string& origin);

  std::string name;  ///< "filesystem.csv_extractor"
  std::string version;
  std::string title;  ///< The name if the spec gives none.
  std::string description;
  std::vector<Mode> modes;
  std::vector<std::string> secrets;  ///< JSON pointers into the config: "/password".
  std::vector<ConnectionField> connection_fields;
  std::vector<std::string> connection_secrets;  ///< JSON pointers into the connection's settings.
  std::vector<Constraint> constraints;
  std::vector<Example> examples;
  /// Option -> what people also call it.
  std::vector<std::pair<std::string, std::vector<std::string>>> aliases;
  std::vector<std::string> reads;    ///< Options that name files DuckDB may read, for confinement.
  std::vector<std::string> sources;  ///< Options that name files which the component reads itself.
  std::vector<std::string> writes;   ///< Options that name files to write.
  /// Options of which each makes several files of one of `writes`, called as PartNames says.
  std::vector<std::string> splits;
  std::vector<Output> outputs;    ///< By name.
  bool takes_connection = false;  ///< True if a step may name a connection.
  bool needs_connection = false;  ///< True if a step that names none uses the family's default.
  bool keeps_state = false;       ///< True if a step may leave a state for the next run.
  std::string state_option;       ///< Without this option it keeps none; empty: it always may.
  bool has_doctor = false;        ///< True if the component can check a connection.
  bool has_discover = false;      ///< True if it can say what a connection leads to.
  Value source;                   ///< The whole document.

  std::string family() const;
  bool supports(Mode mode) const;
  /// Returns the output of that name; null if there is none.
  const Output* find_output(std::string_view name) const;
  /// Tells whether a step with `config` makes an output; defaults are filled in here.
  bool makes(const Output& output, const Value& config) const;
  /// Tells whether a step with `config` may leave a state.
  bool keeps_state_with(const Value& config) const;
  const JsonSchema& config_schema() const { return *config_schema_; }
  /// Returns what the connection's own settings must look like; null if the spec does not say.
  const JsonSchema* connection_schema() const {
    return connection_schema_.has_value() ? &*connection_schema_ : nullptr;
  }
  /// Returns `constraints`, compiled.
  const std::vector<Rule>& rules() const { return rules_; }
  /// Returns the names of all options, in the spec's order.
  std::vector<std::string> option_names() const;
  /// Tells whether an option is secret.
  bool is_secret(std::string_view option) const;
  /// Tells whether an option is one that the connection may set.
  bool is_connection_field(std::string_view option) const;

 private:
  std::optional<JsonSchema> config_schema_;
  std::optional<JsonSchema> connection_schema_;
  std::vector<Rule> rules_;
};

}  // namespace osiris::sdk
