#pragma once
// A family whose one component finds what a test wants, for the tests of `discovery run`.

#include "osiris/app/discovery.h"
#include "osiris/app/test_project.h"

#include <string>
#include <string_view>

namespace osiris::app {

inline constexpr const char* kShopSpec = R"(
name: shop.extractor
version: 1.0.0
description: Reads tables of a shop.
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  required: [table]
  properties:
    table: {type: string, description: Which one.}
capabilities: {discover: true}
examples:
  - title: One table
    config: {table: orders}
x-runtime: {connection: required}
connectionSchema:
  type: object
  properties:
    password: {type: string}
    port: {type: integer}
connectionSecrets: [/password]
)";

inline sdk::DiscoveredTable shop_table(std::string_view name) {
  sdk::DiscoveredTable table;
  table.name = name;
  table.component = "shop.extractor";
  table.config = Value::object();
  table.config.set("table", name);
  table.certainty = sdk::Certainty::kSeen;
  table.basis = "the catalog of the shop";
  return table;
}

/// Finds a table of orders with everything that a database can say, and a view that it may not look
/// into; says what it was called with.
inline Result<sdk::Discovery> discover_shop(const sdk::ConnectionSettings& settings,
                                            const sdk::DiscoverContext& context) {
  if (settings.text("is") == "down") {
    return fail(ErrorCode{"shop.down", Fault::kExternal, "-"},
                "nobody answers to " + settings.text("password"), "try later");
  }
  sdk::Discovery discovery;
  sdk::DiscoveredTable view = shop_table("sums");
  view.kind = sdk::DiscoveredKind::kView;
  view.problem = make_error(kFileDenied, "no right to read it as " + settings.text("password"));
  sdk::DiscoveredTable orders = shop_table("orders");
  orders.columns = {{.name = "id", .type = "BIGINT", .source_type = "int8", .nullable = false},
                    {.name = "buyer", .type = "BIGINT", .source_type = {}, .nullable = {}}};
  orders.row_count = {1234, sdk::RowCountBasis::kEstimated};
  orders.size_bytes = 4096;
  orders.primary_key = {"id"};
  orders.foreign_keys = {{{"buyer"}, "people", {"id"}}};
  if (context.samples > 0) {
    orders.samples.columns = {{"id", exchange::TypeId::kBigint},
                              {"note", exchange::TypeId::kVarchar}};
    orders.samples.rows = {{"1", "paid with " + settings.text("password")}, {"2", {}}};
  }
  for (const sdk::DiscoveredTable& table : {view, orders}) {
    discovery.names.push_back(table.name);
    if (context.filter.accepts(table.name)) {
      discovery.tables.push_back(table);
    }
  }
  discovery.left_out = 3;
  return discovery;
}

/// A project with connections of that family.
class DiscoveryFixture : public ProjectTest {
 protected:
  void SetUp() override {
    write("osiris_connections.yaml",
          "connections:\n"
          "  fake: {main: {}}\n"
          "  shop:\n"
          "    main: {default: true, password: '${PW}'}\n"
          "    down: {is: down, password: '${PW}'}\n"
          "    unset: {password: '${NOT_SET}'}\n"
          "    odd: {port: many}\n");
    write(".env", "PW=hunter2\n");
  }

  sdk::Registry shop_registry{{{.name = "shop.extractor",
                                .spec_yaml = kShopSpec,
                                .run = make_numbers,
                                .discover = discover_shop},
                               {.name = "fake.numbers",
                                .spec_yaml = kNumbersSpec,
                                .run = make_numbers,
                                .doctor = check_fake}}};
  World shop{files, clock, shop_registry, Environment(), folder.path()};
};

}  // namespace osiris::app
