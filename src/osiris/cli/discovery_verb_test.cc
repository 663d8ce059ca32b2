#include "osiris/app/test_discovery.h"
#include "osiris/cli/test_console.h"

namespace osiris::cli {
namespace {

using testing::HasSubstr;

class DiscoveryVerbTest : public app::DiscoveryFixture {
 protected:
  ExitCode discover() {
    Invocation call{options, captured.emplace_back().console, shop};
    return run_discovery(call);
  }

  Options options;
  std::list<CapturedConsole> captured;
};

TEST_F(DiscoveryVerbTest, ListsTablesForPeople) {
  options.connection = "@shop.main";
  EXPECT_EQ(discover(), ExitCode::kSuccess);
  EXPECT_EQ(captured.back().out(),
            "orders  table for shop.extractor, table: \"orders\"\n"
            "  about 1,234 rows, 4 KiB; columns seen: the catalog of the shop\n"
            "  id     BIGINT  int8  key\n"
            "  buyer  BIGINT        of people.id\n"
            "\n"
            "sums  view for shop.extractor, table: \"sums\"\n"
            "  cannot be read: no right to read it as ***\n");
  EXPECT_EQ(captured.back().err(), "3 more were not looked at; --table NAME shows some of them\n");
}

TEST_F(DiscoveryVerbTest, HasADocumentWithAllThatIsKnown) {
  options.connection = "@shop.main";
  options.samples = 2;
  options.json = true;
  EXPECT_EQ(discover(), ExitCode::kSuccess);
  const auto document = parse_json(captured.back().out());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->find("connection")->as_string(), "@shop.main");
  EXPECT_EQ(to_json(*document->find("tables_left_out")), "3");
  const Value& orders = document->find("tables")->items()[0];
  EXPECT_EQ(to_json(*orders.find("columns")),
            R"([{"name":"id","type":"BIGINT","source_type":"int8","nullable":false},)"
            R"({"name":"buyer","type":"BIGINT"}])");
  EXPECT_EQ(to_json(*orders.find("primary_key")), R"(["id"])");
  EXPECT_EQ(to_json(*orders.find("foreign_keys")),
            R"([{"columns":["buyer"],"table":"people","referenced_columns":["id"]}])");
  EXPECT_EQ(to_json(*orders.find("row_count")), "1234");
  EXPECT_EQ(orders.find("row_count_basis")->as_string(), "estimated");
  EXPECT_EQ(to_json(*orders.find("samples")),
            R"([{"id":1,"note":"paid with ***"},{"id":2,"note":null}])");
  const Value& sums = document->find("tables")->items()[1];
  EXPECT_EQ(sums.find("kind")->as_string(), "view");
  EXPECT_TRUE(sums.find("row_count")->is_null());
  EXPECT_EQ(sums.find("problem")->find("code")->as_string(), "file.denied");
}

TEST_F(DiscoveryVerbTest, ListsOnlyWhatIsAskedFor) {
  options.connection = "@shop.main";
  options.tables = {"s*"};
  EXPECT_EQ(discover(), ExitCode::kSuccess);
  EXPECT_THAT(captured.back().out(), testing::StartsWith("sums  view"));
  options.tables = {"sum"};
  EXPECT_EQ(discover(), ExitCode::kInvalidInput);
  EXPECT_THAT(captured.back().err(), HasSubstr("did you mean 'sums'?"));
}

TEST_F(DiscoveryVerbTest, SaysWhyNothingCouldBeFoundOut) {
  options.connection = "@shop.down";
  EXPECT_EQ(discover(), ExitCode::kInvalidInput);
  EXPECT_EQ(captured.back().out(), "");
  EXPECT_THAT(captured.back().err(), HasSubstr("shop.down: nobody answers to ***"));
}

}  // namespace
}  // namespace osiris::cli
