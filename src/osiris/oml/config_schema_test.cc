#include "osiris/oml/config_schema.h"

#include "osiris/format/json.h"
#include "osiris/oml/fixture_components.h"

#include <gtest/gtest.h>

namespace osiris::oml {
namespace {

ConfigSchema schema_of(std::string_view spec_yaml) {
  return config_schema_of(*sdk::Spec::parse(spec_yaml, "spec.yaml"));
}

TEST(ConfigSchema, RequiresAConfigWhereAnOptionIsRequired) {
  const ConfigSchema reader = schema_of(kFilesReaderSpec);
  EXPECT_TRUE(reader.is_required);
  EXPECT_EQ(to_json(*reader.schema.find("required")), R"(["path"])");
}

TEST(ConfigSchema, RequiresNothingThatTheDefaultConnectionSets) {
  const ConfigSchema table = schema_of(kDbTableSpec);
  EXPECT_FALSE(table.is_required);
  EXPECT_EQ(to_json(*table.schema.find("required")), "[]");
}

TEST(ConfigSchema, RefusesFieldsThatOnlyTheConnectionSets) {
  const ConfigSchema table = schema_of(kDbTableSpec);
  EXPECT_EQ(to_json(table.schema.find("allOf")->items()[0]),
            R"({"properties":{"database":false,"user":false}})");
}

TEST(ConfigSchema, RefusesSecretsAtAnyDepth) {
  const Value options = *schema_of(kDbTableSpec).schema.find("properties");
  EXPECT_EQ(options.find("password")->text_or("type", ""), "null");
  const Value& headers = options.find("headers")->find("anyOf")->items()[0];
  EXPECT_EQ(headers.find("properties")->find("Authorization")->text_or("type", ""), "null");
}

TEST(ConfigSchema, CountsADefaultAsGivenInRules) {
  const Value rule = schema_of(kFilesReaderSpec).schema.find("allOf")->items()[1];
  // The delimiter must be written to be a tab; the encoding's default satisfies the rule.
  EXPECT_EQ(to_json(*rule.find("if")->find("allOf")->items()[0].find("required")),
            R"(["delimiter"])");
  EXPECT_EQ(rule.find("then")->find("allOf")->items()[0].find("required"), nullptr);
}

}  // namespace
}  // namespace osiris::oml
