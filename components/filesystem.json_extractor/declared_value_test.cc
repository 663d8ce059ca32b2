#include "components/filesystem.json_extractor/declared_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace osiris::components {
namespace {

using exchange::ColumnBuilder;
using exchange::ColumnType;
using exchange::Int128;
using exchange::TypeId;

DeclaredFit fit_of(const ColumnType& type, std::string_view json) {
  ColumnBuilder column(type);
  JsonCursor cursor(json);
  std::string words;
  const DeclaredFit fit = append_declared(cursor, column, words);
  EXPECT_FALSE(cursor.problem().has_value()) << json;
  EXPECT_TRUE(cursor.at_end()) << json;
  EXPECT_EQ(column.size(), fit == DeclaredFit::kNone ? 0U : 1U) << json;
  if (fit == DeclaredFit::kRounded) {
    EXPECT_NE(json.find(words), std::string_view::npos) << words;
  }
  return fit;
}

bool fits(const ColumnType& type, std::string_view json) {
  return fit_of(type, json) == DeclaredFit::kExact;
}

/// Returns what a value becomes in a column of fixed width.
template <class T>
T stored(const ColumnType& type, std::string_view json) {
  ColumnBuilder column(type);
  JsonCursor cursor(json);
  std::string words;
  EXPECT_NE(append_declared(cursor, column, words), DeclaredFit::kNone) << json;
  T value{};
  EXPECT_EQ(column.values().size(), sizeof(T));
  std::memcpy(&value, column.values().data(), sizeof(T));
  return value;
}

std::string text_of(const ColumnType& type, std::string_view json) {
  ColumnBuilder column(type);
  JsonCursor cursor(json);
  std::string words;
  EXPECT_EQ(append_declared(cursor, column, words), DeclaredFit::kExact) << json;
  return {reinterpret_cast<const char*>(column.values().data()), column.values().size()};
}

TEST(DeclaredValue, TakesWholeNumbersHoweverTheyAreWritten) {
  for (const char* json : {"7", "7.0", "0.7e1", "70E-1", "\"7\"", "\"007\""}) {
    EXPECT_EQ(stored<std::int64_t>(TypeId::kBigint, json), 7) << json;
  }
  EXPECT_EQ(stored<std::int8_t>(TypeId::kTinyint, "-128"), -128);
  for (const char* json : {"7.5", "1e19", "9223372036854775808", "\"7.0\"", "\"1e1\"", "\"\"",
                           "\" 7\"", "true", "[7]", "{\"a\": 7}", "1e99999999999999999999"}) {
    EXPECT_FALSE(fits(TypeId::kBigint, json)) << json;
  }
  EXPECT_FALSE(fits(TypeId::kTinyint, "128"));
  EXPECT_FALSE(fits(TypeId::kUbigint, "-1"));
  EXPECT_TRUE(stored<Int128>(TypeId::kHugeint, "1e20") == Int128{10'000'000'000} * 10'000'000'000);
}

TEST(DeclaredValue, TakesDecimalsWithEveryDigit) {
  const ColumnType money = ColumnType::decimal(12, 2);
  for (const char* json : {"12.50", "12.5", "1.25e1", "1250e-2", "\"12.50\"", "\"+12.500\""}) {
    EXPECT_TRUE(stored<Int128>(money, json) == 1250) << json;
  }
  for (const char* json : {"12.505", "1e-3", "12345678901.5", "\"12,50\"", "\"1e1\"", "false"}) {
    EXPECT_FALSE(fits(money, json)) << json;
  }
  EXPECT_TRUE(stored<Int128>(ColumnType::decimal(18, 6), "1e-05") == 10);
}

TEST(DeclaredValue, TellsOfNumbersThatAreRounded) {
  EXPECT_TRUE(fits(TypeId::kDouble, "0.1"));
  EXPECT_TRUE(fits(TypeId::kDouble, "\"+0.1\""));
  EXPECT_TRUE(fits(TypeId::kDouble, "\"NaN\""));
  EXPECT_TRUE(std::isinf(stored<double>(TypeId::kDouble, "\"-Infinity\"")));
  EXPECT_TRUE(fits(TypeId::kFloat, "0.1"));
  EXPECT_EQ(fit_of(TypeId::kDouble, "9007199254740993"), DeclaredFit::kRounded);
  EXPECT_EQ(fit_of(TypeId::kDouble, "\"0.12345678901234567891\""), DeclaredFit::kRounded);
  EXPECT_EQ(fit_of(TypeId::kFloat, "16777217"), DeclaredFit::kRounded);
  EXPECT_EQ(fit_of(TypeId::kDouble, "1e400"), DeclaredFit::kNone);
}

TEST(DeclaredValue, TakesDatesAndTimesOfIso8601) {
  EXPECT_EQ(stored<std::int32_t>(TypeId::kDate, "\"1970-01-02\""), 1);
  EXPECT_EQ(stored<std::int64_t>(TypeId::kTimestamp, "\"1970-01-01T00:00:01.5\""), 1'500'000);
  EXPECT_EQ(stored<std::int64_t>(TypeId::kTimestamp, "\"1970-01-02\""), 86'400'000'000);
  EXPECT_EQ(stored<std::int64_t>(TypeId::kTimestampTz, "\"1970-01-01T01:00:00.000+01:00\""), 0);
  EXPECT_EQ(stored<std::int64_t>(TypeId::kTime, "\"00:00:01\""), 1'000'000);
  for (const char* json : {"\"31.01.2024\"", "\"2024-02-30\"", "20240131", "\"\"", "1.5"}) {
    EXPECT_FALSE(fits(TypeId::kDate, json)) << json;
  }
  EXPECT_FALSE(fits(TypeId::kTimestamp, "\"2024-01-31T10:00:00Z\"")) << "the zone would be lost";
  EXPECT_FALSE(fits(TypeId::kTimestampTz, "\"2024-01-31T10:00:00\""));
  EXPECT_FALSE(fits(TypeId::kTimestamp, "\"2024-01-31T10:00:00.123456789\""));
}

TEST(DeclaredValue, TakesTruthAndUuids) {
  EXPECT_TRUE(fits(TypeId::kBoolean, "true"));
  EXPECT_TRUE(fits(TypeId::kBoolean, "0"));
  EXPECT_TRUE(fits(TypeId::kBoolean, "\"False\""));
  EXPECT_FALSE(fits(TypeId::kBoolean, "2"));
  EXPECT_FALSE(fits(TypeId::kBoolean, "\"yes\""));
  EXPECT_TRUE(fits(TypeId::kUuid, "\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\""));
  EXPECT_FALSE(fits(TypeId::kUuid, "\"6ba7b810\""));
}

TEST(DeclaredValue, KeepsTheTextOfAnything) {
  for (const char* json : {"1.50", "true", "[1, {\"a\": null}]", "{ }", "1e400"}) {
    EXPECT_EQ(text_of(TypeId::kVarchar, json), json);
    EXPECT_EQ(text_of(TypeId::kJson, json), json);
  }
  EXPECT_EQ(text_of(TypeId::kVarchar, R"("a\"b")"), "a\"b");
  EXPECT_EQ(text_of(TypeId::kJson, R"("a\"b")"), R"("a\"b")");
}

TEST(DeclaredValue, TakesNullForEveryType) {
  for (const ColumnType& type : {ColumnType(TypeId::kBigint), ColumnType(TypeId::kJson),
                                 ColumnType(TypeId::kVarchar), ColumnType::decimal(4, 1)}) {
    ColumnBuilder column(type);
    JsonCursor cursor("null");
    std::string words;
    EXPECT_EQ(append_declared(cursor, column, words), DeclaredFit::kExact);
    EXPECT_EQ(column.null_count(), 1U);
  }
}

}  // namespace
}  // namespace osiris::components
