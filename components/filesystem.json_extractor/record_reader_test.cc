#include "components/filesystem.json_extractor/record_reader.h"

#include "components/filesystem/test_source.h"

#include <gtest/gtest.h>

#include <string>

namespace osiris::components {
namespace {

/// Reads all records: "line:text" and a bar after each; or the failure's code.
std::string records_of(const std::string& text, const JsonLayout& layout = {},
                       std::size_t piece = 1 << 20) {
  auto reader = JsonRecordReader::open(std::make_unique<TextSource>(text, piece), "a", layout);
  if (!reader.has_value()) {
    return reader.error().code;
  }
  std::string found;
  while (true) {
    const auto record = reader->next();
    if (!record.has_value()) {
      return record.error().code;
    }
    if (!*record) {
      return found;
    }
    found += std::to_string((*record)->line) + ":" + std::string((*record)->text) + "|";
  }
}

TEST(JsonRecordReader, CutsLinesAndArrays) {
  EXPECT_EQ(records_of("{\"a\":1}\n\n{\"b\":\"}\\\"\"}"), "1:{\"a\":1}|3:{\"b\":\"}\\\"\"}|");
  EXPECT_EQ(records_of("1 22\n\"x\" null"), "1:1|1:22|2:\"x\"|2:null|");
  EXPECT_EQ(records_of("[1,\n[2,3] , {\"a\":[]}\n]"), "1:1|2:[2,3]|2:{\"a\":[]}|");
  EXPECT_EQ(records_of("[1]", {.format = JsonFormat::kLines, .records_path = {}}), "1:[1]|");
  EXPECT_EQ(records_of("{\"x\":{\"a\":0},\"a\":{\"b\":[1,2],\"c\":3},\"d\":[4]}",
                       {.format = JsonFormat::kAuto, .records_path = {"a", "b"}}),
            "1:1|1:2|");
}

TEST(JsonRecordReader, ReadsOverTheEndsOfPieces) {
  const std::string record = "{\"t\":\"" + std::string(700'000, 'x') + "\"}";
  EXPECT_EQ(records_of(record + "\n" + record + "\n" + record),
            "1:" + record + "|2:" + record + "|3:" + record + "|");
}

TEST(JsonRecordReader, DoesNotDependOnPieces) {
  const std::string text = "\xEF\xBB\xBF[{\"a\": \"\\\"]\"},\r\n 12 , null\n]";
  EXPECT_EQ(records_of(text), "1:{\"a\": \"\\\"]\"}|2:12|2:null|");
  for (const std::size_t piece : {1U, 2U, 3U, 5U}) {
    EXPECT_EQ(records_of(text, {}, piece), records_of(text)) << piece;
    EXPECT_EQ(records_of(std::string("\xFF\xFE[\0", 4), {}, piece), "json.malformed");
  }
}

TEST(JsonRecordReader, BoundsARecord) {
  EXPECT_EQ(records_of("[\"" + std::string(kRecordBytesMax, 'x') + "\"]"), "json.record_too_large");
}

TEST(JsonRecordReader, TellsWhatHasNoEnd) {
  for (const char* text : {"{", "{\"a", "[1", "[1,", "[1}", "[", "]", "\"x"}) {
    EXPECT_EQ(records_of(text), "json.malformed") << text;
  }
}

}  // namespace
}  // namespace osiris::components
