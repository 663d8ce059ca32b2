#include "osiris/sdk/connection_check.h"

#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kSpec = R"(
name: fake.reader
version: 1.0.0
modes: [read]
configSchema: {type: object, additionalProperties: false, properties: {}}
x-runtime: {connection: optional}
connectionSchema:
  type: object
  additionalProperties: false
  required: [host]
  properties:
    host: {type: string}
    port: {type: integer}
    pin: {type: integer}
    peers: {type: array, items: {type: integer}}
connectionSecrets: [/pin]
)";

std::vector<std::string> messages(const char* yaml, const std::vector<std::string>& hidden = {}) {
  const auto spec = Spec::parse(kSpec, "spec.yaml");
  EXPECT_TRUE(spec.has_value()) << spec.error().message;
  std::vector<std::string> all;
  for (const auto& finding : check_settings(*spec, *parse_yaml(yaml, "c.yaml").value, hidden)) {
    all.push_back(finding.message);
  }
  return all;
}

TEST(ConnectionCheck, LeavesWhatIsFilledInLater) {
  EXPECT_THAT(messages("{host: '${HOST}', port: '${PORT}', default: true}"), IsEmpty());
  EXPECT_THAT(messages("{host: a, prot: 1}"), ElementsAre(HasSubstr("prot")));
  EXPECT_THAT(messages("{port: 1}"), ElementsAre(HasSubstr("host")));
}

TEST(ConnectionCheck, ShowsValuesButNoSecrets) {
  EXPECT_THAT(messages("{host: a, port: many}"), ElementsAre(HasSubstr("'port' must be")));
  EXPECT_THAT(messages("{host: a, pin: hunter2}"),
              ElementsAre("'pin' is not what the component needs"));
  EXPECT_THAT(messages("{host: a, port: hunter2, peers: [hunter2]}", {"port", "peers"}),
              ElementsAre("'port' is not what the component needs",
                          "'peers[0]' is not what the component needs"));
}

}  // namespace
}  // namespace osiris::sdk
