#include "components/filesystem/type_name.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

TEST(TypeName, KnowsSqlAndPandasWords) {
  EXPECT_EQ(parse_type("BIGINT", TypeWords::kFields), ColumnType(TypeId::kBigint));
  EXPECT_EQ(parse_type(" Timestamp With Time Zone ", TypeWords::kFields),
            ColumnType(TypeId::kTimestampTz));
  EXPECT_EQ(parse_type("int64", TypeWords::kFields), ColumnType(TypeId::kBigint));
  EXPECT_EQ(parse_type("Int32", TypeWords::kFields), ColumnType(TypeId::kInteger));
  EXPECT_EQ(parse_type("float", TypeWords::kFields), ColumnType(TypeId::kDouble)) << "as in Python";
  EXPECT_EQ(parse_type("FLOAT", TypeWords::kFields), ColumnType(TypeId::kFloat)) << "as in SQL";
  EXPECT_EQ(parse_type("str", TypeWords::kFields), ColumnType(TypeId::kVarchar));
  EXPECT_EQ(parse_type("datetime64[ns]", TypeWords::kFields), ColumnType(TypeId::kTimestamp));
}

TEST(TypeName, KnowsDecimals) {
  EXPECT_EQ(parse_type("decimal(18, 2)", TypeWords::kFields), ColumnType::decimal(18, 2));
  EXPECT_EQ(parse_type("NUMERIC(5)", TypeWords::kFields), ColumnType::decimal(5, 0));
  for (const char* wrong : {"decimal", "decimal()", "decimal(39,2)", "decimal(5,6)", "decimal(0)",
                            "decimal(5,2,1)", "varchar(5)", "decimal(5"}) {
    EXPECT_FALSE(parse_type(wrong, TypeWords::kFields)) << wrong;
  }
}

TEST(TypeName, KnowsJsonAmongValuesOfJson) {
  EXPECT_EQ(parse_type("Json", TypeWords::kJson), ColumnType(TypeId::kJson));
  EXPECT_EQ(parse_type("date", TypeWords::kJson), ColumnType(TypeId::kDate));
  EXPECT_FALSE(parse_type("json", TypeWords::kFields));
  for (const char* nested : {"BIGINT[]", "STRUCT(a INTEGER)", "MAP(VARCHAR, BIGINT)", "BLOB"}) {
    EXPECT_FALSE(parse_type(nested, TypeWords::kJson)) << nested;
    EXPECT_EQ(names_nested_type(nested), std::string_view(nested) != "BLOB") << nested;
  }
  EXPECT_EQ(suggest_type("jsn", TypeWords::kJson), "; did you mean 'json'?");
  EXPECT_EQ(suggest_type("jsn", TypeWords::kFields), "");
}

TEST(TypeName, SuggestsWhatIsNear) {
  EXPECT_FALSE(parse_type("intger", TypeWords::kFields));
  EXPECT_EQ(suggest_type("INTGER", TypeWords::kFields), "; did you mean 'integer'?");
  EXPECT_EQ(suggest_type("polygon", TypeWords::kFields), "");
}

}  // namespace
}  // namespace osiris::components
