#include "osiris/sdk/connection_variables.h"

#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

using testing::ElementsAre;

std::vector<std::string> words_of(const char* yaml) {
  std::vector<std::string> words;
  for (const VariableUse& use : variables_of(*parse_yaml(yaml, "c.yaml").value)) {
    words.push_back(use.name + " for " + use.field + (use.has_fallback ? ", else fallback" : ""));
  }
  return words;
}

TEST(ConnectionVariables, AreFoundAtEveryDepth) {
  EXPECT_THAT(words_of("host: '${HOST:-localhost}'\n"
                       "port: 3306\n"
                       "url: 'https://${HOST}/${NAME}'\n"
                       "ssl: {key: '${KEY}'}\n"
                       "peers: ['${A}', b, '${C:-}']\n"),
              ElementsAre("HOST for host, else fallback", "HOST for url", "NAME for url",
                          "KEY for ssl.key", "A for peers", "C for peers, else fallback"));
  EXPECT_THAT(words_of("{}"), ElementsAre());
}

TEST(ConnectionVariables, AnEmptyOneCountsAsUnset) {
  const Environment environment({{"FULL", "x"}, {"EMPTY", ""}});
  EXPECT_TRUE(is_set(environment, "FULL"));
  EXPECT_FALSE(is_set(environment, "EMPTY"));
  EXPECT_FALSE(is_set(environment, "NONE"));
}

}  // namespace
}  // namespace osiris::sdk
