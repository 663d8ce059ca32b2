#pragma once
// Everything that validation can say of a pipeline, and the list that collects it.
// The part of a code behind the dot is the finding's type; where the Python osiris has a type for
// the same thing, it is that word.

#include "osiris/base/diagnostic.h"
#include "osiris/base/error.h"
#include "osiris/format/value.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace osiris::oml {

// The document.

inline constexpr ErrorCode kInvalidType{"oml.invalid_type", Fault::kUser,
                                        "The document is no mapping. Begin with `oml_version`."};
inline constexpr ErrorCode kMissingRequiredKey{
    "oml.missing_required_key", Fault::kUser,
    "A pipeline needs `oml_version`, `name` and `steps`. Add the missing key."};
inline constexpr ErrorCode kForbiddenKey{
    "oml.forbidden_key", Fault::kUser,
    "The key belongs to an older pipeline format. Use the key that the hint names."};
inline constexpr ErrorCode kUnknownKey{
    "oml.unknown_key", Fault::kUser,
    "Nothing reads the key. Correct it, remove it, or begin it with `x-`."};
inline constexpr ErrorCode kUnsupportedKey{
    "oml.unsupported_key", Fault::kUser,
    "The key asks for something that OML 0.1.0 does not do. The hint says what does."};
inline constexpr ErrorCode kIgnoredKey{
    "oml.ignored_key", Fault::kUser,
    "The key is part of OML but osiris does nothing with it. Use a scheduler for `schedule`."};
inline constexpr ErrorCode kAliasKey{"oml.alias_key", Fault::kUser,
                                     "The key is an old name. It works; prefer the new name."};
inline constexpr ErrorCode kConflictingKeys{
    "oml.conflicting_keys", Fault::kUser,
    "Two keys say the same thing. Keep the one that the message calls for."};
inline constexpr ErrorCode kInvalidVersionType{
    "oml.invalid_version_type", Fault::kUser,
    "`oml_version` must be text. Put it in quotes: oml_version: \"0.1.0\"."};
inline constexpr ErrorCode kUnsupportedVersion{
    "oml.unsupported_version", Fault::kUser,
    "This osiris reads OML 0.1.0 only. Write oml_version: \"0.1.0\"."};
inline constexpr ErrorCode kInvalidNameType{"oml.invalid_name_type", Fault::kUser,
                                            "`name` must be text. Put it in quotes."};
inline constexpr ErrorCode kEmptyName{"oml.empty_name", Fault::kUser,
                                      "`name` is empty. Give the pipeline a name."};
inline constexpr ErrorCode kInvalidName{"oml.invalid_name", Fault::kUser,
                                        "`name` is too long. Use at most 128 characters."};
inline constexpr ErrorCode kNamingConvention{
    "oml.naming_convention", Fault::kUser,
    "Pipeline names are lower case with hyphens, since folders are named after them. The hint "
    "shows the id that is used."};
inline constexpr ErrorCode kInvalidDescriptionType{"oml.invalid_description_type", Fault::kUser,
                                                   "`description` must be text."};
inline constexpr ErrorCode kInvalidMetadataType{"oml.invalid_metadata_type", Fault::kUser,
                                                "`metadata` must be a mapping."};
inline constexpr ErrorCode kInvalidStepsType{"oml.invalid_steps_type", Fault::kUser,
                                             "`steps` must be a list."};
inline constexpr ErrorCode kEmptySteps{"oml.empty_steps", Fault::kUser,
                                       "A pipeline needs at least one step."};

// A step.

inline constexpr ErrorCode kInvalidStepType{"oml.invalid_step_type", Fault::kUser,
                                            "A step must be a mapping with `id` and `component`."};
inline constexpr ErrorCode kMissingStepField{
    "oml.missing_step_field", Fault::kUser,
    "A step needs `id`, `component`, and `mode` when its component has several."};
inline constexpr ErrorCode kInvalidIdType{"oml.invalid_id_type", Fault::kUser,
                                          "A step's `id` must be text. Put it in quotes."};
inline constexpr ErrorCode kInvalidId{
    "oml.invalid_id", Fault::kUser,
    "A step's id names a relation and a folder: 1 to 128 letters, digits, _, - and ., not "
    "beginning with a dot."};
inline constexpr ErrorCode kDuplicateId{
    "oml.duplicate_id", Fault::kUser,
    "Two steps have the same id; case does not count, as in DuckDB. Rename one."};
inline constexpr ErrorCode kInvalidComponentType{"oml.invalid_component_type", Fault::kUser,
                                                 "`component` must be text."};
inline constexpr ErrorCode kUnknownComponent{
    "oml.unknown_component", Fault::kUser,
    "No component of that name. `osiris components list` shows them."};
inline constexpr ErrorCode kInvalidModeType{"oml.invalid_mode_type", Fault::kUser,
                                            "`mode` must be text."};
inline constexpr ErrorCode kInvalidMode{"oml.invalid_mode", Fault::kUser,
                                        "`mode` must be read, write or transform."};
inline constexpr ErrorCode kIncompatibleMode{
    "oml.incompatible_mode", Fault::kUser,
    "The component cannot work in that mode. The hint names its modes."};
inline constexpr ErrorCode kInvalidRetry{
    "oml.invalid_retry", Fault::kUser,
    "`retry` is {max_attempts: 1 to 100, delay_seconds, backoff: at least 1, max_delay_seconds}."};
inline constexpr ErrorCode kInvalidTimeout{
    "oml.invalid_timeout", Fault::kUser,
    "`timeout` is a number of seconds or a text such as 90s, 15m or 2h, at most a week."};

// Order and inputs.

inline constexpr ErrorCode kInvalidNeedsType{"oml.invalid_needs_type", Fault::kUser,
                                             "`needs` must be a list of step ids."};
inline constexpr ErrorCode kInvalidDependencyType{"oml.invalid_dependency_type", Fault::kUser,
                                                  "An entry of `needs` must be a step id."};
inline constexpr ErrorCode kUnknownDependency{
    "oml.unknown_dependency", Fault::kUser,
    "A step needs a step that does not exist. Correct the id."};
inline constexpr ErrorCode kSelfDependency{"oml.self_dependency", Fault::kUser,
                                           "A step needs itself. Remove the entry."};
inline constexpr ErrorCode kDependencyCycle{
    "oml.dependency_cycle", Fault::kUser,
    "Steps need each other in a circle, so none can begin. Remove one of the named needs."};
inline constexpr ErrorCode kDuplicateDependency{"oml.duplicate_dependency", Fault::kUser,
                                                "`needs` names a step twice. Remove one entry."};
inline constexpr ErrorCode kInvalidInputsType{
    "oml.invalid_inputs_type", Fault::kUser,
    "`inputs` must map names to steps: inputs: {movies: \"@extract-movies\"}."};
inline constexpr ErrorCode kInvalidInput{
    "oml.invalid_input", Fault::kUser,
    "An input must be \"@step-id\" under a name of letters, digits, _, - and .."};
inline constexpr ErrorCode kOldInputForm{
    "oml.old_input_form", Fault::kUser,
    "The input is written as in old documents. It works; prefer \"@step-id\"."};
inline constexpr ErrorCode kInputNameCollision{
    "oml.input_name_collision", Fault::kUser,
    "SQL could mean two inputs by one name. Rename an input or a step."};
inline constexpr ErrorCode kMissingInput{
    "oml.missing_input", Fault::kUser,
    "A writer needs a step that produces rows. Name it under `needs`."};
inline constexpr ErrorCode kTooManyInputs{
    "oml.too_many_inputs", Fault::kUser,
    "A writer writes one relation. Combine the inputs in a transform first."};
inline constexpr ErrorCode kUnexpectedInputs{
    "oml.unexpected_inputs", Fault::kUser,
    "A reader takes no inputs. Use `needs` if it only has to wait."};

// Config and connections.

inline constexpr ErrorCode kInvalidConfigType{"oml.invalid_config_type", Fault::kUser,
                                              "`config` must be a mapping."};
inline constexpr ErrorCode kUnknownConfigKey{
    "oml.unknown_config_key", Fault::kUser,
    "The component has no such option. `osiris components show` lists its options."};
inline constexpr ErrorCode kMissingConfigKey{
    "oml.missing_config_key", Fault::kUser,
    "The component cannot work without the option. Add it to the step's `config`."};
inline constexpr ErrorCode kInvalidConfigValue{
    "oml.invalid_config_value", Fault::kUser,
    "The option's value has the wrong type or is out of bounds. Correct it."};
inline constexpr ErrorCode kBrokenConstraint{
    "oml.broken_constraint", Fault::kUser,
    "The options do not fit together. Change the one that the hint names."};
inline constexpr ErrorCode kInlineSecret{
    "oml.inline_secret", Fault::kUser,
    "A secret stands in the pipeline. Put it into a connection, as a reference to the "
    "environment."};
inline constexpr ErrorCode kEnvironmentReferenceInConfig{
    "oml.environment_reference", Fault::kUser,
    "Environment variables are filled into connections only. Use a parameter or a connection."};
inline constexpr ErrorCode kForbiddenOverride{
    "oml.forbidden_override", Fault::kUser,
    "The option belongs to the connection. Remove it from the step."};
inline constexpr ErrorCode kOverrideWarning{
    "oml.override_warning", Fault::kUser,
    "The step overrides a value of the connection. Make sure that this is meant."};
inline constexpr ErrorCode kInvalidConnectionRef{
    "oml.invalid_connection_ref", Fault::kUser,
    "`connection` must look like \"@family.alias\", in quotes."};
inline constexpr ErrorCode kUnexpectedConnection{"oml.unexpected_connection", Fault::kUser,
                                                 "The component uses no connection. Remove it."};
inline constexpr ErrorCode kConnectionFamilyMismatch{
    "oml.connection_family_mismatch", Fault::kUser,
    "The connection is of another family than the component. Name one of its family."};
inline constexpr ErrorCode kUnknownConnection{
    "oml.unknown_connection", Fault::kUser,
    "osiris_connections.yaml has no such connection. The hint names those it has."};
inline constexpr ErrorCode kInvalidConnection{
    "oml.invalid_connection", Fault::kUser,
    "A connection's settings are not what the component needs. Correct "
    "osiris_connections.yaml."};

// Parameters.

inline constexpr ErrorCode kInvalidParams{
    "oml.invalid_params", Fault::kUser,
    "`params` maps names to a default, or to {type, default, enum, minimum, maximum, pattern, "
    "description}."};
inline constexpr ErrorCode kInvalidProfiles{"oml.invalid_profiles", Fault::kUser,
                                            "`profiles` maps names to {params: {name: value}}."};
inline constexpr ErrorCode kInvalidParameterValue{
    "oml.invalid_parameter_value", Fault::kUser,
    "A parameter's value is not of its type or out of its bounds. Correct the value, or what "
    "`params` declares."};
inline constexpr ErrorCode kUnresolvedParameter{
    "oml.unresolved_parameter", Fault::kUser,
    "A parameter has no value. Give it a default, or pass --param or OSIRIS_PARAM_<NAME>."};
inline constexpr ErrorCode kUnknownParameter{
    "oml.unknown_parameter", Fault::kUser,
    "A value is given for a parameter that the pipeline neither declares nor uses. Correct its "
    "name, or declare it under `params`."};
inline constexpr ErrorCode kUnknownProfile{
    "oml.unknown_profile", Fault::kUser,
    "The pipeline has no profile of that name. Correct the name."};
inline constexpr ErrorCode kNestedParameter{
    "oml.nested_parameter", Fault::kUser,
    "A parameter's value refers to another parameter. Write the value itself."};
inline constexpr ErrorCode kParameterNotText{
    "oml.parameter_not_text", Fault::kUser,
    "A list, mapping or null cannot stand inside a text. Let the reference be the whole value."};

/// Where a finding stands: in the text, and in words ("steps[0].config.path").
struct Place {
  Mark mark;
  std::string location;
};

/// Collects findings about one document.
class Findings {
 public:
  explicit Findings(const std::string& file) : file_(file) {}

  /// Each finding has a hint that says what to do; hint_or() helps where there may be none.
  void error(const ErrorCode& code, const Place& place, std::string message, std::string hint);
  void warning(const ErrorCode& code, const Place& place, std::string message, std::string hint);
  void info(const ErrorCode& code, const Place& place, std::string message, std::string hint);
  /// Takes over findings that someone else made.
  void append(Diagnostics diagnostics);
  /// Hands over everything, ordered by position.
  Diagnostics take();

 private:
  void add(Diagnostic diagnostic);

  const std::string& file_;
  Diagnostics diagnostics_;
  bool has_error_ = false;
};

/// Says what an unknown word could have meant: the nearest of `words`, else nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& words);

/// Returns the hint, or `otherwise` if it is empty.
std::string hint_or(std::string hint, std::string_view otherwise);

/// Says what was found where something else is wanted: "a list", "an integer", "nothing".
std::string kind_found(const Value& value);

/// Puts text between single quotes, safe to show.
std::string in_quotes(std::string_view text);

}  // namespace osiris::oml
