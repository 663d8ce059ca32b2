#include "osiris/format/yaml.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace osiris {
namespace {

constexpr std::uint64_t kMaxUint = std::numeric_limits<std::uint64_t>::max();

/// Makes values that are hard to write, the same ones in every run.
class Generator {
 public:
  Value value(int depth) {
    switch (pick(depth > 0 ? 10 : 8)) {
      case 0:
        return {};
      case 1:
        return {pick(2) == 0};
      case 2:
        return {static_cast<std::int64_t>(random_() >> pick(64)) * (pick(2) == 0 ? 1 : -1)};
      case 3:
        return {kMaxUint - pick(1000)};
      case 4:
        return {number()};
      case 8:
        return array(depth);
      case 9:
        return object(depth);
      default:
        return {text()};
    }
  }

  std::string text() {
    std::string text;
    const std::size_t pieces = pick(5);
    for (std::size_t i = 0; i < pieces; ++i) {
      text += kPieces[pick(std::size(kPieces))];
    }
    return text;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  double number() {
    constexpr double kNumbers[] = {
        0.0,  -0.0,   1.0,    1e21,  1e-7,
        0.1,  1e300,  5e-324, -2.5,  std::numeric_limits<double>::max(),
        1e16, 1.5e20, 1e100,  123.0, std::numeric_limits<double>::infinity()};
    return kNumbers[pick(std::size(kNumbers))];
  }

  Value array(int depth) {
    Value array = Value::array();
    for (std::size_t i = pick(4); i > 0; --i) {
      array.push_back(value(depth - 1));
    }
    return array;
  }

  Value object(int depth) {
    Value object = Value::object();
    for (std::size_t i = pick(4); i > 0; --i) {
      object.set(text(), value(depth - 1));
    }
    return object;
  }

  static constexpr const char* kPieces[] = {"a",
                                            "b c",
                                            " ",
                                            "  ",
                                            "\n",
                                            "\n\n",
                                            "\t",
                                            "\r",
                                            "#",
                                            " #",
                                            ":",
                                            ": ",
                                            "-",
                                            "- ",
                                            "?",
                                            "? ",
                                            "'",
                                            "\"",
                                            "\\",
                                            "\\n",
                                            "{",
                                            "}",
                                            "[",
                                            "]",
                                            ",",
                                            "&a",
                                            "*a",
                                            "!t",
                                            "|",
                                            ">",
                                            "%",
                                            "@",
                                            "`",
                                            "~",
                                            "null",
                                            "true",
                                            "yes",
                                            "no",
                                            "0",
                                            "1",
                                            "-1",
                                            "1.5",
                                            "1e3",
                                            "0x1f",
                                            "0o17",
                                            "0123",
                                            "12:30",
                                            "1_000",
                                            ".",
                                            ".5",
                                            ".inf",
                                            ".nan",
                                            "<<",
                                            "=",
                                            "---",
                                            "...",
                                            "ž",
                                            "日本",
                                            "😀",
                                            "\x01",
                                            "\x7f",
                                            "\x1b",
                                            "\u0085",
                                            "\u2028",
                                            "\ufeff",
                                            "\ufffe",
                                            "\u00a0",
                                            "2024-01-01",
                                            "$",
                                            "${x}",
                                            "y",
                                            "line one\n",
                                            "\n  indented",
                                            "end ",
                                            "+1",
                                            "0b1",
                                            "key: value",
                                            "\x04"};

  std::mt19937_64 random_{20261122};
};

void expect_round_trip(const Value& value) {
  const std::string text = to_yaml(value);
  const YamlDocument document = parse_yaml(text, "round.yaml");
  ASSERT_TRUE(document.value.has_value())
      << text << (document.diagnostics.empty() ? "" : to_line(document.diagnostics.front()));
  EXPECT_TRUE(*document.value == value) << text;
  EXPECT_TRUE(document.diagnostics.empty()) << text << to_line(document.diagnostics.front());
  EXPECT_EQ(text.back(), '\n');
}

TEST(ToYaml, WritesBlockStyleThatReadsBack) {
  const YamlDocument document = parse_yaml(
      "steps: [{id: a, needs: [], config: {}, list: [[1, 2], {b: 2}]}, x]\nname: m\n", "in.yaml");
  ASSERT_TRUE(document.value.has_value());
  EXPECT_EQ(to_yaml(*document.value),
            "steps:\n"
            "  - id: a\n"
            "    needs: []\n"
            "    config: {}\n"
            "    list:\n"
            "      - - 1\n"
            "        - 2\n"
            "      - b: 2\n"
            "  - x\n"
            "name: m\n");
}

TEST(ToYaml, WritesScalarsAtTheRoot) {
  EXPECT_EQ(to_yaml(Value()), "null\n");
  EXPECT_EQ(to_yaml(true), "true\n");
  EXPECT_EQ(to_yaml(1), "1\n");
  EXPECT_EQ(to_yaml("text"), "text\n");
  EXPECT_EQ(to_yaml("a\nb"), "|-\n  a\n  b\n");
  EXPECT_EQ(to_yaml(Value::array()), "[]\n");
  EXPECT_EQ(to_yaml(Value::object()), "{}\n");
}

TEST(ToYaml, QuotesOnlyWhatWouldReadAsSomethingElse) {
  for (const char* plain : {"a", "a:b", "http://a/b", "it's", "say \"hi\"", "0.1.0", "${x}", "-x",
                            "?x", "Zoë", "😀", "a,b", "back\\slash", "a#b", "yesterday", "1st"}) {
    EXPECT_EQ(to_yaml(plain), std::string(plain) + "\n");
  }
  for (const char* quoted : {"",           " a",
                             "a ",         "a: b",
                             "a #b",       "a:",
                             "- x",        "-",
                             "?",          ":",
                             "@x",         "{x}",
                             "[x]",        "&a",
                             "*a",         "!t",
                             "%p",         "`b",
                             "|",          "> x",
                             "#c",         "true",
                             "Yes",        "off",
                             "null",       "~",
                             "123",        "1.5",
                             "1e3",        "0x1f",
                             "0o17",       "0b1",
                             "017",        "1_000",
                             "12:30",      "12:30:45",
                             "2024-01-01", "=",
                             "<<",         ".5",
                             "+1",         ".inf",
                             ".nan",       "---",
                             "...",        "99999999999999999999"}) {
    EXPECT_EQ(to_yaml(quoted), "'" + std::string(quoted) + "'\n");
  }
  EXPECT_EQ(to_yaml("'it'"), "'''it'''\n");
}

TEST(ToYaml, EscapesWhatDoesNotPrint) {
  EXPECT_EQ(to_yaml("tab\there"), "\"tab\\there\"\n");
  EXPECT_EQ(to_yaml("\x07\x7f\u0085\u2028\ufeff"), "\"\\u0007\\u007F\\u0085\\u2028\\uFEFF\"\n");
  EXPECT_EQ(to_yaml(std::string("\0", 1)), "\"\\u0000\"\n");
  EXPECT_EQ(to_yaml("a\r\nb"), "\"a\\u000D\\nb\"\n");
  EXPECT_EQ(to_yaml("a\xFFz"), "a\uFFFDz\n");
}

TEST(ToYaml, WritesTextWithLineBreaksAsBlock) {
  Value value;
  value.set("none", "SELECT 1\n  FROM t");
  value.set("one", "a\n\nb\n");
  value.set("several", "a\n\n");
  value.set("last", "x");
  EXPECT_EQ(to_yaml(value),
            "none: |-\n  SELECT 1\n    FROM t\none: |\n  a\n\n  b\nseveral: |+\n  a\n\nlast: x\n");
  expect_round_trip(value);
  EXPECT_EQ(to_yaml(" a\nb"), "\" a\\nb\"\n");
  EXPECT_EQ(to_yaml("a \nb"), "\"a \\nb\"\n");
}

TEST(ToYaml, WritesDoublesSoThatOlderReadersSeeThem) {
  EXPECT_EQ(to_yaml(1.0), "1.0\n");
  EXPECT_EQ(to_yaml(1e21), "1.0e+21\n");
  EXPECT_EQ(to_yaml(1.5e-7), "1.5e-7\n");
  EXPECT_EQ(to_yaml(-std::numeric_limits<double>::infinity()), "-.inf\n");
  expect_round_trip(std::numeric_limits<double>::quiet_NaN());
}

TEST(ToYaml, WritesAnyKey) {
  Value value;
  for (const char* key :
       {"", "<<", "null", "1", "a: b", "two\nlines", " ", "?", "- a", "ž", "\t", "{", "yes"}) {
    value.set(key, 1);
  }
  value.set(std::string(2000, 'k'), 1);
  value.set(std::string(2000, 'l'), Value::Array{1, Value::Array{2}});
  value.set("last", Value(value));
  expect_round_trip(value);
}

TEST(ToYaml, ReadsBackEqualForManyValues) {
  Generator generator;
  for (int i = 0; i < 3000; ++i) {
    expect_round_trip(generator.value(4));
  }
}

TEST(ToYaml, ReadsBackEqualForManyTexts) {
  Generator generator;
  for (int i = 0; i < 10000; ++i) {
    Value value;
    value.set("text", generator.text());
    value.set("next", Value::Array{generator.text(), generator.text()});
    expect_round_trip(value);
    expect_round_trip(generator.text());
  }
}

}  // namespace
}  // namespace osiris
