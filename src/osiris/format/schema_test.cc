#include "osiris/format/schema.h"

#include "osiris/format/json.h"
#include "osiris/format/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace osiris {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Value read(const std::string& yaml) {
  YamlDocument document = parse_yaml(yaml, "test.yaml");
  EXPECT_TRUE(document.value.has_value()) << yaml;
  return document.value.value_or(Value());
}

JsonSchema schema_of(const std::string& yaml) {
  auto schema = JsonSchema::compile(read(yaml));
  EXPECT_TRUE(schema.has_value()) << (schema.has_value() ? "" : schema.error().message);
  return schema.has_value() ? *schema : JsonSchema::compile(Value(true)).value();
}

/// One finding in short: "path keyword: message; hint".
std::string in_short(const SchemaFinding& finding) {
  return finding.path + " " + finding.keyword + ": " + finding.message +
         (finding.hint.empty() ? "" : "; " + finding.hint);
}

std::vector<std::string> findings(const std::string& schema, const std::string& value) {
  const Value checked = read(value);
  std::vector<std::string> texts;
  for (const SchemaFinding& finding : schema_of(schema).check(checked)) {
    texts.push_back(in_short(finding));
  }
  return texts;
}

void expect_valid(const std::string& schema, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    EXPECT_THAT(findings(schema, value), IsEmpty()) << value;
  }
}

std::string compile_error(const std::string& schema) {
  auto compiled = JsonSchema::compile(read(schema));
  EXPECT_FALSE(compiled.has_value()) << schema;
  if (compiled.has_value()) {
    return "";
  }
  EXPECT_TRUE(compiled.error().is(kSchemaInvalid));
  return compiled.error().message;
}

TEST(JsonSchema, ChecksType) {
  expect_valid("{type: string}", {"abc", "''"});
  expect_valid("{type: integer}", {"1", "-1", "18446744073709551615", "1.0"});
  expect_valid("{type: number}", {"1", "1.5"});
  expect_valid("{type: boolean}", {"true"});
  expect_valid("{type: 'null'}", {"~"});
  expect_valid("{type: array}", {"[]"});
  expect_valid("{type: object}", {"{}"});
  expect_valid("{type: [string, 'null']}", {"a", "~"});
  EXPECT_THAT(findings("{type: integer}", "1.5"),
              ElementsAre(" type: must be an integer, got 1.5"));
  EXPECT_THAT(findings("{type: number}", "[]"),
              ElementsAre(" type: must be a number, got an empty list"));
  EXPECT_THAT(findings("{type: [array, object]}", "abc"),
              ElementsAre(" type: must be a list or a mapping, got 'abc'"));
  EXPECT_THAT(findings("{type: boolean}", "{a: 1}"),
              ElementsAre(" type: must be true or false, got a mapping"));
  EXPECT_THAT(findings("{type: integer}", ".nan"),
              ElementsAre(" type: must be an integer, got .nan"));
  EXPECT_THAT(findings("{type: integer}", "-.inf"),
              ElementsAre(" type: must be an integer, got -.inf"));
}

TEST(JsonSchema, SaysWhatToChangeWhenOnlyTheSpellingIsOfTheWrongType) {
  EXPECT_THAT(findings("{type: array}", "abc"),
              ElementsAre(" type: must be a list, got 'abc'; write a list: [\"abc\"]"));
  EXPECT_THAT(findings("{type: array}", std::string(80, 'x')),
              ElementsAre(testing::EndsWith("; write a list")));
  EXPECT_THAT(findings("{type: string}", "8080"),
              ElementsAre(" type: must be a string, got 8080; put it in quotes: \"8080\""));
  EXPECT_THAT(findings("{type: integer}", "'8080'"),
              ElementsAre(" type: must be an integer, got '8080'; remove the quotes"));
  EXPECT_THAT(findings("{type: boolean}", "'yes'"),
              ElementsAre(" type: must be true or false, got 'yes'; write true or false"));
}

TEST(JsonSchema, ChecksEnum) {
  expect_valid("{enum: [us, eu, 1, null]}", {"us", "1", "1.0", "~"});
  EXPECT_THAT(findings("{enum: [us, eu]}", "uss"),
              ElementsAre(" enum: must be one of 'us', 'eu', got 'uss'; did you mean 'us'?"));
  EXPECT_THAT(
      findings("{enum: [append, replace]}", "x"),
      ElementsAre(
          " enum: must be one of 'append', 'replace', got 'x'; allowed values: append, replace"));
  EXPECT_THAT(findings("{type: string, enum: [a]}", "1"),
              ElementsAre(HasSubstr(" type: must be 'a', got 1")));
}

TEST(JsonSchema, ShortensLongEnums) {
  EXPECT_THAT(findings("{enum: [1,2,3,4,5,6,7,8,9,10,11,12,13,14]}", "0"),
              ElementsAre(HasSubstr("11, 12, 2 more, got 0")));
}

TEST(JsonSchema, ChecksConst) {
  expect_valid("{const: {a: [1, 2]}}", {"{a: [1, 2.0]}"});
  EXPECT_THAT(findings("{const: a}", "b"), ElementsAre(" const: must be 'a', got 'b'"));
}

TEST(JsonSchema, ChecksRange) {
  expect_valid("{type: integer, minimum: 0, maximum: 10}", {"0", "10"});
  EXPECT_THAT(findings("{type: integer, minimum: 0, maximum: 10}", "11"),
              ElementsAre(" maximum: must be an integer from 0 to 10, got 11"));
  EXPECT_THAT(findings("{type: integer, minimum: 0, maximum: 10}", "-1"),
              ElementsAre(" minimum: must be an integer from 0 to 10, got -1"));
  EXPECT_THAT(findings("{minimum: 1}", "0"),
              ElementsAre(" minimum: must be a number of at least 1, got 0"));
  EXPECT_THAT(findings("{type: number, maximum: 60.5}", "61"),
              ElementsAre(" maximum: must be a number of at most 60.5, got 61"));
  EXPECT_THAT(findings("{type: number, minimum: 0}", ".nan"), testing::SizeIs(1));
  expect_valid("{minimum: 5}", {"text", "[]"});
}

TEST(JsonSchema, ChecksExclusiveRange) {
  expect_valid("{type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}", {"0.5"});
  EXPECT_THAT(findings("{type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}", "0"),
              ElementsAre(" exclusiveMinimum: must be a number above 0 and below 1, got 0"));
  EXPECT_THAT(findings("{type: number, exclusiveMaximum: 1}", "1.0"),
              ElementsAre(" exclusiveMaximum: must be a number below 1, got 1.0"));
}

// why: as doubles these numbers would be equal.
TEST(JsonSchema, ComparesIntegersExactly) {
  expect_valid("{maximum: 9007199254740993}", {"9007199254740993"});
  EXPECT_THAT(findings("{maximum: 9007199254740992}", "9007199254740993"), testing::SizeIs(1));
  EXPECT_THAT(findings("{maximum: 18446744073709551614}", "18446744073709551615"),
              testing::SizeIs(1));
}

TEST(JsonSchema, ChecksMultipleOf) {
  expect_valid("{multipleOf: 5}", {"0", "10", "-10", "10.0"});
  expect_valid("{multipleOf: 0.1}", {"0.3", "1"});
  EXPECT_THAT(findings("{type: integer, multipleOf: 5}", "12"),
              ElementsAre(" multipleOf: must be an integer that is a multiple of 5, got 12"));
  EXPECT_THAT(findings("{multipleOf: 0.5}", "0.3"), testing::SizeIs(1));
  EXPECT_THAT(findings("{multipleOf: 2}", "-9223372036854775807"), testing::SizeIs(1));
}

TEST(JsonSchema, ChecksLengthInCodePoints) {
  expect_valid("{type: string, minLength: 1, maxLength: 3}", {"a", "žžž"});
  EXPECT_THAT(findings("{type: string, minLength: 1}", "''"),
              ElementsAre(" minLength: must not be empty"));
  EXPECT_THAT(findings("{type: string, minLength: 2, maxLength: 3}", "žžžž"),
              ElementsAre(" maxLength: must have 2 to 3 characters, got 4"));
  EXPECT_THAT(findings("{type: string, maxLength: 1}", "ab"),
              ElementsAre(" maxLength: must have at most 1 character, got 2"));
  EXPECT_THAT(findings("{type: string, minLength: 20}", "ab"),
              ElementsAre(" minLength: must have at least 20 characters, got 2"));
}

TEST(JsonSchema, ChecksPatternAnywhereUnlessAnchored) {
  expect_valid("{pattern: '^[a-z0-9-]+$'}", {"abc-1"});
  expect_valid("{pattern: 'b'}", {"abc"});
  EXPECT_THAT(findings("{pattern: '^[a-z]+$'}", "ABC"),
              ElementsAre(" pattern: must match the pattern ^[a-z]+$, got 'ABC'"));
  EXPECT_THAT(findings("{pattern: '^[a-z]+$', x-pattern-words: small letters}", "ABC"),
              ElementsAre(" pattern: must be small letters, got 'ABC'"));
}

TEST(JsonSchema, RefusesTextTooLongForAPattern) {
  expect_valid("{pattern: '^a*$'}", {std::string(4096, 'a')});
  EXPECT_THAT(findings("{pattern: '^a*$'}", std::string(4097, 'a')),
              ElementsAre(HasSubstr("at most 4096 bytes")));
}

// why: a backtracking search of this needs longer than anyone waits.
TEST(JsonSchema, SearchesBadPatternsInBoundedTime) {
  EXPECT_THAT(findings("{pattern: '^(a+)+$'}", std::string(60, 'a') + "b"), testing::SizeIs(1));
}

TEST(JsonSchema, ChecksUri) {
  expect_valid("{format: uri}", {"https://example.com/graphql?x=1", "mailto:a@b.c", "file:///tmp/x",
                                 "http://127.0.0.1:8080"});
  for (const char* bad : {"example.com", "https://", "https:///x", "://x", "a b:c", "1a:b", "'x:'",
                          "https://exämple.com"}) {
    EXPECT_THAT(findings("{type: string, format: uri}", bad),
                ElementsAre(HasSubstr("format: must be a URI, got")))
        << bad;
  }
}

TEST(JsonSchema, ChecksItemsWithTheirPlace) {
  const std::string schema =
      "{type: object, properties: {columns: {items: {properties: {name: {type: string}}}}}}";
  expect_valid(schema, {"columns: [{name: a}]"});
  EXPECT_THAT(
      findings(schema, "columns: [{name: a}, {name: 1}, {name: []}]"),
      ElementsAre(HasSubstr("columns[1].name type: "), HasSubstr("columns[2].name type: ")));
}

TEST(JsonSchema, ChecksNumberOfItems) {
  expect_valid("{minItems: 1, maxItems: 2}", {"[1]", "[1, 2]"});
  EXPECT_THAT(findings("{minItems: 1}", "[]"), ElementsAre(" minItems: must not be empty"));
  EXPECT_THAT(findings("{maxItems: 2}", "[1, 2, 3]"),
              ElementsAre(" maxItems: must have at most 2 items, got 3"));
}

TEST(JsonSchema, ChecksUniqueItems) {
  expect_valid("{uniqueItems: true}", {"[1, 2, '1']", "[{a: 1}, {a: 2}]"});
  EXPECT_THAT(
      findings("{uniqueItems: true}", "[a, b, a]"),
      ElementsAre("[2] uniqueItems: must not stand in the list twice, got 'a' as items 1 and 3"));
  EXPECT_THAT(findings("{uniqueItems: true}", "[1, 1.0]"), testing::SizeIs(1));
}

TEST(JsonSchema, ChecksRequired) {
  const std::string schema = "{properties: {a: {}, b: {}}, required: [a, b]}";
  expect_valid(schema, {"{a: 1, b: 2}", "text"});
  const Value value = read("a: 1");
  const std::vector<SchemaFinding> found = schema_of(schema).check(value);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(in_short(found[0]), " required: the key 'b' is missing");
  EXPECT_EQ(found[0].subject, "b");
  EXPECT_EQ(found[0].where, &value);
}

TEST(JsonSchema, ChecksUnknownKeysAndNamesTheNearest) {
  const std::string schema = "{properties: {table: {}, query: {}}, additionalProperties: false}";
  expect_valid(schema, {"{table: t}"});
  const Value value = read("tabel: t");
  const std::vector<SchemaFinding> found = schema_of(schema).check(value);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(in_short(found[0]),
            "tabel additionalProperties: unknown key 'tabel'; did you mean 'table'?");
  EXPECT_EQ(found[0].subject, "tabel");
  EXPECT_EQ(found[0].mark.column, 1);
  EXPECT_EQ(found[0].where, value.find("tabel"));
  EXPECT_THAT(findings(schema, "xyz: 1"),
              ElementsAre(HasSubstr("unknown key 'xyz'; known keys: table, query")));
}

TEST(JsonSchema, ChecksAdditionalPropertiesByASchema) {
  expect_valid("{properties: {a: {}}, additionalProperties: {type: string}}", {"{a: 1, b: x}"});
  EXPECT_THAT(findings("{additionalProperties: {type: string}}", "'odd.key': 1"),
              ElementsAre(HasSubstr("['odd.key'] type: ")));
}

TEST(JsonSchema, ChecksPatternProperties) {
  const std::string schema =
      "{patternProperties: {'^x-': {type: string}}, additionalProperties: false}";
  expect_valid(schema, {"{x-a: b}"});
  EXPECT_THAT(findings(schema, "{x-a: 1, y: 2}"),
              ElementsAre(HasSubstr("x-a type"), HasSubstr("y additionalProperties")));
}

TEST(JsonSchema, ChecksNumberOfKeys) {
  expect_valid("{minProperties: 1, maxProperties: 2}", {"{a: 1}"});
  EXPECT_THAT(findings("{minProperties: 1}", "{}"),
              ElementsAre(" minProperties: must have at least 1 key, got 0"));
  EXPECT_THAT(findings("{maxProperties: 1}", "{a: 1, b: 2}"),
              ElementsAre(" maxProperties: must have at most 1 key, got 2"));
}

TEST(JsonSchema, ChecksAnyOf) {
  const std::string schema = "{anyOf: [{type: boolean}, {type: integer, minimum: 0}]}";
  expect_valid(schema, {"true", "3"});
  EXPECT_THAT(findings(schema, "x"),
              ElementsAre(" anyOf: must be true or false or an integer of at least 0, got 'x'"));
  // The branch of the value's own type is the one that was meant.
  EXPECT_THAT(findings(schema, "-1"),
              ElementsAre(" minimum: must be an integer of at least 0, got -1"));
}

TEST(JsonSchema, ChecksOneOf) {
  const std::string schema = "{oneOf: [{type: integer}, {type: number, minimum: 5}]}";
  expect_valid(schema, {"1", "5.5"});
  EXPECT_THAT(findings(schema, "7"), ElementsAre(HasSubstr("oneOf: must be exactly one of")));
  EXPECT_THAT(findings(schema, "x"), ElementsAre(HasSubstr("oneOf: must be an integer or")));
}

TEST(JsonSchema, ChecksAllOf) {
  const std::string schema = "{allOf: [{required: [a]}, {required: [b]}]}";
  expect_valid(schema, {"{a: 1, b: 2}"});
  EXPECT_THAT(findings(schema, "{}"), testing::SizeIs(2));
}

TEST(JsonSchema, ChecksNot) {
  expect_valid("{not: {type: string}}", {"1"});
  EXPECT_THAT(findings("{not: {type: string}}", "x"),
              ElementsAre(" not: must not be a string, got 'x'"));
}

TEST(JsonSchema, TakesTrueAndFalseForSchemas) {
  expect_valid("true", {"1", "x"});
  EXPECT_THAT(findings("{properties: {a: false}}", "a: 1"),
              ElementsAre("a false: is not allowed here"));
}

TEST(JsonSchema, ListsFindingsInDocumentOrder) {
  const std::string schema =
      "{properties: {a: {type: string}, b: {type: string}}, required: [c], "
      "additionalProperties: false}";
  EXPECT_THAT(findings(schema, "{d: 1, b: 2, a: 3}"),
              ElementsAre(HasSubstr("'c' is missing"), HasSubstr("'d'"), HasSubstr("b type"),
                          HasSubstr("a type")));
}

TEST(JsonSchema, HidesSecretValues) {
  const std::string schema =
      "{properties: {password: {type: string, maxLength: 5, pattern: '^x', x-secret: true}, "
      "mode: {enum: [a], x-secret: true}, nested: {x-secret: true, items: {type: integer}}}}";
  const Value value = read("{password: hunter2, mode: hunter2, nested: [hunter2]}");
  for (const SchemaFinding& finding : schema_of(schema).check(value)) {
    EXPECT_THAT(in_short(finding), testing::Not(HasSubstr("hunter2")));
  }
  EXPECT_THAT(findings(schema, "password: 12345678"),
              ElementsAre("password type: must be a string of at most 5 characters, got a value "
                          "that is not shown"));
}

TEST(JsonSchema, AcceptsAnnotations) {
  expect_valid(
      "{title: t, description: d, default: 1, examples: [1], deprecated: true, "
      "$schema: s, $id: i, $comment: c, x-anything: {a: b}}",
      {"1"});
}

TEST(JsonSchema, RefusesUnknownKeywordsAtAnyDepth) {
  EXPECT_EQ(compile_error("{minimun: 1}"),
            "schema at 'minimun': unknown keyword; did you mean 'minimum'?");
  EXPECT_THAT(compile_error("{properties: {a: {items: {$ref: x}}}}"),
              HasSubstr("schema at 'properties.a.items.$ref': unknown keyword"));
}

TEST(JsonSchema, RefusesMalformedKeywords) {
  for (const char* schema : {"1",
                             "[]",
                             "{type: text}",
                             "{type: []}",
                             "{type: 1}",
                             "{enum: []}",
                             "{enum: a}",
                             "{minimum: a}",
                             "{maximum: .nan}",
                             "{multipleOf: 0}",
                             "{multipleOf: a}",
                             "{minLength: -1}",
                             "{maxItems: 1.5}",
                             "{pattern: 1}",
                             "{pattern: '('}",
                             "{format: email}",
                             "{uniqueItems: 1}",
                             "{items: 1}",
                             "{properties: []}",
                             "{properties: {a: 1}}",
                             "{required: a}",
                             "{required: [1]}",
                             "{patternProperties: {'(': {}}}",
                             "{patternProperties: 1}",
                             "{anyOf: []}",
                             "{oneOf: {}}",
                             "{allOf: [1]}",
                             "{not: 1}",
                             "{additionalProperties: a}",
                             "{x-secret: a}"}) {
    EXPECT_THAT(compile_error(schema), testing::StartsWith("schema")) << schema;
  }
  EXPECT_THAT(compile_error("{pattern: " + std::string(513, 'a') + "}"), HasSubstr("512 bytes"));
}

TEST(JsonSchema, RefusesDeepSchemas) {
  Value schema(true);
  for (int i = 0; i < 100; ++i) {
    Value outer;
    outer.set("not", std::move(schema));
    schema = std::move(outer);
  }
  auto compiled = JsonSchema::compile(schema);
  ASSERT_FALSE(compiled.has_value());
  EXPECT_THAT(compiled.error().message, HasSubstr("64 deep"));
}

TEST(JsonSchema, StaysValidWhenCopiedAndMoved) {
  JsonSchema copy = schema_of("true");
  {
    const JsonSchema schema = schema_of("{enum: [a], x-note: kept}");
    copy = schema;
  }
  const JsonSchema moved = std::move(copy);
  EXPECT_EQ(moved.check(Value("b")).size(), 1U);
  EXPECT_EQ(moved.source().text_or("x-note", ""), "kept");
}

TEST(ApplyDefaults, FillsInWhatIsAbsent) {
  const Value schema = read(
      "properties:\n"
      "  host: {default: localhost}\n"
      "  port: {default: 3306}\n"
      "  schema: {default: null}\n"
      "  pool: {properties: {size: {default: 5}}}\n"
      "  other: {properties: {size: {default: 5}}}\n"
      "  columns: {items: {properties: {type: {default: text}}}}\n");
  const Value value = read("{pool: {}, port: 1, columns: [{name: a}, {type: int}]}");
  EXPECT_EQ(to_canonical_json(apply_defaults(schema, value)),
            R"({"columns":[{"name":"a","type":"text"},{"type":"int"}],"host":"localhost",)"
            R"("pool":{"size":5},"port":1,"schema":null})");
}

TEST(ApplyDefaults, FillsInDefaultsOfDefaults) {
  const Value schema = read("properties: {a: {default: {}, properties: {b: {default: 1}}}}");
  EXPECT_EQ(to_json(apply_defaults(schema, Value::object())), R"({"a":{"b":1}})");
}

TEST(ApplyDefaults, LeavesMarksOfTheSchemaBehind) {
  const Value schema = read("properties: {list: {default: [{a: 1}]}}");
  const Value filled = apply_defaults(schema, Value::object());
  const Value& member = filled.members().front().value.items().front();
  EXPECT_EQ(member.mark.line, 0);
  EXPECT_EQ(member.members().front().key_mark.line, 0);
}

TEST(ApplyDefaults, LeavesWhatIsNoMappingAlone) {
  EXPECT_EQ(apply_defaults(read("{properties: {a: {default: 1}}}"), Value(3)), Value(3));
  EXPECT_EQ(apply_defaults(Value(true), Value::object()), Value::object());
}

}  // namespace
}  // namespace osiris
