#include "osiris/oml/language_schema.h"

#include "osiris/format/json.h"
#include "osiris/oml/fixture_components.h"
#include "osiris/oml/schema_parts.h"
#include "osiris/oml/vocabulary.h"

#include <gtest/gtest.h>

namespace osiris::oml {
namespace {

Value schema_of_fixture() {
  const sdk::Registry registry(fixture_components());
  return language_schema(registry).value_or(Value());
}

TEST(LanguageSchema, KnowsEveryKeyOfTheLanguage) {
  const Value schema = schema_of_fixture();
  for (const std::string& key : top_level_keys()) {
    EXPECT_NE(schema.find("properties")->find(key), nullptr) << key;
  }
  const Value& steps = schema.find("properties")->find("steps")->find("anyOf")->items()[0];
  const Value& step = steps.find("items")->find("anyOf")->items()[0];
  for (const std::string& key : step_keys()) {
    EXPECT_NE(step.find("properties")->find(key), nullptr) << key;
  }
  EXPECT_TRUE(step.find("properties")->find("uses")->find("deprecated")->as_bool());
}

TEST(LanguageSchema, HasTheOptionsOfEveryComponent) {
  const Value schema = schema_of_fixture();
  const Value& options = *schema.find("$defs")->find("files.reader")->find("properties");
  EXPECT_EQ(to_json(*options.find("header")), R"({"default":true,"anyOf":[{"type":"boolean"},)"
                                              R"({"$ref":"#/$defs/parameter_reference"}]})");
  EXPECT_EQ(to_json(*options.find("types")->find("anyOf")->items()[0].find("additionalProperties")),
            R"({"type":"string"})");
}

TEST(LanguageSchema, IsTheSameEveryTime) {
  EXPECT_EQ(to_pretty_json(schema_of_fixture()), to_pretty_json(schema_of_fixture()));
}

TEST(SchemaParts, AReferenceMayStandForAPartOfAListToo) {
  const Value schema = *parse_json(R"({"type":"array","items":{"type":"integer"}})");
  EXPECT_EQ(to_json(with_references(schema)),
            R"({"anyOf":[{"type":"array","items":{"anyOf":[{"type":"integer"},)"
            R"({"$ref":"#/$defs/parameter_reference"}]}},)"
            R"({"$ref":"#/$defs/parameter_reference"}]})");
}

}  // namespace
}  // namespace osiris::oml
