#include "components/mysql/type_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mysql.h>

namespace osiris::components::mysql {
namespace {

Field field_of(int type, std::uint64_t length, unsigned decimals = 0, unsigned flags = 0) {
  return {.name = "f",
          .table = "t",
          .type = type,
          .flags = flags,
          .charset = 45,
          .decimals = decimals,
          .length = length,
          .extended_type = ""};
}

std::string mapped(const Field& field, const TypeChoices& choices = {}) {
  return map_type(field, choices).type.to_sql();
}

// How both servers describe columns and expressions is tested by mysql.extractor; here is what no
// server at hand says.
TEST(TypeMapping, DecimalsStayWithinWhatDuckDbHas) {
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 0)), "DECIMAL(1,0)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 1, 1)), "DECIMAL(1,1)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 1'000'000, 2)), "DECIMAL(38,2)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 67, 38)), "DECIMAL(38,38)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 20, 39)), "DECIMAL(19,0)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_DECIMAL, 12, 2)), "DECIMAL(10,2)");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NEWDECIMAL, 11, 2, UNSIGNED_FLAG)), "DECIMAL(10,2)");
}

TEST(TypeMapping, WhatIsNotKnownIsTextOrBytes) {
  Field odd = field_of(242, 10);
  EXPECT_EQ(mapped(odd), "VARCHAR");
  odd.charset = 63;
  EXPECT_EQ(mapped(odd), "BLOB");
  EXPECT_EQ(mapped(field_of(MYSQL_TYPE_NULL, 0)), "VARCHAR");
}

TEST(TypeMapping, NamesEveryColumnThatIsNamedTwice) {
  Field upper = field_of(MYSQL_TYPE_LONG, 11);
  upper.name = "F";
  upper.table = "";
  Field other = field_of(MYSQL_TYPE_LONG, 11);
  other.name = "g";
  const auto schema = map_schema({field_of(MYSQL_TYPE_LONG, 11), other, upper}, {});
  ASSERT_FALSE(schema.has_value());
  EXPECT_EQ(schema.error().message, "columns of the result have equal names: 't.f', 'F'");
}

}  // namespace
}  // namespace osiris::components::mysql
