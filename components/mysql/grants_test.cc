#include "components/mysql/grants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Grants, OfAllPrivilegesAreEachOfThem) {
  const Grants grants({"GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION",
                       "GRANT PROXY ON ''@'' TO 'root'@'localhost' WITH GRANT OPTION"});
  EXPECT_THAT(grants.in("shop").everywhere,
              ElementsAre("ALTER", "CREATE", "DELETE", "DROP", "INSERT", "SELECT", "UPDATE"));
  EXPECT_TRUE(grants.in("").has("SELECT"));
  EXPECT_FALSE(grants.has_roles());
}

TEST(Grants, HoldForTheirDatabase) {
  const Grants grants({"GRANT USAGE ON *.* TO `me`@`%` IDENTIFIED BY PASSWORD '*B690'",
                       "GRANT SELECT, INSERT ON `shop`.* TO `me`@`%`"});
  EXPECT_THAT(grants.in("shop").everywhere, ElementsAre("INSERT", "SELECT", "USAGE"));
  EXPECT_THAT(grants.in("shops").everywhere, ElementsAre("USAGE"));
  EXPECT_THAT(grants.in("").everywhere, ElementsAre("INSERT", "SELECT", "USAGE"));
}

TEST(Grants, MayNameDatabasesByPattern) {
  const Grants grants(
      {R"(GRANT SELECT ON `shop\_%`.* TO `me`@`%`)", "GRANT INSERT ON `s_o%p`.* TO `me`@`%`"});
  EXPECT_THAT(grants.in("shop_1").everywhere, ElementsAre("SELECT"));
  EXPECT_THAT(grants.in("shop_").everywhere, ElementsAre("SELECT"));
  EXPECT_THAT(grants.in("shopX1").everywhere, IsEmpty());
  EXPECT_THAT(grants.in("shop").everywhere, ElementsAre("INSERT"));
  EXPECT_THAT(grants.in("sXo shop").everywhere, ElementsAre("INSERT"));
  EXPECT_THAT(grants.in("so").everywhere, IsEmpty());
}

TEST(Grants, OnTablesAndColumnsAreForSomeOnly) {
  const Grants grants(
      {"GRANT SELECT, INSERT (`a`, `b)`), UPDATE ON `my ``db`.`t. ON TO` TO `me`@`%`",
       "GRANT DELETE ON `my ``db`.`u` TO `me`@`%`"});
  const Rights rights = grants.in("my `db");
  EXPECT_THAT(rights.everywhere, IsEmpty());
  EXPECT_THAT(rights.some_tables, ElementsAre("DELETE", "INSERT", "SELECT", "UPDATE"));
  EXPECT_THAT(grants.in("other").some_tables, IsEmpty());
}

TEST(Grants, OfColumnsDoNotCountForTheRest) {
  const Rights rights = Grants({"GRANT SELECT (`a`), INSERT ON `d`.* TO `me`@`%`"}).in("d");
  EXPECT_THAT(rights.everywhere, ElementsAre("INSERT"));
  EXPECT_THAT(rights.some_tables, ElementsAre("SELECT"));
}

TEST(Grants, OfRolesAreSeen) {
  EXPECT_TRUE(Grants({"GRANT `reader`@`%` TO `me`@`%`"}).has_roles());
  EXPECT_TRUE(
      Grants({"GRANT `reader` TO `me`@`%`", "SET DEFAULT ROLE `reader` FOR `me`"}).has_roles());
}

TEST(Grants, ThatAreNotUnderstoodGiveNothing) {
  const Grants grants({"", "GRANT ", "GRANT SELECT ON", "GRANT SELECT ON `shop",
                       "GRANT , ON `a`.* TO", "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `me`@`%`",
                       "REVOKE SELECT ON `shop`.* FROM `me`@`%`"});
  EXPECT_FALSE(grants.in("shop").has("SELECT"));
  EXPECT_FALSE(grants.in("shop").has("EXECUTE"));
}

}  // namespace
}  // namespace osiris::components::mysql
