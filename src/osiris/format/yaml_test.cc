#include "osiris/format/yaml.h"

#include "osiris/format/yaml_test_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace osiris {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ParseYaml, ReadsAPipeline) {
  const Value value = read(
      "oml_version: \"0.1.0\"\n"
      "steps:\n"
      "  - id: extract   # first\n"
      "    needs: []\n"
      "    config: {query: 'select 1', limit: 10}\n");
  EXPECT_EQ(value.text_or("oml_version", ""), "0.1.0");
  const Value& step = value.find("steps")->items().at(0);
  EXPECT_EQ(step.text_or("id", ""), "extract");
  EXPECT_TRUE(step.find("needs")->items().empty());
  EXPECT_EQ(step.find("config")->find("limit")->as_int(), 10);
}

TEST(ParseYaml, KeepsMembersInTheirOrder) {
  const Value value = read("z: 1\na: 2\nm: 3\n");
  EXPECT_EQ(value.members()[0].key, "z");
  EXPECT_EQ(value.members()[1].key, "a");
  EXPECT_EQ(value.members()[2].key, "m");
}

TEST(YamlScalar, ReadsTheCoreSchema) {
  for (const char* text : {"~", "null", "Null", "NULL"}) {
    EXPECT_TRUE(read(text).is_null()) << text;
  }
  for (const char* text : {"true", "True", "TRUE"}) {
    EXPECT_EQ(read(text), Value(true)) << text;
  }
  for (const char* text : {"false", "False", "FALSE"}) {
    EXPECT_EQ(read(text), Value(false)) << text;
  }
  EXPECT_EQ(read("0"), Value(0));
  EXPECT_EQ(read("-12"), Value(-12));
  EXPECT_EQ(read("+12"), Value(12));
  EXPECT_EQ(read("1.5"), Value(1.5));
  EXPECT_EQ(read("-.5"), Value(-0.5));
  EXPECT_EQ(read("5."), Value(5.0));
  EXPECT_EQ(read(".inf"), Value(std::numeric_limits<double>::infinity()));
  EXPECT_EQ(read("-.INF"), Value(-std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(read(".NaN").as_double()));
}

TEST(YamlScalar, ReadsExponentsAsDoubles) {
  EXPECT_EQ(read("1e3"), Value(1000.0));
  EXPECT_EQ(read("1.5E-3"), Value(0.0015));
  EXPECT_EQ(read("1e-999"), Value(0.0));
  EXPECT_EQ(read("1e"), Value("1e"));
  EXPECT_EQ(read("e3"), Value("e3"));
}

TEST(YamlScalar, ReadsHexAndOctalOfTheCoreSchema) {
  EXPECT_EQ(read("0x1f"), Value(31));
  EXPECT_EQ(read("0o17"), Value(15));
  EXPECT_EQ(read("0xffffffffffffffff"), Value(std::numeric_limits<std::uint64_t>::max()));
  for (const char* text : {"0x", "0xg", "0o8", "0b1", "-0x1"}) {
    EXPECT_EQ(read(text), Value(text));
  }
}

TEST(YamlScalar, KeepsLeadingZerosAsText) {
  EXPECT_EQ(read("0123"), Value("0123"));
  EXPECT_EQ(read("-01"), Value("-01"));
  EXPECT_EQ(read("00"), Value("00"));
}

TEST(YamlScalar, KeepsTimesDatesAndUnderscoresAsText) {
  for (const char* text : {"12:30",
                           "12:30:45",
                           "190:20:30.15",
                           "1:1",
                           "2024-01-01",
                           "2024-01-01T10:00:00Z",
                           "2001-12-14 21:59:43.10 -5",
                           "0b1010",
                           "1_000",
                           "0.1.0",
                           "1.2.3",
                           "=",
                           "y",
                           "n",
                           "1,000",
                           "-",
                           "--",
                           "+",
                           ".",
                           ".e1"}) {
    if (std::string_view(text) != "-") {
      EXPECT_EQ(read(text), Value(text));
    }
  }
}

TEST(YamlScalar, ReadsQuotedAndBlockScalarsAsText) {
  const Value value = read("a: \"true\"\nb: '1'\nc: |-\n  null\nd: >-\n  1.5\ne: ''\nf: plain\n");
  for (const char* key : {"a", "b", "c", "d", "e"}) {
    EXPECT_TRUE(value.find(key)->is_string()) << key;
    EXPECT_FALSE(value.find(key)->plain) << key;
  }
  EXPECT_TRUE(value.find("f")->plain);
}

TEST(YamlScalar, WarnsOfBooleansOfYaml11) {
  for (const char* word :
       {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"}) {
    const std::string text = "key: " + std::string(word);
    const YamlDocument document = parse_yaml(text, "p.yaml");
    ASSERT_TRUE(document.value.has_value());
    EXPECT_EQ(*document.value->find("key"), Value(word));
    ASSERT_EQ(document.diagnostics.size(), 1U);
    EXPECT_EQ(document.diagnostics[0].severity, Severity::kWarning);
    EXPECT_EQ(document.diagnostics[0].code, kYamlAmbiguousScalar.name);
  }
  EXPECT_THAT(findings("a: yes\n"), ElementsAre("1:4-7 yaml.ambiguous_scalar"));
  EXPECT_THAT(words("a: off"), HasSubstr("write false, or \"off\" for the string"));
  EXPECT_THAT(findings("a: 'yes'\nno: 1\n"), IsEmpty());
}

TEST(YamlScalar, KeepsIntegersExact) {
  EXPECT_EQ(read("9223372036854775807").as_int(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(read("-9223372036854775808").as_int(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(read("18446744073709551615").as_uint(), std::numeric_limits<std::uint64_t>::max());
}

TEST(YamlScalar, RefusesNumbersThatDoNotFit) {
  EXPECT_THAT(findings("a: 18446744073709551616"), ElementsAre("1:4-24 yaml.number_too_large"));
  EXPECT_THAT(findings("- -9223372036854775809"), ElementsAre("1:3-23 yaml.number_too_large"));
  EXPECT_THAT(findings("1e999"), ElementsAre("1:1-6 yaml.number_too_large"));
  EXPECT_THAT(findings("0x10000000000000000"), ElementsAre("1:1-20 yaml.number_too_large"));
  EXPECT_THAT(words("7e12345"), HasSubstr("put it in quotes: \"7e12345\""));
}

TEST(YamlKeys, RefusesAKeyThatStandsTwice) {
  EXPECT_THAT(findings("a: 1\nb: 2\na: 3\n"), ElementsAre("3:1-2 yaml.duplicate_key"));
  EXPECT_THAT(findings("x: {a: 1, 'a': 2}"), ElementsAre("1:11-14 yaml.duplicate_key"));
  EXPECT_THAT(words("a: 1\na: 2\n"), HasSubstr("the key 'a' stands twice in one mapping, first in "
                                               "line 1"));
}

TEST(YamlKeys, ListsEveryKeyThatStandsTwice) {
  EXPECT_THAT(findings("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n"), testing::SizeIs(3));
}

TEST(YamlKeys, FindsAKeyThatStandsTwiceInALargeMapping) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "key" + std::to_string(i) + ": 1\n";
  }
  EXPECT_THAT(findings(text), IsEmpty());
  EXPECT_THAT(findings(text + "key3: 2\n"), ElementsAre("1001:1-5 yaml.duplicate_key"));
}

TEST(YamlKeys, TakesScalarsAsTheirText) {
  const Value value = read("1: a\ntrue: b\n2.50: c\n'null': d\nyes: e\n");
  EXPECT_EQ(value.text_or("1", ""), "a");
  EXPECT_EQ(value.text_or("true", ""), "b");
  EXPECT_EQ(value.text_or("2.50", ""), "c");
  EXPECT_EQ(value.text_or("null", ""), "d");
  EXPECT_EQ(value.text_or("yes", ""), "e");
}

TEST(YamlKeys, RefusesKeysThatAreNoText) {
  EXPECT_THAT(findings("~: 1"), ElementsAre("1:1 yaml.key_not_text"));
  EXPECT_THAT(findings("null: 1"), ElementsAre("1:1 yaml.key_not_text"));
  EXPECT_THAT(findings(": 1"), ElementsAre("1:1 yaml.key_not_text"));
  EXPECT_THAT(findings("? [a]\n: 1\n"), ElementsAre("1:3 yaml.key_not_text"));
  EXPECT_THAT(findings("? {a: 1}\n: 1\nb: 2\n"), ElementsAre("1:3 yaml.key_not_text"));
  EXPECT_THAT(findings("a: &x [1]\n*x : 2\n"), ElementsAre("2:1-3 yaml.key_not_text"));
}

TEST(YamlKeys, GoesOnAfterAKeyThatIsNoText) {
  EXPECT_THAT(findings("? [a, b]\n: {c: 1, c: 2}\nd: 1\nd: 2\n"),
              ElementsAre("1:3 yaml.key_not_text", "2:10-11 yaml.duplicate_key",
                          "4:1-2 yaml.duplicate_key"));
}

TEST(YamlAliases, RepeatTheirAnchor) {
  const Value value = read("a: &x {b: [1, 2]}\nc: *x\nd: &y text\ne: *y\n*y : key\n");
  EXPECT_EQ(*value.find("c"), *value.find("a"));
  EXPECT_EQ(value.text_or("e", ""), "text");
  EXPECT_EQ(value.text_or("text", ""), "key");
}

TEST(YamlAliases, RepeatAKeyAndAnItemOfAMerge) {
  const Value value = read("&k a: &m {x: 1}\nb: *k\nc: {<<: [{y: 2}, *m]}\n");
  EXPECT_EQ(value.text_or("b", ""), "a");
  EXPECT_EQ(value.find("c")->members().size(), 2U);
}

TEST(YamlAliases, TakeTheLatestAnchorOfAName) {
  const Value value = read("- &x 1\n- *x\n- &x 2\n- *x\n");
  EXPECT_EQ(value, Value(Value::Array{1, 1, 2, 2}));
}

TEST(YamlAliases, RefuseCycles) {
  EXPECT_THAT(findings("&a [1, *a]"), ElementsAre("1:8-10 yaml.alias_cycle"));
  EXPECT_THAT(findings("a: &x\n  b: {c: *x}\n"), ElementsAre("2:10-12 yaml.alias_cycle"));
}

TEST(YamlAliases, RefuseAnUnknownName) {
  EXPECT_THAT(findings("a: *.csv\n"), ElementsAre("1:4-9 yaml.syntax"));
  EXPECT_THAT(words("a: *.csv\n"), AllOf(HasSubstr("*.csv has no anchor"), HasSubstr("\"*.csv\"")));
}

TEST(YamlAliases, StandWhereTheyAreWritten) {
  const Value value = read("a: &x {b: 1}\nc: *x\n");
  EXPECT_EQ(place(value.find("c")->mark), "2:4-6");
  EXPECT_EQ(place(value.find("c")->find("b")->mark), "1:11-12");
}

TEST(YamlMerge, OwnKeysWinThenEarlierMerges) {
  const Value value = read(
      "one: &one {a: 1, b: 1, c: 1}\n"
      "two: &two {c: 2, d: 2}\n"
      "all:\n"
      "  b: own\n"
      "  <<: [*one, *two]\n"
      "  d: own\n"
      "other: {<<: *two, e: 1}\n"
      "inline:\n"
      "  <<: {f: 1}\n");
  const Value& all = *value.find("all");
  EXPECT_EQ(all.members().size(), 4U);
  EXPECT_EQ(*all.find("a"), Value(1));
  EXPECT_EQ(*all.find("b"), Value("own"));
  EXPECT_EQ(*all.find("c"), Value(1));
  EXPECT_EQ(*all.find("d"), Value("own"));
  EXPECT_EQ(value.find("other")->members().size(), 3U);
  EXPECT_EQ(*value.find("inline")->find("f"), Value(1));
}

TEST(YamlMerge, ReachesThroughSeveralLevels) {
  const Value value = read("a: &a {x: 1}\nb: &b\n  <<: *a\n  y: 2\nc:\n  <<: *b\n");
  EXPECT_EQ(value.find("c")->members().size(), 2U);
}

TEST(YamlMerge, RefusesAKeyThatStandsTwiceBesides) {
  EXPECT_THAT(findings("a: &a {x: 1}\nb:\n  <<: *a\n  x: 2\n  x: 3\n"),
              ElementsAre("5:3-4 yaml.duplicate_key"));
  EXPECT_THAT(findings("a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n"),
              ElementsAre("4:3-5 yaml.duplicate_key"));
}

TEST(YamlMerge, RefusesWhatIsNoMapping) {
  EXPECT_THAT(findings("a: &a 1\nb: {<<: *a}\n"), ElementsAre("2:9-11 yaml.merge_not_mapping"));
  EXPECT_THAT(findings("<<: [{a: 1}, 2]\n"), ElementsAre("1:5 yaml.merge_not_mapping"));
  EXPECT_THAT(findings("<<:\n"), ElementsAre("1:4 yaml.merge_not_mapping"));
}

TEST(YamlMerge, LeavesAQuotedKeyAlone) { EXPECT_EQ(*read("'<<': 1").find("<<"), Value(1)); }

TEST(YamlTags, TakesStringsListsAndMappings) {
  const Value value = read("a: !!str 12\nb: !!seq [1]\nc: !!map {d: 1}\ne: ! 12\n");
  EXPECT_EQ(*value.find("a"), Value("12"));
  EXPECT_EQ(place(value.find("a")->mark), "1:10-12");
  EXPECT_TRUE(value.find("b")->is_array());
  EXPECT_EQ(*value.find("e"), Value("12"));
}

TEST(YamlTags, RefusesAllOthers) {
  EXPECT_THAT(findings("a: !secret x\n"), ElementsAre("1:12-13 yaml.unknown_tag"));
  EXPECT_THAT(findings("a: !!python/object:os.system [x]\n"), ElementsAre("1:4 yaml.unknown_tag"));
  EXPECT_THAT(findings("a: !!int '1'\n"), ElementsAre("1:10-13 yaml.unknown_tag"));
}

TEST(YamlMarks, CountCodePoints) {
  const Value value = read("'žluť': \"é\"   # x\n日本: [😀, b]\n");
  EXPECT_EQ(place(value.members()[0].key_mark), "1:1-7");
  EXPECT_EQ(place(value.members()[0].value.mark), "1:9-12");
  EXPECT_EQ(place(value.members()[1].key_mark), "2:1-3");
  EXPECT_EQ(place(value.members()[1].value.items()[0].mark), "2:6-7");
  EXPECT_EQ(place(value.members()[1].value.items()[1].mark), "2:9-10");
}

TEST(YamlMarks, EndOnlyWhereAScalarEndsOnItsLine) {
  const Value value = read(
      "plain: two words  \n"
      "quoted: 'it''s' # c\n"
      "escaped: \"a\\\"b\"\n"
      "long: one\n"
      "  two\n"
      "block: |\n"
      "  text\n"
      "lines: \"a\n"
      "  b\"\n"
      "list:\n"
      "  - a\n");
  EXPECT_EQ(place(value.find("plain")->mark), "1:8-17");
  EXPECT_EQ(place(value.find("quoted")->mark), "2:9-16");
  EXPECT_EQ(place(value.find("escaped")->mark), "3:10-16");
  EXPECT_EQ(place(value.find("long")->mark), "4:7");
  EXPECT_EQ(place(value.find("block")->mark), "6:8");
  EXPECT_EQ(place(value.find("lines")->mark), "8:8");
  EXPECT_EQ(place(value.find("list")->mark), "11:3");
  EXPECT_EQ(place(value.find("list")->items()[0].mark), "11:5-6");
}

TEST(YamlMarks, StandAfterAnchorsAndTags) {
  EXPECT_EQ(place(read("a: &x !!str   text\n").find("a")->mark), "1:15-19");
  EXPECT_EQ(place(read("a: &x\n  b: 1\n").find("a")->mark), "2:3");
}

// why: the parser places a value that is left out at the next token, which may be lines away.
TEST(YamlMarks, PlaceAValueThatIsLeftOutWhereItWouldBegin) {
  const Value value = read("a:\n\n# comment\nb: ~\nlist:\n-\n- x\nc:   # note\nd:");
  EXPECT_EQ(place(value.find("a")->mark), "1:3");
  EXPECT_EQ(place(value.find("b")->mark), "4:4-5");
  EXPECT_EQ(place(value.find("list")->items()[0].mark), "6:2");
  EXPECT_EQ(value.find("c")->mark.line, 8);
  EXPECT_EQ(place(value.find("d")->mark), "9:3");
  EXPECT_EQ(place(read("? a\n? b\n").find("b")->mark), "2:3-4");
}

TEST(YamlText, TakesAByteOrderMark) {
  const Value value = read(
      "\xEF\xBB\xBF"
      "a: 1\n");
  EXPECT_EQ(place(value.members()[0].key_mark), "1:1-2");
  EXPECT_EQ(place(read("\xEF\xBB\xBF\xEF\xBB\xBF"
                       "a: 1\n")
                      .members()[0]
                      .key_mark),
            "1:1-2");
}

// why: it comes with files that were put together, and nobody can see that it makes another key.
TEST(YamlText, RefusesAByteOrderMarkInside) {
  EXPECT_THAT(findings("a: 1\n\xEF\xBB\xBF"
                       "b: 2\n"),
              ElementsAre("2:1 yaml.control_character"));
  EXPECT_THAT(findings("a: |\n  \xEF\xBB\xBFSELECT 1\n"),
              ElementsAre("2:3 yaml.control_character"));
  EXPECT_THAT(words("a: \xEF\xBB\xBFx"),
              AllOf(HasSubstr("byte order mark"), HasSubstr("remove it")));
  EXPECT_EQ(read("\"\\uFEFF\""), Value("\xEF\xBB\xBF"));
}

TEST(YamlText, TakesTabsThatSeparateOnly) {
  EXPECT_EQ(read("-\ta\n-\t[\tb,\tc\t]\t# d\n"), read("[a, [b, c]]"));
  EXPECT_EQ(read("a:\t|\n  b\tc\n").text_or("a", ""), "b\tc\n");
  for (const char* text : {"a: 1\n\t\nb: 2\n", "a: |\n  b\n\tc\n", "a: 1\n\t# b\nc: 1\n"}) {
    EXPECT_THAT(words(text), HasSubstr("a tab indents this line")) << text;
  }
}

TEST(YamlText, RefusesUtf16) {
  EXPECT_THAT(findings(std::string_view("\xFF\xFE\x61\x00", 4)),
              ElementsAre("1:1 yaml.invalid_utf8"));
  EXPECT_THAT(findings(std::string_view("\x61\x00:\x00", 4)),
              ElementsAre("1:2 yaml.control_character"));
}

TEST(YamlText, TakesWindowsLineEnds) {
  const Value value = read("a: 1\r\nb: |\r\n  x\r\n  y\r\nc: \"d\r\n  e\"\r\n");
  EXPECT_EQ(value.text_or("b", ""), "x\ny\n");
  EXPECT_EQ(value.text_or("c", ""), "d e");
  EXPECT_EQ(place(value.find("c")->mark), "5:4");
}

TEST(YamlText, IgnoresBlanksAfterTheLastLine) {
  EXPECT_EQ(read("a: >-\n  b\n  ").text_or("a", ""), "b");
  EXPECT_EQ(read("a: b  ").text_or("a", ""), "b");
  EXPECT_EQ(read("a: |\n  b\n\t ").text_or("a", ""), "b\n");
}

TEST(YamlText, RefusesALoneCarriageReturn) {
  EXPECT_THAT(findings("a: 1\rb: 2\n"), ElementsAre("1:5 yaml.control_character"));
}

TEST(YamlText, RefusesControlCharacters) {
  EXPECT_THAT(findings(std::string_view("a: b\0c", 6)), ElementsAre("1:5 yaml.control_character"));
  EXPECT_THAT(findings("a: 1\nž: \x04\n"), ElementsAre("2:4 yaml.control_character"));
  EXPECT_THAT(findings("\x7f"), ElementsAre("1:1 yaml.control_character"));
  EXPECT_THAT(findings("a\xC2\x80"), ElementsAre("1:2 yaml.control_character"));
  EXPECT_THAT(findings("\xEF\xBF\xBE"), ElementsAre("1:1 yaml.control_character"));
  EXPECT_EQ(read("\"\\x04\\u0085\""), Value("\x04\u0085"));
}

TEST(YamlText, ReadsEveryEscape) {
  EXPECT_EQ(read(R"("\N\_\L\P\x41\u017e\U0001F600")"), Value("\u0085\u00a0\u2028\u2029Až😀"));
  EXPECT_EQ(read(R"("\0\a\b\t\n\v\f\r\e\ \"\/\\")"),
            Value(std::string("\0\a\b\t\n\v\f\r\x1b \"/\\", 13)));
  EXPECT_THAT(findings(R"("\uD800")"), ElementsAre(HasSubstr("yaml.syntax")));
}

TEST(YamlText, RefusesInvalidUtf8) {
  EXPECT_THAT(findings("a: 1\nžb: \xFF\n"), ElementsAre("2:5 yaml.invalid_utf8"));
  EXPECT_THAT(findings("\xFF\xFE"
                       "a"),
              ElementsAre("1:1 yaml.invalid_utf8"));
  EXPECT_THAT(words("\xC0\x80"), HasSubstr("save the file as UTF-8"));
}

TEST(YamlText, TakesNothingForNull) {
  for (const char* text : {"", "\n\n", "# only\n  # comments\n", "---\n", "---\n...\n", "   "}) {
    EXPECT_TRUE(read(text).is_null()) << text;
  }
}

TEST(YamlText, TakesDocumentMarkers) {
  EXPECT_EQ(read("---\na: 1\n...\n"), read("a: 1"));
  EXPECT_EQ(read("%YAML 1.2\n---\na: 1\n"), read("a: 1"));
  EXPECT_EQ(read("--- text\n"), Value("text"));
}

TEST(YamlText, RefusesSeveralDocuments) {
  EXPECT_THAT(findings("a: 1\n---\nb: 2\n"), ElementsAre("2:1 yaml.several_documents"));
  EXPECT_THAT(findings("a: 1\n---\n"), ElementsAre("2:1 yaml.several_documents"));
  EXPECT_THAT(findings("a: 1\n...\nb: 2\n"), ElementsAre("3:1 yaml.several_documents"));
  EXPECT_THAT(findings("a: 1\n...\n---\n"), ElementsAre("3:1 yaml.several_documents"));
}

TEST(YamlText, TakesVeryLongLines) {
  const std::string word(1'000'000, 'x');
  EXPECT_EQ(read("a: " + word + "\n").text_or("a", ""), word);
  std::string list = "[";
  for (int i = 0; i < 100'000; ++i) {
    list += "ž, ";
  }
  EXPECT_EQ(read(list + "z]").items().back().mark.column, 300'002);
}

}  // namespace
}  // namespace osiris
