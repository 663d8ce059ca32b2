#include "osiris/format/yaml_layout.h"

#include "osiris/base/filesystem.h"
#include "osiris/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris {
namespace {

/// Keys a, b, x-*, list; the list's items have id first and are spaced.
YamlLayout fixture_layout() {
  YamlLayout item;
  item.key_order = {"id", "needs", "config"};
  YamlLayout list;
  list.spaced = true;
  list.members = {{"*", item}};
  YamlLayout layout;
  layout.key_order = {"a", "b", "x-*", "list"};
  layout.spaced = true;
  layout.members = {{"list", list}};
  return layout;
}

/// Lays out a document, twice, which must change nothing.
std::string laid_out(const std::string& text, const YamlLayout& layout = fixture_layout()) {
  const LaidOutYaml once = lay_out_yaml(text, "f.yaml", layout);
  if (!once.text) {
    return once.diagnostics.front().code + ": " + once.diagnostics.front().message;
  }
  const LaidOutYaml twice = lay_out_yaml(*once.text, "f.yaml", layout);
  EXPECT_EQ(twice.text.value_or("no text"), *once.text);
  return *once.text;
}

TEST(YamlLayout, LeavesACanonicalDocumentAlone) {
  const std::string text =
      "# About the document.\n"
      "\n"
      "# About a.\n"
      "a: \"0.1.0\"\n"
      "b: text  # beside\n"
      "\n"
      "list:\n"
      "  # about one\n"
      "  - id: one\n"
      "    needs: [x, y]\n"
      "    config:\n"
      "      query: |\n"
      "        SELECT 1  -- # no comment\n"
      "\n"
      "        FROM t\n"
      "      # more: options\n"
      "\n"
      "  - id: two\n"
      "# the end\n";
  EXPECT_EQ(laid_out(text), text);
}

TEST(YamlLayout, BringsKnownKeysIntoTheirOrder) {
  EXPECT_EQ(laid_out("list: []\nz: 1\nx-note: 2\nb: 3\ny: 4\na: 5\n"),
            "a: 5\nb: 3\nx-note: 2\nlist: []\nz: 1\ny: 4\n");
  EXPECT_EQ(laid_out("list:\n- config: {z: 1, a: 2}\n  id: x\n"),
            "list:\n  - id: x\n    config: {z: 1, a: 2}\n");
  EXPECT_EQ(laid_out("b: 1\n<<: {c: 1}\na: 2\n"), "<<: {c: 1}\na: 2\nb: 1\n");
}

TEST(YamlLayout, TakesCommentsAlongWithTheirKeys) {
  EXPECT_EQ(laid_out("# b is first\nb: 1 # beside b\n# about a\na: 2 # beside a\n"),
            "# about a\na: 2  # beside a\n# b is first\nb: 1  # beside b\n");
}

TEST(YamlLayout, KeepsTheHeadOfTheDocumentAtItsTop) {
  EXPECT_EQ(laid_out("# head\n\n# b\nb: 1\na: 2\n"), "# head\n\na: 2\n# b\nb: 1\n");
  EXPECT_EQ(laid_out("# vim: sw=2\n# b\nb: 1\na: 2\n"), "# vim: sw=2\na: 2\n# b\nb: 1\n");
}

TEST(YamlLayout, KeepsTheOrderThatAnAnchorNeeds) {
  EXPECT_EQ(laid_out("list:\n- &one {id: 1}\na: *one\n"), "list:\n  - &one {id: 1}\n\na: *one\n");
}

TEST(YamlLayout, IndentsByTwo) {
  EXPECT_EQ(laid_out("a:\n    b:\n          - 1\n          -   x: 1\n              y: 2\n"),
            "a:\n  b:\n    - 1\n    - x: 1\n      y: 2\n");
  EXPECT_EQ(laid_out("a:\n- 1\n-\n  - 2\n  - 3\n- - - 4\n"),
            "a:\n  - 1\n  - - 2\n    - 3\n  - - - 4\n");
  EXPECT_EQ(laid_out("  a: 1\n  b: 2\n"), "a: 1\nb: 2\n");
}

TEST(YamlLayout, SetsSpacesAndEmptyLines) {
  EXPECT_EQ(laid_out("a  :   1\nb :\t2\n"), "a: 1\nb: 2\n");
  EXPECT_EQ(laid_out("\n\na: 1\n\n\n\nb: 2\n\n\n"), "a: 1\n\nb: 2\n");
  EXPECT_EQ(laid_out("a:\n\n  x: 1\n\n\n  y: 2\nb: 1\nc: 1\n"),
            "a:\n  x: 1\n\n  y: 2\n\nb: 1\nc: 1\n");
  EXPECT_EQ(laid_out("list:\n- id: 1\n- id: 2\n"), "list:\n  - id: 1\n\n  - id: 2\n");
  EXPECT_EQ(laid_out("list:\n- 1\n- 2\n"), "list:\n  - 1\n  - 2\n");
}

TEST(YamlLayout, DropsByteOrderMarkAndCarriageReturns) {
  EXPECT_EQ(laid_out("\xEF\xBB\xBF"
                     "a: 1\r\nb: |\r\n  x\r\n  y\r\n"),
            "a: 1\n\nb: |\n  x\n  y\n");
  EXPECT_EQ(laid_out("a: 1   \nb: 2  # c  "), "a: 1\nb: 2  # c\n");
}

TEST(YamlLayout, KeepsTheSpellingOfScalars) {
  EXPECT_EQ(laid_out("a: [\"x\", 'y', z, 0x1F, 1e3, ~, null, .nan]\n"),
            "a: [\"x\", 'y', z, 0x1F, 1e3, ~, null, .nan]\n");
  EXPECT_EQ(laid_out("a:\nb: ~\nc: !!str 12\n"), "a:\nb: ~\nc: !!str 12\n");
  EXPECT_EQ(laid_out("a:\n~ b: 1\n"), "a:\n~ b: 1\n");
  EXPECT_EQ(laid_out("a: \"#\"\nb: x#y\nc: '#' # c\n"), "a: \"#\"\nb: x#y\nc: '#'  # c\n");
}

TEST(YamlLayout, IndentsScalarsOfSeveralLines) {
  EXPECT_EQ(laid_out("a: one\n      two   \n\n      three\nb: 1\n"),
            "a: one\n  two\n\n  three\nb: 1\n");
  EXPECT_EQ(laid_out("a: \"one \\\n      two\\\n   \\ three\"\n"),
            "a: \"one \\\n  two\\\n  \\ three\"\n");
  EXPECT_EQ(laid_out("a: 'one\n\n  two' # c\n"), "a: 'one\n\n  two'  # c\n");
  EXPECT_EQ(laid_out("a:\n  one\n  two\n"), "a: one\n  two\n");
  EXPECT_EQ(laid_out("- &a one\n   two\n"), "- &a one\n    two\n");
}

TEST(YamlLayout, IndentsBlocks) {
  EXPECT_EQ(laid_out("a: |   # c\n      x\n        y\n\n      z\n\n\nb: 1\n"),
            "a: |  # c\n  x\n    y\n\n  z\n\nb: 1\n");
  EXPECT_EQ(laid_out("a: >-\n   x\n   y\n\n     z\n"), "a: >-\n  x\n  y\n\n    z\n");
  EXPECT_EQ(laid_out("a: |4\n      x\n    y\n"), "a: |2\n    x\n  y\n");
  EXPECT_EQ(laid_out("a: |+\n    x\n\n\nb: 1\n"), "a: |+\n  x\n\n\nb: 1\n");
  EXPECT_EQ(laid_out("a: |+\n  x\nb: |\nc: |-\n d\n"), "a: |\n  x\n\nb: |\n\nc: |-\n  d\n");
  EXPECT_EQ(laid_out("list:\n- |\n    x\n- >\n    y\n"), "list:\n  - |\n    x\n\n  - >\n    y\n");
  EXPECT_EQ(laid_out("a: |\n  x\n # no text\nb: 1\n"), "a: |\n  x\n\n# no text\nb: 1\n");
}

TEST(YamlLayout, PutsBracketsOnOneLineWhereTheyFit) {
  EXPECT_EQ(laid_out("a: [ 1,2 , {x: 1,y:  [ ]} , ]\n"), "a: [1, 2, {x: 1, y: []}]\n");
  EXPECT_EQ(laid_out("a: [\n  1,\n\n  2\n]\n"), "a: [1, 2]\n");
  EXPECT_EQ(laid_out("a: {x, y: , z: &k s, *k : 2}\n"), "a: {x: null, y: null, z: &k s, *k : 2}\n");
  EXPECT_EQ(laid_out("a: [x: 1, \"y\": 2]\n"), "a: [{x: 1}, {\"y\": 2}]\n");
  const std::string word(45, 'w');
  EXPECT_EQ(laid_out("a: [" + word + ", " + word + ", {x: 1}]\n"),
            "a: [\n  " + word + ",\n  " + word + ",\n  {x: 1}\n]\n");
}

TEST(YamlLayout, KeepsCommentsInBrackets) {
  EXPECT_EQ(laid_out("a: [1, # one\n  # two\n  2,\n  # end\n]  # out\n"),
            "a: [\n  1,  # one\n  # two\n  2\n  # end\n]  # out\n");
  EXPECT_EQ(laid_out("a: [-, # one\n  -]\n"), "a: [\n  '-',  # one\n  '-'\n]\n");
  EXPECT_EQ(laid_out("b: {x: 1, # one\n y: [ # two\n ]}\n"),
            "b: {\n  x: 1,  # one\n  y: [\n    # two\n  ]\n}\n");
}

TEST(YamlLayout, TakesJson) {
  EXPECT_EQ(laid_out("# head\n{\"b\": 1,\n \"a\": {\"x\": [true, null]}} # tail\n# end\n"),
            "# head\n{\"a\": {\"x\": [true, null]}, \"b\": 1}\n# tail\n# end\n");
}

TEST(YamlLayout, GivesCommentsToWhatTheySpeakOf) {
  // Indented with the end of a mapping, it belongs there, else to what is below.
  EXPECT_EQ(laid_out("a:\n    x: 1\n    # in a\n# b\nb: 1\n"),
            "a:\n  x: 1\n  # in a\n\n# b\nb: 1\n");
  EXPECT_EQ(laid_out("list:\n- id: 1\n  # in one\n# about two\n- id: 2\n"),
            "list:\n  - id: 1\n    # in one\n\n  # about two\n  - id: 2\n");
  EXPECT_EQ(laid_out("list:\n- 1\n# b\nc: 1\n"), "list:\n  - 1\n\n# b\nc: 1\n");
  EXPECT_EQ(laid_out("a:  # opens\n    # first\n    x: 1\n"), "a:  # opens\n  # first\n  x: 1\n");
  EXPECT_EQ(laid_out("a:\n  # before the value\n  1  # beside\n"),
            "# before the value\na: 1  # beside\n");
  EXPECT_EQ(laid_out("list:\n- # at the dash\n  id: 1\n"), "list:\n  # at the dash\n  - id: 1\n");
}

TEST(YamlLayout, KeepsTheFurtherLinesOfACommentBelowIt) {
  EXPECT_EQ(laid_out("a: 1       # one\n           # two\n# b\nb: 2\n"),
            "a: 1  # one\n      # two\n# b\nb: 2\n");
}

TEST(YamlLayout, KeepsAnchorsTagsAndMarkers) {
  EXPECT_EQ(laid_out("a:   &x   !!map\n  k:   v\nb:   *x\n"), "a: &x !!map\n  k: v\n\nb: *x\n");
  EXPECT_EQ(laid_out("%YAML 1.2\n# c\n---   # d\na: 1\n...\n# e\n"),
            "%YAML 1.2\n# c\n---\n# d\na: 1\n# e\n");
  EXPECT_EQ(laid_out("a: [!\"x\", ! 'y', !<tag:yaml.org,2002:str> 1]\n"),
            "a: [! \"x\", ! 'y', !<tag:yaml.org,2002:str> 1]\n");
  EXPECT_EQ(laid_out("z:\n\n? --- x\n: 1\n"), "z:\n\n? --- x\n: 1\n");
  EXPECT_EQ(laid_out("---y:: 1\n---: 2\n"), "---y:: 1\n---: 2\n");
  EXPECT_EQ(laid_out("? a\n: 1\n? \"b\n  c\"\n: 2\n"), "a: 1\n? \"b\n  c\"\n: 2\n");
}

TEST(YamlLayout, TakesDocumentsWithoutKeys) {
  EXPECT_EQ(laid_out(""), "");
  EXPECT_EQ(laid_out("\n\n# only\n\n\n# comments"), "# only\n\n# comments\n");
  EXPECT_EQ(laid_out("   text"), "text\n");
  EXPECT_EQ(laid_out(" ---\n"), "  ---\n");
  EXPECT_EQ(laid_out("- 1\n-    2\n"), "- 1\n- 2\n");
}

TEST(YamlLayout, RefusesWhatIsNotYaml) {
  EXPECT_THAT(laid_out("a: [\n"), testing::StartsWith("yaml.syntax"));
  EXPECT_THAT(laid_out("a: 1\na: 2\n"), testing::StartsWith("yaml.duplicate_key"));
}

TEST(YamlLayout, GivesNoWarnings) {
  const LaidOutYaml result = lay_out_yaml("a: yes\n", "f.yaml", {});
  EXPECT_TRUE(result.text.has_value());
  EXPECT_TRUE(result.diagnostics.empty());
}

TEST(YamlLayout, KeepsEveryGoldenDocument) {
  const RealFileSystem files;
  std::size_t documents = 0;
  for (const char* area : {"validate", "compile"}) {
    const Path folder = Path(OSIRIS_GOLDEN_DIR) / area;
    const auto entries = files.list(folder);
    ASSERT_TRUE(entries.has_value());
    for (const DirectoryEntry& entry : *entries) {
      const Path file = folder / entry.name / "pipeline.yaml";
      const std::string text = files.read_text(file, 1 << 20).value_or("");
      if (parse_yaml(text, "").value) {
        SCOPED_TRACE(file.string());
        EXPECT_THAT(laid_out(text), testing::Not(testing::StartsWith("yaml.")));
        ++documents;
      }
    }
  }
  EXPECT_GT(documents, 100U);
}

}  // namespace
}  // namespace osiris
