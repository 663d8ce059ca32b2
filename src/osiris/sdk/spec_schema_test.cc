#include "osiris/sdk/spec_schema.h"

#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::HasSubstr;

constexpr const char* kSpec =
    "name: a.b\nversion: 1.0.0\nmodes: [read]\n"
    "configSchema: {type: object, additionalProperties: false, properties: {}}\n";

std::string first_finding(const std::string& more) {
  const Value document = *parse_yaml(kSpec + more, "spec.yaml").value;
  const auto findings = spec_schema().check(document);
  return findings.empty() ? "" : spec_message(findings[0]) + " / " + spec_remedy(findings[0]);
}

/// Lists mappings of a schema that say which keys they have but not that they have no others.
void find_open(const Value& schema, const std::string& path, std::vector<std::string>& open) {
  if (schema.is_array()) {
    for (const Value& item : schema.items()) {
      find_open(item, path, open);
    }
  }
  if (!schema.is_object()) {
    return;
  }
  if (schema.find("properties") != nullptr && schema.find("additionalProperties") == nullptr) {
    open.push_back(path);
  }
  for (const Member& member : schema.members()) {
    find_open(member.value, path + "/" + member.key, open);
  }
}

TEST(SpecSchema, HasAVersion) {
  EXPECT_EQ(spec_schema().source().text_or("$id", ""), "urn:osiris:component-spec:1");
  EXPECT_EQ(first_finding(""), "");
  EXPECT_EQ(first_finding("spec_version: 1\n"), "");
  EXPECT_THAT(first_finding("spec_version: 2\n"), HasSubstr("'spec_version'"));
  EXPECT_THAT(first_finding("spec_version: 2\n"), HasSubstr("write `spec_version: 1`"));
}

TEST(SpecSchema, RefusesUnknownKeysAtEveryLevel) {
  std::vector<std::string> open;
  find_open(spec_schema().source(), "", open);
  // A configSchema is a JSON Schema; its own compiler refuses what it does not know.
  EXPECT_THAT(open, testing::ElementsAre("/properties/configSchema"));
}

TEST(SpecSchema, SaysWhatTookThePlaceOfOldSections) {
  EXPECT_EQ(first_finding("redaction: {}\n"),
            "nothing reads 'redaction' / `secrets` and `connectionSecrets` are what is masked, "
            "always by ***");
  EXPECT_EQ(first_finding("limit: {}\n"), "unknown key 'limit' / did you mean 'limits'?");
  EXPECT_THAT(first_finding("limits: {rateLimit: {requests: 1}}\n"),
              HasSubstr("'limits.rateLimit' needs 'period'"));
}

}  // namespace
}  // namespace osiris::sdk
