#include "components/filesystem.csv_extractor/value_kind.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

void expect_kind(KindSet kind, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    EXPECT_EQ(kind_of(text), kind) << text;
  }
}

TEST(ValueKind, KnowsBooleans) {
  expect_kind(kBooleanKind, {"true", "True", "TRUE", "false", "False", "FALSE"});
  expect_kind(kTextKind, {"t", "yes", "tRue", "on", "f"});
}

TEST(ValueKind, KnowsIntegers) {
  expect_kind(kIntegerKind,
              {"0", "7", "-5", "999999999999999", "9007199254740992", "-9223372036854775808"});
  expect_kind(kIntegerKind | kManyDigits,
              {"9223372036854775807", "9007199254740993", "999999999999999999"});
  expect_kind(kHugeKind | kManyDigits,
              {"9223372036854775808", "-99999999999999999999999999999999999999"});
  expect_kind(kHugeKind, {"10000000000000000000000"});
  expect_kind(kTextKind, {"007", "-01", "+1", "1_000", "0x1f", "1,5", " 5", "5 ", "--5", "-", "5L",
                          "100000000000000000000000000000000000000"});
}

TEST(ValueKind, KnowsNumbers) {
  expect_kind(kNumberKind, {"1.5", "-0.25", ".5", "5.", "1e5", "1E-7", "-0", "0.0", "1e300",
                            "12345678901.000000000000"});
  expect_kind(kNumberKind | kManyDigits, {"0.1234567890123456789"});
  expect_kind(kTextKind, {"1e400", "1e-400", "00.5", "1.5.2", "1e", "e5", ".", "1.5f", "1.2.3.4"});
  expect_kind(kNotFiniteKind, {"nan", "NaN", "inf", "-inf", "Infinity", "-Infinity"});
  expect_kind(kTextKind, {"none", "information", "-info", "n"});
}

TEST(ValueKind, KnowsDatesAndTimes) {
  expect_kind(kDateKind, {"2024-02-29", "0001-01-01", "9999-12-31"});
  expect_kind(kTextKind, {"2023-02-29", "2024-13-01", "2024-1-2", "2024/01/02", "0000-01-01",
                          "12024-01-02", "2024-04-31", "2024-01-02 "});
  expect_kind(kTimeKind, {"00:00:00", "23:59:59.999999"});
  expect_kind(kTextKind, {"24:00:00", "10:00", "10:60:00", "1:02:03", "10:00:00.1234567"});
  expect_kind(kTimestampKind, {"2024-01-02 03:04:05", "2024-01-02T03:04", "2024-01-02 03:04:05.1"});
  expect_kind(kTextKind, {"2024-01-02 24:00:00", "2024-01-02  03:04:05", "2024-01-02 03:04:05.",
                          "2024-01-02 03:04:05.1234567"});
  expect_kind(kInstantKind, {"2024-01-02T03:04:05Z", "2024-01-02 03:04:05.5+02",
                             "2024-01-02 03:04:05-0530", "2024-01-02 03:04:05+05:30"});
  expect_kind(kTextKind, {"2024-01-02 03:04Z", "2024-01-02 03:04:05+15", "2024-01-02 03:04:05 Z",
                          "2024-01-02 03:04:05z", "2024-01-02 03:04:05+02:"});
}

TEST(ValueKind, ChoosesTheNarrowestTypeForAUnion) {
  EXPECT_EQ(type_of(0), ColumnType(TypeId::kVarchar));
  EXPECT_EQ(type_of(kBooleanKind), ColumnType(TypeId::kBoolean));
  EXPECT_EQ(type_of(kIntegerKind | kManyDigits), ColumnType(TypeId::kBigint));
  EXPECT_EQ(type_of(kIntegerKind | kHugeKind), ColumnType(TypeId::kHugeint));
  EXPECT_EQ(type_of(kIntegerKind | kNumberKind), ColumnType(TypeId::kDouble));
  EXPECT_EQ(type_of(kIntegerKind | kNotFiniteKind), ColumnType(TypeId::kDouble));
  EXPECT_EQ(type_of(kNotFiniteKind), ColumnType(TypeId::kVarchar)) << "no number among them";
  EXPECT_EQ(type_of(kDateKind), ColumnType(TypeId::kDate));
  EXPECT_EQ(type_of(kTimeKind), ColumnType(TypeId::kTime));
  EXPECT_EQ(type_of(kDateKind | kTimestampKind), ColumnType(TypeId::kTimestamp));
  EXPECT_EQ(type_of(kInstantKind), ColumnType(TypeId::kTimestampTz));
  EXPECT_EQ(type_of(kTimestampKind | kInstantKind), ColumnType(TypeId::kVarchar));
  EXPECT_EQ(type_of(kIntegerKind | kDateKind), ColumnType(TypeId::kVarchar));
  EXPECT_EQ(type_of(kIntegerKind | kBooleanKind), ColumnType(TypeId::kVarchar));
}

}  // namespace
}  // namespace osiris::components
