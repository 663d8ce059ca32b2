#include "osiris/sdk/spec.h"

#include "osiris/format/yaml.h"
#include "osiris/sdk/config_check.h"
#include "osiris/sdk/json_pointer.h"
#include "osiris/sdk/spec_sections.h"

#include <algorithm>

namespace osiris::sdk {
namespace {

Result<Value> read_document(std::string_view yaml, const std::string& origin) {
  YamlDocument document = parse_yaml(yaml, origin);
  for (const Diagnostic& diagnostic : document.diagnostics) {
    if (diagnostic.severity == Severity::kError) {
      return fail(kSpecInvalid,
                  origin + ":" + std::to_string(diagnostic.where.line) + ": " + diagnostic.message,
                  diagnostic.hint);
    }
  }
  return std::move(document.value).value_or(Value());
}

/// Holds the defaults against the schema they stand in. Other options are absent here, so what the
/// schema says of the whole config does not count.
Status check_defaults(const SectionReader& reader, const JsonSchema& schema) {
  const Value defaults = apply_defaults(schema.source(), Value::object());
  for (const SchemaFinding& finding : schema.check(defaults)) {
    if (!finding.path.empty() && finding.keyword != "required") {
      return fail(reader.error(schema.source().find("properties")->mark,
                               "default of '" + finding.path + "' " + finding.message));
    }
  }
  return {};
}

Status check_examples(const SectionReader& reader, const Spec& spec) {
  for (const Example& example : spec.examples) {
    const bool names_connection = example.config.find("connection") != nullptr;
    if (names_connection && !spec.takes_connection) {
      return fail(
          reader.error(example.config.mark, "example '" + example.title + "' names a connection"));
    }
    const bool has_connection = names_connection || spec.needs_connection;
    for (const ConfigFinding& finding : check_config(spec, example.config, has_connection)) {
      if (finding.problem != ConfigProblem::kDiscouragedOverride) {
        return fail(reader.error(
            finding.mark, "example '" + example.title + "': " + finding.message, finding.hint));
      }
    }
  }
  return {};
}

}  // namespace

Result<Spec> Spec::parse(std::string_view yaml, const std::string& origin) {
  OSIRIS_TRY(Value document, read_document(yaml, origin));
  const SectionReader reader(origin);
  Spec spec;
  OSIRIS_CHECKED(reader.check_shape(document));
  OSIRIS_CHECKED(reader.read_identity(document, spec));
  OSIRIS_TRY(spec.config_schema_, reader.read_config_schema(document));
  const std::vector<std::string> options = spec.option_names();
  OSIRIS_CHECKED(reader.read_runtime(document, spec, options));
  OSIRIS_CHECKED(reader.read_secrets(document, spec, options));
  OSIRIS_CHECKED(reader.read_connection_fields(document, spec));
  OSIRIS_TRY(spec.connection_schema_, reader.read_connection_schema(document, spec));
  OSIRIS_TRY(spec.rules_, reader.read_constraints(document, spec, options));
  OSIRIS_CHECKED(reader.read_hints(document, spec, options));
  SectionReader::read_examples(document, spec);
  OSIRIS_CHECKED(check_defaults(reader, *spec.config_schema_));
  OSIRIS_CHECKED(check_examples(reader, spec));
  spec.source = std::move(document);
  return spec;
}

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::kRead:
      return "read";
    case Mode::kWrite:
      return "write";
    case Mode::kTransform:
      break;
  }
  return "transform";
}

std::optional<Mode> parse_mode(std::string_view text) {
  if (text == "read" || text == "extract") {
    return Mode::kRead;
  }
  if (text == "write" || text == "load") {
    return Mode::kWrite;
  }
  if (text == "transform") {
    return Mode::kTransform;
  }
  return std::nullopt;
}

std::string output_relation(std::string_view step_id, std::string_view output) {
  std::string relation(step_id);
  return output.empty() ? relation : relation + "." + std::string(output);
}

std::string Spec::family() const { return name.substr(0, name.find('.')); }

bool Spec::supports(Mode mode) const {
  return std::find(modes.begin(), modes.end(), mode) != modes.end();
}

const Output* Spec::find_output(std::string_view output) const {
  const auto found = std::find_if(outputs.begin(), outputs.end(),
                                  [&](const Output& known) { return known.name == output; });
  return found == outputs.end() ? nullptr : &*found;
}

bool Spec::makes(const Output& output, const Value& config) const {
  const Value complete = apply_defaults(config_schema_->source(), config);
  return std::all_of(output.when.members().begin(), output.when.members().end(),
                     [&](const Member& member) {
                       const Value* const value = complete.find(member.key);
                       return value != nullptr && *value == member.value;
                     });
}

bool Spec::keeps_state_with(const Value& config) const {
  const Value* const option = config.find(state_option);
  return keeps_state && (state_option.empty() || (option != nullptr && !option->is_null()));
}

std::vector<std::string> Spec::option_names() const {
  std::vector<std::string> names;
  for (const Member& property : config_schema_->source().find("properties")->members()) {
    names.push_back(property.key);
  }
  return names;
}

bool Spec::is_secret(std::string_view option) const {
  return std::any_of(secrets.begin(), secrets.end(), [&](const std::string& pointer) {
    return pointer_segments(pointer)->front() == option;
  });
}

bool Spec::is_connection_field(std::string_view option) const {
  return std::any_of(connection_fields.begin(), connection_fields.end(),
                     [&](const ConnectionField& field) { return field.name == option; });
}

}  // namespace osiris::sdk
