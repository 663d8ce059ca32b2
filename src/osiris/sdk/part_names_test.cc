#include "osiris/sdk/part_names.h"

#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

std::string second_of(const char* path) {
  const PartNames names{Path(path)};
  return (names.folder() / names.name(2)).string();
}

TEST(PartNames, PutsTheNumberBeforeTheEndings) {
  EXPECT_EQ(second_of("out/orders.csv"), "out/orders-00002.csv");
  EXPECT_EQ(second_of("orders.csv.gz"), "orders-00002.csv.gz");
  EXPECT_EQ(second_of("/out/Orders.CSV.ZST"), "/out/Orders-00002.CSV.ZST");
  EXPECT_EQ(second_of("orders.2024.csv"), "orders.2024-00002.csv");
  EXPECT_EQ(second_of("orders.gz"), "orders-00002.gz");
  EXPECT_EQ(second_of("orders"), "orders-00002");
  EXPECT_EQ(second_of(".orders"), ".orders-00002");
}

TEST(PartNames, PutsTheNumberWhereThePathSays) {
  EXPECT_EQ(second_of("out/{part}.csv"), "out/00002.csv");
  EXPECT_EQ(second_of("out/orders_{part}_of_2024.csv.gz"), "out/orders_00002_of_2024.csv.gz");
  EXPECT_EQ(second_of("{part}/orders.csv"), "{part}/orders-00002.csv");
}

TEST(PartNames, KnowsItsOwnNamesOnly) {
  const PartNames names(Path("out/orders.csv"));
  EXPECT_EQ(names.number_of("orders-00007.csv"), 7U);
  EXPECT_EQ(names.number_of("orders-99999.csv"), kPartsMax);
  for (const char* other :
       {"orders.csv", "orders-7.csv", "orders-0007.csv", "orders-000007.csv", "orders-0000x.csv",
        "orders-00000.csv", "orders--0007.csv", "orders-+0007.csv", "orders-00007.csv.gz",
        "xorders-00007.csv", "Orders-00007.csv", "orders-00007.tsv", ""}) {
    EXPECT_EQ(names.number_of(other), std::nullopt) << other;
  }
  EXPECT_EQ(names.pattern(), "out/orders-{part}.csv");
  EXPECT_EQ(PartNames(names.pattern()).pattern(), names.pattern());
}

}  // namespace
}  // namespace osiris::sdk
