#include "osiris/exchange/column_type.h"

#include "osiris/exchange/test_database.h"

#include <string>

namespace osiris::exchange {
namespace {

class ColumnTypes : public DatabaseTest {};

// What to_sql() writes, DuckDB reads as the same type.
TEST_F(ColumnTypes, SqlOfATypeIsThatType) {
  const ColumnType types[] = {
      TypeId::kBoolean,
      TypeId::kUhugeint,
      TypeId::kTimeTz,
      TypeId::kTimeNs,
      TypeId::kTimestampTz,
      TypeId::kTimestampNs,
      TypeId::kJson,
      ColumnType::decimal(38, 10),
      ColumnType::enumeration({"low", "it's \"high\""}),
      ColumnType::list(ColumnType::list(TypeId::kDate)),
      ColumnType::array(TypeId::kFloat, 3),
      ColumnType::structure({{"two words", TypeId::kInteger}, {"q\"uote", TypeId::kVarchar}}),
      ColumnType::map(TypeId::kVarchar, ColumnType::list(TypeId::kUuid)),
  };
  for (const ColumnType& type : types) {
    const Schema columns =
        unwrap(connection->describe_query("SELECT CAST(NULL AS " + type.to_sql() + ") AS v"));
    EXPECT_EQ(columns, (Schema{{"v", type}})) << type.to_sql();
  }
}

TEST_F(ColumnTypes, WhatIsNotKnownIsSaid) {
  const Schema columns = unwrap(connection->describe_query("SELECT 1::BIGNUM AS v"));
  EXPECT_EQ(columns[0].type.id, TypeId::kUnknown);
}

}  // namespace
}  // namespace osiris::exchange
