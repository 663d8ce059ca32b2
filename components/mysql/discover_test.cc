#include "components/mysql/discover.h"

#include "components/mysql/catalog.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "components/mysql/stub_server.h"
#include "components/mysql/test_server.h"
#include "components/mysql/type_mapping.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/format/json.h"
#include "osiris/sdk/step_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace osiris::components::mysql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSpec = R"(
name: mysql.reader
version: 1.0.0
description: Reads tables.
modes: [read]
configSchema:
  type: object
  additionalProperties: false
  properties:
    schema: {type: string, description: Its database.}
    table: {type: string, description: Which one.}
    limit: {type: integer, description: How many rows.}
    zero_dates: {type: string, default: error, description: What becomes of them.}
    decimal_overflow: {type: string, default: error, description: What becomes of it.}
examples:
  - title: A table
    config: {table: orders}
x-runtime: {connection: required}
)";

/// Makes as many rows as are asked for, which say what was to be read.
Result<sdk::StepResult> read_table(const sdk::StepConfig& config, sdk::StepContext& context) {
  const std::string what = config.text("schema") + "/" + config.text("table") + "/" +
                           config.text("zero_dates") + "/" + config.text("decimal_overflow");
  if (config.text("table") == "slow") {
    while (!context.stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return fail(kCancelled, "stopped");
  }
  OSIRIS_TRY(const auto rows, exchange::replace_relation(
                                  context.connection, context.step_id,
                                  "SELECT " + exchange::quote_literal(what) + " AS t FROM range(" +
                                      std::to_string(config.integer("limit")) + ")"));
  return sdk::StepResult{.relation = context.step_id, .rows_in = rows, .rows_out = rows};
}

class MysqlDiscovery : public sdk::StepFixture, public testing::WithParamInterface<std::string> {
 protected:
  TestServer& server() { return TestServer::shared(GetParam()); }

  /// Makes a database anew and a connection to it.
  void make_database(const std::vector<std::string>& statements) {
    std::vector<std::string> all{"DROP DATABASE IF EXISTS look", "CREATE DATABASE look"};
    for (const std::string& statement : statements) {
      all.push_back(statement);
    }
    server().run(all);
    connection_ = server().connection();
    connection_.values.set("database", "look");
  }

  struct Asked {
    std::vector<std::string> names = {};
    std::size_t tables_max = 100;
    std::int64_t samples = 0;
    std::chrono::milliseconds timeout = std::chrono::seconds(30);
  };

  Result<sdk::Discovery> discover(const Asked& asked) {
    const auto spec = sdk::Spec::parse(kSpec, "spec.yaml");
    EXPECT_TRUE(spec.has_value()) << spec.error().message;
    return discover_tables(read_table, connection_,
                           {.spec = *spec,
                            .files = files_,
                            .project_dir = folder_.path(),
                            .binder = binder_,
                            .tables_max = asked.tables_max,
                            .filter = sdk::TableFilter(asked.names),
                            .samples = asked.samples,
                            .timeout = asked.timeout,
                            .stop = stop_.get_token()});
  }

  /// Returns the one table of that name.
  sdk::DiscoveredTable find(const std::string& name) {
    const auto found = discover({.names = {name}});
    EXPECT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(found->tables.size(), 1U);
    return found.has_value() && !found->tables.empty() ? found->tables[0] : sdk::DiscoveredTable();
  }

  static std::vector<std::string> names(const Result<sdk::Discovery>& found) {
    EXPECT_TRUE(found.has_value()) << found.error().message;
    std::vector<std::string> names;
    for (const sdk::DiscoveredTable& table : found.value_or(sdk::Discovery()).tables) {
      names.push_back(table.name);
    }
    return names;
  }

  sdk::ConnectionSettings connection_;
  exchange::DuckDbBinder binder_;
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlDiscovery, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlDiscovery, ListsTablesWithColumnsAndKeys) {
  make_database(
      {"CREATE TABLE look.people (country CHAR(2), id INT, name VARCHAR(40) NOT NULL, "
       "PRIMARY KEY (id, country))",
       "CREATE TABLE look.orders (id BIGINT UNSIGNED PRIMARY KEY, country CHAR(2), person INT, "
       "amount DECIMAL(12,2) NOT NULL, CONSTRAINT buyer FOREIGN KEY (person, country) "
       "REFERENCES look.people (id, country))"});
  const auto found = discover({});
  ASSERT_THAT(names(found), ElementsAre("orders", "people"));
  const sdk::DiscoveredTable& orders = found->tables[0];
  EXPECT_EQ(orders.kind, sdk::DiscoveredKind::kTable);
  EXPECT_EQ(orders.component, "mysql.reader");
  EXPECT_EQ(to_json(orders.config), R"({"table":"orders"})");
  EXPECT_EQ(orders.certainty, sdk::Certainty::kSeen);
  EXPECT_EQ(orders.row_count.basis, sdk::RowCountBasis::kEstimated);
  EXPECT_GT(orders.size_bytes.value_or(0), 0);
  EXPECT_THAT(orders.primary_key, ElementsAre("id"));
  ASSERT_EQ(orders.foreign_keys.size(), 1U);
  EXPECT_THAT(orders.foreign_keys[0].columns, ElementsAre("person", "country"));
  EXPECT_EQ(orders.foreign_keys[0].table, "people");
  EXPECT_THAT(orders.foreign_keys[0].referenced_columns, ElementsAre("id", "country"));
  EXPECT_THAT(found->tables[1].primary_key, ElementsAre("id", "country"));
  ASSERT_EQ(orders.columns.size(), 4U);
  EXPECT_EQ(orders.columns[0].type, "UBIGINT");
  EXPECT_EQ(orders.columns[0].source_type, "bigint(20) unsigned");
  EXPECT_EQ(orders.columns[0].nullable, false);
  EXPECT_EQ(orders.columns[2].nullable, true);
  EXPECT_EQ(orders.columns[3].type, "DECIMAL(12,2)");
}

TEST_P(MysqlDiscovery, NamesEveryTypeAsReadingDoes) {
  make_database(
      {"CREATE TABLE look.kinds (ti TINYINT, tiu TINYINT UNSIGNED, t1 TINYINT(1), "
       "si SMALLINT, siu SMALLINT UNSIGNED, mi MEDIUMINT, miu MEDIUMINT UNSIGNED, i INT, "
       "iu INT UNSIGNED ZEROFILL, bi BIGINT, biu BIGINT UNSIGNED, de DECIMAL(10,2), "
       "deu DECIMAL(12,4) UNSIGNED, de0 DECIMAL(5,0), de1 DECIMAL(1,1), dew DECIMAL(65,30), "
       "de38 DECIMAL(38,10), f FLOAT, fu FLOAT(7,3) UNSIGNED, d DOUBLE, d2 DOUBLE(9,4), "
       "b1 BIT(1), b8 BIT(8), b64 BIT(64), y YEAR, da DATE, dt DATETIME, dt6 DATETIME(6), "
       "ts TIMESTAMP NULL, ts3 TIMESTAMP(3) NULL, t TIME, t4 TIME(4), c CHAR(10), "
       "cl CHAR(10) CHARACTER SET latin1, ca CHAR(3) CHARACTER SET ascii, "
       "cb CHAR(3) CHARACTER SET binary, vc VARCHAR(300), tx TEXT, ttx TINYTEXT, "
       "mtx MEDIUMTEXT, ltx LONGTEXT, bn BINARY(16), vb VARBINARY(20), bl BLOB, "
       "tbl TINYBLOB, lbl LONGBLOB, en ENUM('a','b, unsigned'), st SET('x','y'), "
       "js JSON, `js ``2` JSON, g GEOMETRY, pt POINT, ml MULTILINESTRING, "
       "gc GEOMETRYCOLLECTION, gen INT GENERATED ALWAYS AS (ti + 1) VIRTUAL, "
       "lt LONGTEXT CHECK (lt <> ''))"});
  if (GetParam() == "mariadb") {
    server().run(
        {"ALTER TABLE look.kinds ADD u UUID, ADD i6 INET6, ADD i4 INET4, "
         "ADD hidden DATE INVISIBLE"});
  }
  const auto client = server().client();
  const auto listed = list_columns(*client, {{"look", "kinds"}});
  ASSERT_TRUE(listed.has_value()) << listed.error().message;
  const std::vector<CatalogColumn>& columns = listed->at({"look", "kinds"});
  std::string all;
  for (const CatalogColumn& column : columns) {
    all += (all.empty() ? "" : ", ") + quote_name(column.field.name);
  }
  const auto fields = client->describe("SELECT " + all + " FROM look.kinds");
  ASSERT_TRUE(fields.has_value()) << fields.error().message;
  const auto types_of = [](const std::vector<Field>& described) {
    exchange::Schema schema;
    for (const Field& field : described) {
      schema.push_back({field.name, map_type(field, {}).type});
    }
    std::vector<std::string> texts;
    const auto found = exchange::column_texts(schema);
    for (const exchange::ColumnText& text : found.value()) {
      texts.push_back(text.name + " " + text.type);
    }
    return texts;
  };
  std::vector<Field> ours;
  for (const CatalogColumn& column : columns) {
    ours.push_back(column.field);
  }
  EXPECT_EQ(types_of(ours), types_of(*fields));
  EXPECT_THAT(types_of(ours), testing::Contains("js JSON"));
  EXPECT_EQ(columns.back().is_invisible, GetParam() == "mariadb");
}

TEST_P(MysqlDiscovery, ListsViewsAndSaysWhichAreBroken) {
  make_database({"CREATE TABLE look.base (id INT PRIMARY KEY, amount DECIMAL(8,2), j JSON)",
                 "CREATE VIEW look.sums AS SELECT id, SUM(amount) AS s, j FROM look.base "
                 "GROUP BY id, j",
                 "CREATE TABLE look.gone (x INT)",
                 "CREATE VIEW look.broken AS SELECT x FROM look.gone", "DROP TABLE look.gone"});
  const auto found = discover({});
  ASSERT_THAT(names(found), ElementsAre("base", "broken", "sums"));
  const sdk::DiscoveredTable& broken = found->tables[1];
  EXPECT_EQ(broken.kind, sdk::DiscoveredKind::kView);
  ASSERT_TRUE(broken.problem.has_value());
  EXPECT_THAT(broken.problem->message, HasSubstr("look.broken"));
  EXPECT_TRUE(broken.columns.empty());
  const sdk::DiscoveredTable& sums = found->tables[2];
  EXPECT_FALSE(sums.problem.has_value());
  EXPECT_EQ(sums.row_count.basis, sdk::RowCountBasis::kUnknown);
  ASSERT_EQ(sums.columns.size(), 3U);
  EXPECT_EQ(sums.columns[1].type, "DECIMAL(30,2)");
  EXPECT_EQ(sums.columns[2].type, "JSON");
}

TEST_P(MysqlDiscovery, CountsWhereTheEngineDoes) {
  make_database({"CREATE TABLE look.counted (x INT) ENGINE=MyISAM",
                 "INSERT INTO look.counted VALUES (1), (2), (3)"});
  EXPECT_EQ(find("counted").row_count.rows, 3);
  EXPECT_EQ(find("counted").row_count.basis, sdk::RowCountBasis::kExact);
}

TEST_P(MysqlDiscovery, TakesAnyName) {
  make_database({"CREATE TABLE look.`o'dd ``n*me;\"%` (`a b` INT, `select` INT, `ü` INT)",
                 "CREATE TABLE look.`odd` (x INT)"});
  EXPECT_THAT(names(discover({})), ElementsAre("o'dd `n*me;\"%", "odd"));
  const sdk::DiscoveredTable table = find("o'dd `n*me;\"%");
  EXPECT_EQ(table.columns.at(1).name, "select");
  EXPECT_EQ(table.columns.at(2).name, "ü");
}

TEST_P(MysqlDiscovery, LooksAtSoManyAndCountsTheRest) {
  make_database({"CREATE TABLE look.a (x INT)", "CREATE TABLE look.b (x INT)",
                 "CREATE TABLE look.c (x INT)"});
  const auto found = discover({.tables_max = 2});
  EXPECT_THAT(names(found), ElementsAre("a", "b"));
  EXPECT_EQ(found->left_out, 1);
  EXPECT_TRUE(found->names.empty());
}

TEST_P(MysqlDiscovery, LooksOnlyAtWhatIsAskedFor) {
  make_database({"CREATE TABLE look.orders (x INT)", "CREATE TABLE look.order_lines (x INT)",
                 "CREATE TABLE look.people (x INT)"});
  EXPECT_THAT(names(discover({.names = {"order*"}})), ElementsAre("order_lines", "orders"));
  const auto none = discover({.names = {"x"}});
  EXPECT_THAT(names(none), ElementsAre());
  EXPECT_THAT(none->names, testing::IsSupersetOf({"orders", "order_lines", "people"}));
}

TEST_P(MysqlDiscovery, NamesTheDatabaseIfTheConnectionHasNone) {
  make_database({"CREATE TABLE look.orders (x INT PRIMARY KEY)",
                 "CREATE TABLE look.lines (o INT, FOREIGN KEY (o) REFERENCES look.orders (x))"});
  connection_.values.erase("database");
  const auto found = discover({.names = {"look.*"}});
  ASSERT_THAT(names(found), ElementsAre("look.lines", "look.orders"));
  EXPECT_EQ(to_json(found->tables[0].config), R"({"schema":"look","table":"lines"})");
  EXPECT_EQ(found->tables[0].foreign_keys.at(0).table, "look.orders");
  EXPECT_THAT(names(discover({.names = {"lines"}})), ElementsAre("look.lines"));
  for (const std::string& name : names(discover({}))) {
    EXPECT_THAT(name, testing::Not(testing::ContainsRegex(
                          "^(mysql|sys|information_schema|performance_schema)\\.")));
  }
}

TEST_P(MysqlDiscovery, ShowsOnlyWhatTheUserMaySee) {
  make_database({"CREATE TABLE look.mine (a INT, b INT)", "CREATE TABLE look.theirs (a INT)",
                 "DROP USER IF EXISTS looker", "CREATE USER looker IDENTIFIED BY 'pw'",
                 "GRANT SELECT (a) ON look.mine TO looker"});
  connection_.values.set("user", "looker");
  connection_.values.set("password", "pw");
  const auto found = discover({});
  ASSERT_THAT(names(found), ElementsAre("mine"));
  EXPECT_EQ(found->tables[0].columns.size(), 1U);
}

TEST_P(MysqlDiscovery, ReadsSamplesAsAStepWould) {
  make_database({"CREATE TABLE look.orders (x INT)"});
  const auto found = discover({.samples = 2});
  ASSERT_EQ(names(found).size(), 1U);
  ASSERT_FALSE(found->tables[0].problem.has_value()) << found->tables[0].problem->message;
  EXPECT_EQ(found->tables[0].samples.rows.size(), 2U);
  EXPECT_EQ(found->tables[0].samples.rows[0][0], "/orders/set_null/varchar");
}

TEST_P(MysqlDiscovery, SaysWhichSampleTookTooLong) {
  make_database({"CREATE TABLE look.quick (x INT)", "CREATE TABLE look.slow (x INT)"});
  const auto found = discover({.samples = 1, .timeout = std::chrono::seconds(2)});
  ASSERT_THAT(names(found), ElementsAre("quick", "slow"));
  EXPECT_FALSE(found->tables[0].problem.has_value());
  ASSERT_TRUE(found->tables[1].problem.has_value());
  EXPECT_EQ(found->tables[1].problem->code, kServerTimeout.name);
  EXPECT_EQ(found->tables[1].columns.size(), 1U);
}

TEST_P(MysqlDiscovery, FindsNothingInAnEmptyDatabaseAndFailsWithoutOne) {
  make_database({});
  EXPECT_TRUE(names(discover({})).empty());
  connection_.values.set("database", "no_such");
  EXPECT_TRUE(discover({}).error().is(kDatabaseUnknown));
}

TEST_P(MysqlDiscovery, StopsWhenItIsTold) {
  make_database({"CREATE TABLE look.orders (x INT)"});
  stop_.request_stop();
  EXPECT_TRUE(discover({}).error().is(kCancelled));
}

}  // namespace
}  // namespace osiris::components::mysql
