#include "osiris/app/discovery.h"

#include "osiris/app/test_discovery.h"

namespace osiris::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DiscoveryTest : public DiscoveryFixture {
 protected:
  Result<DiscoveryResult> run(const DiscoveryRequest& request) {
    return discover(shop, request, {});
  }
  Error refused(const DiscoveryRequest& request) {
    const auto result = run(request);
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? Error() : result.error();
  }
};

TEST_F(DiscoveryTest, GathersWhatComponentsFindSortedByName) {
  const auto result = run({.reference = "@shop.main", .component = {}});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->ref.to_text(), "@shop.main");
  EXPECT_THAT(result->components, ElementsAre("shop.extractor"));
  ASSERT_EQ(result->tables.size(), 2U);
  EXPECT_EQ(result->tables[0].name, "orders");
  EXPECT_TRUE(result->tables[0].samples.columns.empty());
  EXPECT_EQ(result->tables[1].name, "sums");
  EXPECT_EQ(result->left_out, 3);
}

TEST_F(DiscoveryTest, TakesTheDefaultOfAFamilyAndNeedsNoAt) {
  EXPECT_EQ(run({.reference = "@shop", .component = {}})->ref.to_text(), "@shop.main");
  EXPECT_EQ(run({.reference = "shop.main", .component = {}})->ref.to_text(), "@shop.main");
}

TEST_F(DiscoveryTest, CutsWhatIsTooMuchAndSaysSo) {
  const auto result = run({.reference = "@shop", .component = {}, .tables_max = 1});
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->tables.size(), 1U);
  EXPECT_EQ(result->tables[0].name, "orders");
  EXPECT_EQ(result->left_out, 4);
}

TEST_F(DiscoveryTest, LooksOnlyAtWhatIsAskedFor) {
  const auto one = run({.reference = "@shop", .component = {}, .tables = {"orders"}});
  ASSERT_TRUE(one.has_value()) << one.error().message;
  ASSERT_EQ(one->tables.size(), 1U);
  EXPECT_EQ(one->tables[0].name, "orders");
  EXPECT_EQ(run({.reference = "@shop", .component = {}, .tables = {"o*", "sum?"}})->tables.size(),
            2U);
}

TEST_F(DiscoveryTest, RefusesANameThatNothingHas) {
  const Error error = refused({.reference = "@shop", .component = {}, .tables = {"sums", "ordrs"}});
  EXPECT_TRUE(error.is(kDiscoveryNameUnknown)) << error.code;
  EXPECT_EQ(error.message, "nothing behind @shop.main is called 'ordrs'; did you mean 'orders'?");
  EXPECT_TRUE(
      refused({.reference = "@shop", .component = {}, .tables = {"x*"}}).is(kDiscoveryNameUnknown));
}

TEST_F(DiscoveryTest, MasksSecretsInAllThatASourceSays) {
  const auto result = run({.reference = "@shop", .component = {}, .samples = 2});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->tables[0].samples.rows[0][1], "paid with ***");
  EXPECT_EQ(result->tables[0].samples.rows[1][1], std::nullopt);
  EXPECT_EQ(result->tables[1].problem->message, "no right to read it as ***");
  const Error down = refused({.reference = "@shop.down", .component = {}});
  EXPECT_EQ(down.code, "shop.down");
  EXPECT_EQ(down.message, "nobody answers to ***");
}

TEST_F(DiscoveryTest, SaysWhoCannotDiscover) {
  const Error family = refused({.reference = "@fake.main", .component = {}});
  EXPECT_TRUE(family.is(kDiscoveryUnsupported));
  EXPECT_THAT(family.hint, HasSubstr("connections doctor"));
  const Error other = refused({.reference = "@shop", .component = "fake.numbers"});
  EXPECT_TRUE(other.is(kDiscoveryUnsupported));
  EXPECT_THAT(other.message, HasSubstr("not of family 'shop'"));
  const Error same = refused({.reference = "@fake.main", .component = "fake.numbers"});
  EXPECT_THAT(same.message, HasSubstr("does not discover"));
  EXPECT_TRUE(
      refused({.reference = "@shop", .component = "shop.extactor"}).is(sdk::kComponentUnknown));
}

TEST_F(DiscoveryTest, NeedsAConnectionThatIsRight) {
  EXPECT_TRUE(refused({.reference = "@shop.x", .component = {}}).is(sdk::kConnectionUnknown));
  EXPECT_TRUE(refused({.reference = "", .component = {}}).is(sdk::kConnectionInvalid));
  const Error odd = refused({.reference = "@shop.odd", .component = {}});
  EXPECT_TRUE(odd.is(kDiscoverySettings));
  EXPECT_THAT(odd.message, HasSubstr("@shop.odd: 'port'"));
  EXPECT_TRUE(refused({.reference = "@shop.unset", .component = {}}).is(sdk::kEnvironmentUnset));
  write("osiris_connections.yaml", "connections: [");
  EXPECT_TRUE(refused({.reference = "@shop", .component = {}}).is(sdk::kConnectionFile));
}

}  // namespace
}  // namespace osiris::app
