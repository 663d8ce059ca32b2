// Holds JsonSchema against the public test suite of JSON Schema, as Debian packages it
// (json-schema-test-suite; its newest draft is 7, in which the keywords below mean what they mean
// in draft 2020-12).

#include "osiris/base/filesystem.h"
#include "osiris/format/json.h"
#include "osiris/format/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace osiris {
namespace {

constexpr const char* kSuite = "/usr/share/json-schema-test-suite/tests/draft7";

/// The suite's files about what JsonSchema knows: all of these must be understood.
const std::vector<std::string>& known_files() {
  static const std::vector<std::string> kFiles{"additionalProperties",
                                               "allOf",
                                               "anyOf",
                                               "boolean_schema",
                                               "const",
                                               "default",
                                               "enum",
                                               "exclusiveMaximum",
                                               "exclusiveMinimum",
                                               "items",
                                               "maxItems",
                                               "maxLength",
                                               "maxProperties",
                                               "maximum",
                                               "minItems",
                                               "minLength",
                                               "minProperties",
                                               "minimum",
                                               "multipleOf",
                                               "not",
                                               "oneOf",
                                               "optional/ecmascript-regex",
                                               "optional/format/uri",
                                               "optional/zeroTerminatedFloats",
                                               "pattern",
                                               "patternProperties",
                                               "properties",
                                               "required",
                                               "type",
                                               "uniqueItems"};
  return kFiles;
}

/// Groups of these files that are refused, each with the words of the refusal that say why.
const std::map<std::string, std::string>& refused_groups() {
  static const std::map<std::string, std::string> kGroups{
      // Draft 2020-12 has no list of schemas under `items` either.
      {"items: an array of schemas for items", "a schema must be a mapping, true or false"},
      {"items: items with boolean schemas", "a schema must be a mapping, true or false"},
      {"optional/ecmascript-regex: ECMA 262 regex non-compliance", "the only known format is uri"}};
  return kGroups;
}

/// What a file of the suite showed.
struct Showing {
  std::map<std::string, std::string> refused;  ///< "file: group" that does not compile, and why.
  std::set<std::string> different;             ///< "file: group: case" that is decided otherwise.
  int cases = 0;
};

void try_group(const std::string& file, const Value& group, Showing& showing) {
  const std::string name = file + ": " + group.text_or("description", "");
  const auto schema = JsonSchema::compile(*group.find("schema"));
  if (!schema.has_value()) {
    EXPECT_TRUE(schema.error().is(kSchemaInvalid)) << name;
    showing.refused.emplace(name, schema.error().message);
    return;
  }
  for (const Value& test : group.find("tests")->items()) {
    ++showing.cases;
    const bool is_valid = schema->check(*test.find("data")).empty();
    if (is_valid != test.find("valid")->as_bool()) {
      showing.different.insert(name + ": " + test.text_or("description", ""));
    }
  }
}

Showing try_file(const std::string& file) {
  Showing showing;
  const RealFileSystem files;
  const auto text = files.read_text(Path(kSuite) / (file + ".json"), 1 << 20);
  if (!text.has_value()) {
    ADD_FAILURE() << file << ": not there; `tools/setup` installs json-schema-test-suite";
    return showing;
  }
  const auto groups = parse_json(*text);
  if (!groups.has_value()) {
    ADD_FAILURE() << file << ": " << groups.error().message;
    return showing;
  }
  for (const Value& group : groups->items()) {
    try_group(file, group, showing);
  }
  return showing;
}

TEST(JsonSchemaSuite, AgreesOnEveryKeywordThatIsKnown) {
  Showing all;
  for (const std::string& file : known_files()) {
    Showing showing = try_file(file);
    EXPECT_GT(showing.cases + static_cast<int>(showing.refused.size()), 0) << file;
    all.refused.merge(showing.refused);
    all.different.merge(showing.different);
    all.cases += showing.cases;
  }
  EXPECT_EQ(all.refused.size(), refused_groups().size());
  for (const auto& [group, message] : all.refused) {
    const auto reason = refused_groups().find(group);
    ASSERT_NE(reason, refused_groups().end()) << group << " is refused: " << message;
    EXPECT_NE(message.find(reason->second), std::string::npos) << group << ": " << message;
  }
  EXPECT_EQ(all.different, std::set<std::string>()) << "decided otherwise than the suite does";
  EXPECT_GE(all.cases, 316);
}

// why: a keyword that is unknown must be refused; to skip it would be to accept what it forbids.
TEST(JsonSchemaSuite, IsNeverWrongAboutOtherKeywords) {
  const RealFileSystem files;
  const auto entries = files.list(kSuite);
  ASSERT_TRUE(entries.has_value()) << "`tools/setup` installs json-schema-test-suite";
  std::size_t refused = 0;
  for (const DirectoryEntry& entry : *entries) {
    const std::string file = Path(entry.name).stem().string();
    const auto& known = known_files();
    if (!entry.is_directory && std::find(known.begin(), known.end(), file) == known.end()) {
      const Showing showing = try_file(file);
      EXPECT_EQ(showing.different, std::set<std::string>()) << file;
      refused += showing.refused.size();
    }
  }
  EXPECT_GE(refused, 30U);
}

}  // namespace
}  // namespace osiris
