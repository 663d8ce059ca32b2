#include "osiris/format/yaml_scalar_places.h"

#include "osiris/base/filesystem.h"
#include "osiris/base/text.h"
#include "osiris/format/yaml.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

/// Returns "line:column-end" of the first occurrence of `word` in the value of `key`.
std::string place_of(const std::string& document, const std::string& key, const std::string& word) {
  const auto parsed = parse_yaml(document, "");
  const Value* const value = parsed.value ? parsed.value->find(key) : nullptr;
  if (value == nullptr || !value->is_string()) {
    return "no such text";
  }
  const auto places = YamlScalarPlaces::find(document, value->mark);
  if (!places) {
    return "not found";
  }
  const Mark mark = places->locate(places->text().find(word), word.size());
  return std::to_string(mark.line) + ":" + std::to_string(mark.column) + "-" +
         std::to_string(mark.end_column);
}

TEST(YamlScalarPlaces, ArePlainTexts) {
  EXPECT_EQ(place_of("q: SELECT a FROM b\n", "q", "a"), "1:11-12");
  EXPECT_EQ(place_of("x: 1\nq: SELECT a\n  FROM b\n\n  WHERE c\n", "q", "b"), "3:8-9");
  EXPECT_EQ(place_of("x: 1\nq: SELECT a\n  FROM b\n\n  WHERE c\n", "q", "c"), "5:9-10");
  EXPECT_EQ(place_of("{q: SELECT é a}", "q", "a"), "1:14-15");
}

TEST(YamlScalarPlaces, AreQuotedTexts) {
  EXPECT_EQ(place_of("q: 'it''s a'\n", "q", "a"), "1:11-12");
  EXPECT_EQ(place_of("q: \"tab\\t\\u00e9 z\"\n", "q", "z"), "1:17-18");
  EXPECT_EQ(place_of("q: \"SELECT \\\n    a\n    FROM b\"\n", "q", "b"), "3:10-11");
  EXPECT_EQ(place_of("q: &x 'a b'\n", "q", "b"), "1:10-11");
}

TEST(YamlScalarPlaces, AreLiteralBlocks) {
  const std::string document = "q: |  # a query\n    SELECT a,\n      b\n\n    FROM c\n";
  EXPECT_EQ(place_of(document, "q", "SELECT"), "2:5-11");
  EXPECT_EQ(place_of(document, "q", "b"), "3:7-8");
  EXPECT_EQ(place_of(document, "q", "c"), "5:10-11");
  EXPECT_EQ(place_of("q: |-\r\n  a\r\n  b\r\n", "q", "b"), "3:3-4");
  EXPECT_EQ(place_of("q: |2\n     a\n  b\n", "q", "b"), "3:3-4");
  EXPECT_EQ(place_of("q: |+\n\n  a\n  b\n\n\n", "q", "b"), "4:3-4");
  EXPECT_EQ(place_of("q: |\n \n  a\n  b\n", "q", "b"), "4:3-4");
}

TEST(YamlScalarPlaces, AreFoldedBlocks) {
  const std::string document = "q: >-\n  SELECT a,\n  b\n\n  FROM c\n    WHERE d\n  LIMIT e\n";
  EXPECT_EQ(place_of(document, "q", "b"), "3:3-4");
  EXPECT_EQ(place_of(document, "q", "FROM"), "5:3-7");
  EXPECT_EQ(place_of(document, "q", "d"), "6:11-12");
  EXPECT_EQ(place_of(document, "q", "e"), "7:9-10");
}

TEST(YamlScalarPlaces, GoBehindTheEnd) {
  const std::string document = "q: SELECT 1 +\n";
  const auto places = YamlScalarPlaces::find(document, {1, 4, 0});
  ASSERT_TRUE(places.has_value());
  const Mark mark = places->locate(places->text().size(), 0);
  EXPECT_EQ(mark.line, 1);
  EXPECT_EQ(mark.column, 14);
}

TEST(YamlScalarPlaces, NeedATextThere) {
  EXPECT_FALSE(YamlScalarPlaces::find("q: 12\n", {1, 4, 0}).has_value());
  EXPECT_FALSE(YamlScalarPlaces::find("q: a\n", {9, 9, 0}).has_value());
  EXPECT_FALSE(YamlScalarPlaces::find("q: [\n", {1, 4, 0}).has_value());
}

/// Tells whether an alias stands at a place; its text stands elsewhere.
bool is_alias(const std::string& document, const Mark& mark) {
  const std::vector<std::string> lines = split(document, '\n');
  const std::string& line = lines[static_cast<std::size_t>(mark.line - 1)];
  return line.substr(static_cast<std::size_t>(mark.column - 1)).starts_with('*');
}

/// Traces every text of a document.
void expect_traceable(const std::string& document, const Value& value, const std::string& file) {
  if (value.is_string() && !is_alias(document, value.mark)) {
    const auto places = YamlScalarPlaces::find(document, value.mark);
    ASSERT_TRUE(places.has_value()) << file << ":" << value.mark.line << ": " << value.as_string();
    EXPECT_EQ(places->text(), value.as_string());
  } else if (value.is_array()) {
    for (const Value& item : value.items()) {
      expect_traceable(document, item, file);
    }
  } else if (value.is_object()) {
    for (const Member& member : value.members()) {
      expect_traceable(document, member.value, file);
    }
  }
}

TEST(YamlScalarPlaces, AreKnownForEveryTextOfTheGoldenDocuments) {
  const RealFileSystem files;
  std::size_t documents = 0;
  for (const char* area : {"validate", "compile"}) {
    const Path folder = Path(OSIRIS_GOLDEN_DIR) / area;
    const auto entries = files.list(folder);
    ASSERT_TRUE(entries.has_value());
    for (const DirectoryEntry& entry : *entries) {
      const Path file = folder / entry.name / "pipeline.yaml";
      const std::string text = files.read_text(file, 1 << 20).value_or("");
      const YamlDocument document = parse_yaml(text, "");
      if (document.value) {
        expect_traceable(text, *document.value, file.string());
        ++documents;
      }
    }
  }
  EXPECT_GT(documents, 50U);
}

}  // namespace
}  // namespace osiris
