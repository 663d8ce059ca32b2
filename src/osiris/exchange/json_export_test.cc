#include "osiris/exchange/json_export.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <gmock/gmock.h>

#include <string>

namespace osiris::exchange {
namespace {

class JsonExportTest : public DatabaseTest {
 protected:
  void make_relation(const std::string& select) {
    unwrap(replace_relation(*connection, "t", select));
  }

  Result<JsonStats> write(const std::vector<std::string>& columns,
                          JsonLayout layout = JsonLayout::kLines, int workers = 2) {
    text_.clear();
    return export_json(
        *database, "t", columns, layout,
        [this](std::string_view piece) {
          text_ += piece;
          return Status();
        },
        workers);
  }

  /// Writes one value in a column called v.
  std::string written(const std::string& value) {
    make_relation("SELECT " + value + " AS v");
    unwrap(write({"v"}));
    return text_;
  }

  std::string text_;
};

TEST_F(JsonExportTest, WritesAnObjectForEachRow) {
  make_relation("SELECT 1 AS a, 'x' AS \"b \"\"c\" UNION ALL SELECT NULL, ''");
  const JsonStats stats = unwrap(write({"b \"c", "a"}));
  EXPECT_EQ(text_, "{\"b \\\"c\":\"x\",\"a\":1}\n{\"b \\\"c\":\"\",\"a\":null}\n");
  EXPECT_EQ(stats.written.rows, 2);
  EXPECT_EQ(stats.written.bytes, static_cast<std::int64_t>(text_.size()));
}

TEST_F(JsonExportTest, WritesAnArray) {
  make_relation("SELECT i AS n FROM range(3) AS r(i)");
  const JsonStats stats = unwrap(write({"n"}, JsonLayout::kArray));
  EXPECT_EQ(text_, "[\n{\"n\":0},\n{\"n\":1},\n{\"n\":2}\n]\n");
  EXPECT_EQ(stats.written.bytes, static_cast<std::int64_t>(text_.size()));
}

TEST_F(JsonExportTest, AnEmptyRelationIsNoLineOrAnEmptyArray) {
  make_relation("SELECT 1 AS n WHERE false");
  unwrap(write({"n"}));
  EXPECT_EQ(text_, "");
  unwrap(write({"n"}, JsonLayout::kArray));
  EXPECT_EQ(text_, "[]\n");
}

TEST_F(JsonExportTest, WritesEachTypeExactly) {
  const std::pair<const char*, const char*> values[] = {
      {"true", "true"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"170141183460469231731687303715884105727", "170141183460469231731687303715884105727"},
      {"340282366920938463463374607431768211455::UHUGEINT",
       "340282366920938463463374607431768211455"},
      {"'9999999999999999999999999999.9999999999'::DECIMAL(38,10)",
       "9999999999999999999999999999.9999999999"},
      {"-0.05::DECIMAL(4,2)", "-0.05"},
      {"0.1::DOUBLE", "0.1"},
      {"5e-324::DOUBLE", "5e-324"},
      {"1.1::FLOAT", "1.1"},
      {"'tab\t \"quote\" \\ \x01 é 😀'", "\"tab\\u0009 \\\"quote\\\" \\\\ \\u0001 é 😀\""},
      {"'\\x00\\xFFab'::BLOB", "\"AP9hYg==\""},
      {"''::BLOB", "\"\""},
      {"'abc'::BLOB", "\"YWJj\""},
      {"DATE '2026-11-22'", "\"2026-11-22\""},
      {"TIME '17:06:30.5'", "\"17:06:30.500000\""},
      {"TIMESTAMP '2026-11-22 17:06:30.5'", "\"2026-11-22T17:06:30.500000\""},
      {"TIMESTAMP_NS '2026-11-22 17:06:30.123456789'", "\"2026-11-22T17:06:30.123456789\""},
      {"TIMESTAMPTZ '2026-11-22 17:06:30+02'", "\"2026-11-22T15:06:30Z\""},
      {"'infinity'::TIMESTAMP", "\"infinity\""},
      {"'0044-03-15 (BC)'::TIMESTAMP", "\"0044-03-15 (BC) 00:00:00\""},
      {"INTERVAL '1 month 2 days'", "\"1 month 2 days\""},
      {"'01234567-89ab-cdef-fedc-ba9876543210'::UUID", "\"01234567-89ab-cdef-fedc-ba9876543210\""},
      {"'a'::ENUM('a', 'b')", "\"a\""},
      {"'0101'::BIT", "\"0101\""},
      {"'{\"a\":\n [1,\r\n 2.50]}'::JSON", "{\"a\":  [1,   2.50]}"},
      {"[1, NULL]", "[1,null]"},
      {"[1.5, 2]::FLOAT[2]", "[1.5,2.0]"},
      {"{'x': 1, 'y z': ['a']}", "{\"x\":1,\"y z\":[\"a\"]}"},
      {"MAP {1: DATE '2026-01-01'}", "{\"1\":\"2026-01-01\"}"},
      {"[TIMESTAMP '2026-01-01 00:00:00']", "[\"2026-01-01T00:00:00\"]"},
      {"['abc'::BLOB]", "[\"YWJj\"]"},
      {"1::UNION(n INTEGER, s VARCHAR)", "\"1\""},
  };
  for (const auto& [value, json] : values) {
    EXPECT_EQ(written(value), "{\"v\":" + std::string(json) + "}\n") << value;
  }
}

TEST_F(JsonExportTest, NumbersThatJsonLacksAreNullAndCounted) {
  make_relation(
      "SELECT 'nan'::DOUBLE AS a, ['inf'::FLOAT, 1, '-inf'] AS b, 1.5::DOUBLE AS c "
      "UNION ALL SELECT 'inf'::DOUBLE, [], NULL");
  const JsonStats stats = unwrap(write({"a", "b", "c"}));
  EXPECT_EQ(text_,
            "{\"a\":null,\"b\":[null,1.0,null],\"c\":1.5}\n"
            "{\"a\":null,\"b\":[],\"c\":null}\n");
  EXPECT_THAT(stats.nulled, testing::ElementsAre(2, 2, 0));
}

TEST_F(JsonExportTest, SameRowsGiveSameBytesInOrderWhateverTheThreads) {
  make_relation("SELECT i AS n, 'text ' || i AS t FROM range(400000) AS r(i)");
  for (const JsonLayout layout : {JsonLayout::kLines, JsonLayout::kArray}) {
    unwrap(write({"n", "t"}, layout, 1));
    const std::string alone = text_;
    unwrap(write({"n", "t"}, layout, 4));
    EXPECT_TRUE(text_ == alone);
    std::size_t at = 0;
    for (int i = 0; i < 400000 && at != std::string::npos; i += 997) {
      at = text_.find("{\"n\":" + std::to_string(i) + ",", at);
    }
    EXPECT_NE(at, std::string::npos);
  }
}

TEST_F(JsonExportTest, NeedsLittleMemory) {
  make_relation("SELECT i AS n, md5(i::VARCHAR) AS t FROM range(2000000) AS r(i)");
  open({.path = {}, .memory_limit_bytes = 64 << 20, .readable_paths = {}});
  std::int64_t bytes = 0;
  const JsonStats stats = unwrap(export_json(
      *database, "t", {"n", "t"}, JsonLayout::kLines,
      [&bytes](std::string_view piece) {
        bytes += static_cast<std::int64_t>(piece.size());
        EXPECT_LT(piece.size(), 8U << 20);
        return Status();
      },
      2));
  EXPECT_EQ(stats.written.rows, 2'000'000);
  EXPECT_EQ(stats.written.bytes, bytes);
}

TEST_F(JsonExportTest, EndsWithTheSink) {
  make_relation("SELECT i AS n FROM range(300000) AS r(i)");
  const auto result = export_json(
      *database, "t", {"n"}, JsonLayout::kArray,
      [](std::string_view) -> Status { return fail(kDiskFull, "full"); }, 2);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file.disk_full");
  EXPECT_EQ(write({"m"}).error().code, "data.column_not_found");
}

}  // namespace
}  // namespace osiris::exchange
