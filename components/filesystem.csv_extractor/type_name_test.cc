#include "components/filesystem.csv_extractor/type_name.h"

#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

TEST(TypeName, KnowsSqlAndPandasWords) {
  EXPECT_EQ(parse_type("BIGINT"), ColumnType(TypeId::kBigint));
  EXPECT_EQ(parse_type(" Timestamp With Time Zone "), ColumnType(TypeId::kTimestampTz));
  EXPECT_EQ(parse_type("int64"), ColumnType(TypeId::kBigint));
  EXPECT_EQ(parse_type("Int32"), ColumnType(TypeId::kInteger));
  EXPECT_EQ(parse_type("float"), ColumnType(TypeId::kDouble)) << "as in Python";
  EXPECT_EQ(parse_type("FLOAT"), ColumnType(TypeId::kFloat)) << "as in SQL";
  EXPECT_EQ(parse_type("str"), ColumnType(TypeId::kVarchar));
  EXPECT_EQ(parse_type("datetime64[ns]"), ColumnType(TypeId::kTimestamp));
}

TEST(TypeName, KnowsDecimals) {
  EXPECT_EQ(parse_type("decimal(18, 2)"), ColumnType::decimal(18, 2));
  EXPECT_EQ(parse_type("NUMERIC(5)"), ColumnType::decimal(5, 0));
  for (const char* wrong : {"decimal", "decimal()", "decimal(39,2)", "decimal(5,6)", "decimal(0)",
                            "decimal(5,2,1)", "varchar(5)", "decimal(5"}) {
    EXPECT_FALSE(parse_type(wrong)) << wrong;
  }
}

TEST(TypeName, SuggestsWhatIsNear) {
  EXPECT_FALSE(parse_type("intger"));
  EXPECT_EQ(suggest_type("INTGER"), "; did you mean 'integer'?");
  EXPECT_EQ(suggest_type("polygon"), "");
}

}  // namespace
}  // namespace osiris::components
