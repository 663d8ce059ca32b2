#include "components/mysql.writer/column_plan.h"

#include "components/mysql.writer/table_definition.h"
#include "osiris/exchange/value_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

using exchange::ColumnType;
using exchange::TypeId;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Labels, AreReadAsTheServerWritesThem) {
  EXPECT_THAT(parse_labels("enum('a','it''s','','x,y','back\\\\slash','line\\nbreak')"),
              ElementsAre("a", "it's", "", "x,y", "back\\slash", "line\nbreak"));
  EXPECT_THAT(parse_labels("set('a')"), ElementsAre("a"));
  EXPECT_THAT(parse_labels("int(11)"), ElementsAre());
}

TargetColumn target(std::string name, ColumnKind kind) {
  TargetColumn column;
  column.name = std::move(name);
  column.kind = kind;
  return column;
}

TEST(ColumnPlan, PairsNamesWithoutRegardToCase) {
  TargetTable table;
  table.columns = {target("ID", ColumnKind::kInteger), target("Name", ColumnKind::kText)};
  const auto plan = plan_columns({{"name", TypeId::kVarchar}, {"id", TypeId::kBigint}}, table);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ(target_names(*plan, "s."), "s.`Name`, s.`ID`");
}

TEST(ColumnPlan, NamesAllColumnsThatARowNeeds) {
  TargetTable table;
  table.title = "shop.t";
  table.columns = {target("id", ColumnKind::kInteger), target("a", ColumnKind::kText),
                   target("b", ColumnKind::kText)};
  table.columns[1].is_nullable = false;
  table.columns[2].is_nullable = false;
  const auto plan = plan_columns({{"id", TypeId::kBigint}}, table);
  ASSERT_FALSE(plan.has_value());
  EXPECT_TRUE(plan.error().is(kColumnsDiffer));
  EXPECT_THAT(plan.error().message, HasSubstr("'a', 'b'"));
}

TEST(ColumnPlan, HasNoWayFromAnyTypeToNowhere) {
  // Each type goes into the column that is made for it, so that a table can be filled at once.
  ServerFacts server;
  server.is_mariadb = true;
  server.version = 101119;
  for (int number = 0; number < static_cast<int>(TypeId::kNull); ++number) {
    ColumnType type(static_cast<TypeId>(number));
    if (exchange::lacks_text_form(type)) {
      continue;  // choose_columns() makes it VARCHAR.
    }
    type.precision = 10;
    const auto definition = column_definition({"c", type}, {}, server);
    EXPECT_TRUE(definition.has_value()) << number;
  }
}

TEST(TableDefinition, ObeysTheOptions) {
  WriteOptions options;
  options.key = {"id", "Name"};
  options.column_types = {{"PRICE", "DECIMAL(9,2) UNSIGNED"}};
  options.collation = "utf8mb4_bin";
  const exchange::Schema columns{{"id", TypeId::kInteger},
                                 {"name", TypeId::kVarchar},
                                 {"price", TypeId::kDouble},
                                 {"b`ytes", TypeId::kBlob}};
  const auto sql = create_table_sql({.schema = "s", .name = "t"}, columns, options, {});
  ASSERT_TRUE(sql.has_value()) << sql.error().message;
  EXPECT_EQ(*sql,
            "CREATE TABLE `s`.`t` (`id` INT NOT NULL, `name` VARCHAR(255) NOT NULL, "
            "`price` DECIMAL(9,2) UNSIGNED, `b``ytes` LONGBLOB NULL, PRIMARY KEY (`id`, `Name`)) "
            "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
}

TEST(TableDefinition, SaysWhichTypeMysqlDoesNotHave) {
  const exchange::Column tiny{"tiny", ColumnType::decimal(38, 35)};
  ServerFacts mariadb;
  mariadb.is_mariadb = true;
  EXPECT_TRUE(column_definition(tiny, {}, mariadb).has_value());
  const auto refused = column_definition(tiny, {}, ServerFacts());
  ASSERT_FALSE(refused.has_value());
  EXPECT_TRUE(refused.error().is(kNoTypeFor));
  EXPECT_THAT(refused.error().message, HasSubstr("DECIMAL(38,35)"));
}

}  // namespace
}  // namespace osiris::components::mysql
