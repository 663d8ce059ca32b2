#include "osiris/sdk/connection_check.h"

#include "osiris/sdk/environment_reference.h"
#include "osiris/sdk/json_pointer.h"

#include <algorithm>

namespace osiris::sdk {
namespace {

/// Returns a path without the places in lists: "peers[2].name" is of the field "peers.name".
std::string field_of(const std::string& path) {
  std::string field;
  bool in_list = false;
  for (const char c : path) {
    in_list = c == '[' || (in_list && c != ']');
    if (!in_list && c != ']') {
      field += c;
    }
  }
  return field;
}

/// Tells whether one field is the other or lies inside it.
bool overlaps(std::string_view left, std::string_view right) {
  const std::string_view shorter = left.size() < right.size() ? left : right;
  const std::string_view longer = left.size() < right.size() ? right : left;
  return longer.substr(0, shorter.size()) == shorter &&
         (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

bool shows_secret(const Spec& spec, const std::vector<std::string>& hidden_fields,
                  const std::string& path) {
  const std::string field = field_of(path);
  const bool is_hidden =
      std::any_of(hidden_fields.begin(), hidden_fields.end(),
                  [&](const std::string& hidden) { return overlaps(hidden, field); });
  const std::string_view root = std::string_view(field).substr(0, field.find('.'));
  return is_hidden || std::any_of(spec.connection_secrets.begin(), spec.connection_secrets.end(),
                                  [&](const std::string& pointer) {
                                    return pointer_segments(pointer)->front() == root;
                                  });
}

bool is_filled_later(const SchemaFinding& finding) {
  return finding.where->is_string() &&
         !find_environment_references(finding.where->as_string()).empty();
}

bool is_default_marker(const SchemaFinding& finding) {
  return finding.keyword == "additionalProperties" && finding.path == "default";
}

}  // namespace

std::vector<SettingsFinding> check_settings(const Spec& spec, const Value& settings,
                                            const std::vector<std::string>& hidden_fields) {
  std::vector<SettingsFinding> findings;
  if (spec.connection_schema() == nullptr) {
    return findings;
  }
  for (const SchemaFinding& finding : spec.connection_schema()->check(settings)) {
    if (is_filled_later(finding) || is_default_marker(finding)) {
      continue;
    }
    const bool names_key = finding.path.empty() || finding.keyword == "additionalProperties";
    const std::string subject = names_key ? "" : "'" + finding.path + "' ";
    const bool hides = !finding.path.empty() && shows_secret(spec, hidden_fields, finding.path);
    const bool is_missing = finding.keyword == "required" && finding.path.empty();
    findings.push_back(
        {.message = subject + (hides ? "is not what the component needs" : finding.message),
         .hint = finding.hint,
         .missing = is_missing ? finding.subject : std::string()});
  }
  return findings;
}

}  // namespace osiris::sdk
