#pragma once
// Reads spec.yaml section by section. Used by Spec::parse only.

#include "osiris/sdk/spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace osiris::sdk {

/// Reads the sections of one spec into its plain members. Every function stops at the first thing
/// that is wrong: a spec is written by us, and one message at a time is enough.
/// Errors: spec.invalid, "<origin>:<line>: …".
class SectionReader {
 public:
  explicit SectionReader(const std::string& origin) : origin_(origin) {}

  /// Holds the document against spec.schema.json. The other functions rely on it.
  Status check_shape(const Value& document) const;
  /// Reads name, version, title, description, modes and what it says of a doctor.
  Status read_identity(const Value& document, Spec& spec) const;
  /// Compiles `configSchema`.
  Result<JsonSchema> read_config_schema(const Value& document) const;
  /// Reads `x-runtime`.
  Status read_runtime(const Value& document, Spec& spec,
                      const std::vector<std::string>& options) const;
  /// Reads `secrets`, whose pointers have to lead to options.
  Status read_secrets(const Value& document, Spec& spec,
                      const std::vector<std::string>& options) const;
  /// Reads `x-connection-fields`.
  Status read_connection_fields(const Value& document, Spec& spec) const;
  /// Compiles `connectionSchema` if there is one, and reads `connectionSecrets`.
  Result<std::optional<JsonSchema>> read_connection_schema(const Value& document, Spec& spec) const;
  /// Reads `constraints` and compiles them.
  Result<std::vector<Rule>> read_constraints(const Value& document, Spec& spec,
                                             const std::vector<std::string>& options) const;
  /// Reads `llmHints`.
  Status read_hints(const Value& document, Spec& spec,
                    const std::vector<std::string>& options) const;
  /// Reads `examples`; whether they satisfy the spec is not checked here.
  static void read_examples(const Value& document, Spec& spec);

  /// Makes the error of a place.
  Error error(const Mark& mark, std::string_view message, std::string hint = {}) const;

 private:
  using Words = std::vector<std::string>;
  Status read_outputs(const Value& runtime, Spec& spec, const Words& options) const;
  Status check_options(const Value& mapping, std::string_view what, const Words& options) const;
  Result<JsonSchema> compile(const Value& schema, std::string_view what) const;
  Result<std::vector<OptionTest>> compile_tests(const Value& tests, std::string_view what,
                                                const Words& options) const;
  Status check_option(const Mark& mark, const std::string& option, std::string_view what,
                      const Words& options) const;

  const std::string& origin_;
};

}  // namespace osiris::sdk
