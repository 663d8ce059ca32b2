#include "osiris/sdk/discovery.h"

#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

TEST(TableFilter, AcceptsEverythingUnlessItIsAskedForSomething) {
  EXPECT_TRUE(TableFilter().is_everything());
  EXPECT_TRUE(TableFilter().accepts("shop.orders"));
  EXPECT_FALSE(TableFilter({"shop.orders"}).is_everything());
  EXPECT_FALSE(TableFilter({"shop.orders"}).accepts("shop.order"));
}

TEST(TableFilter, AcceptsNamesAndPatterns) {
  const TableFilter filter({"shop.orders", "crm.*"});
  EXPECT_TRUE(filter.accepts("shop.orders"));
  EXPECT_TRUE(filter.accepts("crm.people"));
  EXPECT_FALSE(filter.accepts("shop.people"));
  EXPECT_FALSE(filter.accepts("SHOP.ORDERS"));
}

TEST(TableFilter, TakesANameThatLooksLikeAPatternAsItStands) {
  EXPECT_TRUE(means("t[1]", "t[1]"));
  EXPECT_TRUE(means("t[1]", "t1"));
  EXPECT_FALSE(means("t[1]", "t2"));
}

TEST(Discovery, SaysWhatItFoundInWords) {
  EXPECT_EQ(to_string(DiscoveredKind::kFile), "file");
  EXPECT_EQ(to_string(DiscoveredKind::kTable), "table");
  EXPECT_EQ(to_string(DiscoveredKind::kView), "view");
  EXPECT_EQ(to_string(RowCountBasis::kUnknown), "unknown");
  EXPECT_EQ(to_string(RowCountBasis::kEstimated), "estimated");
  EXPECT_EQ(to_string(RowCountBasis::kExact), "exact");
}

}  // namespace
}  // namespace osiris::sdk
