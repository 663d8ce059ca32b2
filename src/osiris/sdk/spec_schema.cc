#include "osiris/sdk/spec_schema.h"

#include "osiris/base/check.h"
#include "osiris/base/text.h"
#include "osiris/format/json.h"

#include <algorithm>
#include <array>

namespace osiris::sdk {
namespace {

/// What to do about a key or value of a spec that the schema refuses; what is left of it is said by
/// the schema itself.
struct Remedy {
  std::string_view path;
  std::string_view text;
};

/// Sections of the Python osiris' specs that nobody here would read.
constexpr std::array kRefusedKeys{
    Remedy{"x-secret",
           "list pointers into the config under `secrets`, pointers into the connection under "
           "`connectionSecrets`"},
    Remedy{"redaction", "`secrets` and `connectionSecrets` are what is masked, always by ***"},
    Remedy{"compatibility", "a component is part of the binary; say it in `description`"},
    Remedy{"loggingPolicy", "events and metrics are the same for every component"},
};

constexpr std::array kRefusedValues{
    Remedy{"name", "write family.role, e.g. mysql.extractor"},
    Remedy{"version", "write a semantic version as text, e.g. \"1.0.0\""},
    Remedy{"modes",
           "read, write or transform; a component that discovers says `capabilities: "
           "{discover: true}`"},
    Remedy{"spec_version", "leave it out, or write `spec_version: 1`"},
    Remedy{"configSchema.additionalProperties", "else a misspelt option would pass"},
    Remedy{"secrets", "write JSON pointers, e.g. /password"},
    Remedy{"connectionSecrets", "write JSON pointers, e.g. /password"},
};

template <std::size_t kSize>
std::string find_remedy(const std::array<Remedy, kSize>& remedies, std::string_view path) {
  const auto found = std::find_if(remedies.begin(), remedies.end(),
                                  [&](const Remedy& remedy) { return remedy.path == path; });
  return found == remedies.end() ? std::string() : std::string(found->text);
}

/// Returns the value's path without the place in a list.
std::string_view list_of(const SchemaFinding& finding) {
  return std::string_view(finding.path).substr(0, finding.path.find('['));
}

JsonSchema compile_embedded() {
  const auto text = parse_json(spec_schema_text());
  OSIRIS_CHECK(text.has_value(), "spec.schema.json is no JSON");
  auto compiled = JsonSchema::compile(*text);
  OSIRIS_CHECK(compiled.has_value(), "spec.schema.json is no JSON Schema that osiris knows");
  return *std::move(compiled);
}

}  // namespace

const JsonSchema& spec_schema() {
  static const JsonSchema kSchema = compile_embedded();
  return kSchema;
}

std::string spec_message(const SchemaFinding& finding) {
  const std::string path = "'" + printable(finding.path) + "'";
  if (finding.keyword == "additionalProperties") {
    return find_remedy(kRefusedKeys, finding.path).empty() ? "unknown key " + path
                                                           : "nothing reads " + path;
  }
  const std::string parent = finding.path.empty() ? "a spec" : path;
  if (finding.keyword == "required") {
    return parent + " needs '" + finding.subject + "'";
  }
  return parent + " " + finding.message;
}

std::string spec_remedy(const SchemaFinding& finding) {
  if (finding.keyword == "additionalProperties") {
    const std::string refused = find_remedy(kRefusedKeys, finding.path);
    return refused.empty() ? finding.hint : refused;
  }
  const std::string about = find_remedy(
      kRefusedValues, finding.keyword == "required"
                          ? (finding.path.empty() ? "" : finding.path + ".") + finding.subject
                          : std::string(list_of(finding)));
  return about.empty() ? finding.hint : about;
}

}  // namespace osiris::sdk
