#include "components/duckdb.processor/component.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/test_database.h"
#include "osiris/sdk/config_check.h"
#include "osiris/sdk/step_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::components {
namespace {

using testing::HasSubstr;

class WarningObserver final : public sdk::StepObserver {
 public:
  void measure(const session::Metric&, std::int64_t) override {}
  void warn(std::string_view code, std::string_view message, std::int64_t count) override {
    warnings.push_back(std::string(code) + " (" + std::to_string(count) + ") " +
                       std::string(message));
  }
  void note(std::string_view) override {}
  void progress(const exchange::Progress&) override {}

  std::vector<std::string> warnings;
};

/// A database with the relations of two earlier steps, `extract-orders` and `other`.
class ProcessorTest : public exchange::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    for (const char* name : {"extract-orders", "other"}) {
      exchange::unwrap(exchange::replace_relation(
          *connection, name, "SELECT 1 AS id, 2.5 AS amount UNION ALL SELECT 2, 3.5"));
    }
  }

  Result<sdk::StepResult> run(const std::string& query) {
    sdk::StepContext context{
        .step_id = "sum",
        .inputs = {{.step_id = "extract-orders",
                    .relation = "extract-orders",
                    .rows = 2,
                    .names = {"extract_orders", "df_extract_orders", "orders", "input_df"}}},
        .places = {.project_dir = folder.path(), .artifacts_dir = {}},
        .connection = *connection,
        .files = files,
        .observer = observer,
        .stop = stop.get_token()};
    Value config = Value::object();
    config.set("query", query);
    return component.run(sdk::StepConfig(config), context);
  }

  /// Runs the query and returns its only value, or the failure's code.
  std::string value_of(const std::string& query) {
    const auto result = run(query);
    return result.has_value() ? value("SELECT * FROM sum") : result.error().code;
  }

  bool has_relation() { return exchange::describe_relation(*connection, "sum").has_value(); }

  RealFileSystem files;
  WarningObserver observer;
  std::stop_source stop;
  const sdk::Component component = duckdb_processor(duckdb_processor_spec());
};

TEST_F(ProcessorTest, TellsWhatItCallsColumnsOfOneName) {
  ASSERT_TRUE(run("SELECT id, id AS n FROM orders").has_value());
  EXPECT_THAT(observer.warnings, testing::IsEmpty());
  ASSERT_TRUE(run("SELECT a.id, b.ID, 1 AS x FROM orders a JOIN orders b USING (amount)"));
  EXPECT_THAT(observer.warnings,
              testing::ElementsAre("sql.column_renamed (1) the query gives one name to several "
                                   "columns: 'id' is called 'id_1'; name them apart with AS"));
}

TEST_F(ProcessorTest, SpecIsSound) {
  const auto spec = sdk::Spec::parse(component.spec_yaml, "spec.yaml");
  ASSERT_TRUE(spec.has_value()) << spec.error().message;
  EXPECT_EQ(spec->name, component.name);
}

TEST_F(ProcessorTest, StoresTheResultAndCountsRows) {
  const auto result = run("SELECT id, amount * 2 AS double_amount FROM input_df");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->relation, "sum");
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
}

TEST_F(ProcessorTest, SeesTheInputUnderEachOfItsNames) {
  for (const char* name :
       {"\"extract-orders\"", "extract_orders", "df_extract_orders", "orders", "input_df"}) {
    EXPECT_EQ(value_of(std::string("SELECT sum(amount) FROM ") + name), "6.0") << name;
  }
}

TEST_F(ProcessorTest, TakesQueriesAsPeopleWriteThem) {
  EXPECT_EQ(value_of("SELECT 1;"), "1");
  EXPECT_EQ(value_of("-- why\nSELECT 1 /* so */ ; -- done\n"), "1");
  EXPECT_EQ(value_of("WITH orders2 AS (SELECT * FROM orders) SELECT count(*) FROM orders2"), "2");
  EXPECT_EQ(value_of("FROM orders SELECT max(id)"), "2");
  EXPECT_EQ(value_of("SELECT count(*) FROM orders JOIN input_df USING (id)"), "2");
  EXPECT_EQ(value_of("SELECT ';--' AS a"), ";--");
}

TEST_F(ProcessorTest, KeepsTheColumnsOfAnEmptyResult) {
  ASSERT_TRUE(run("SELECT id, amount FROM orders WHERE false").has_value());
  const auto info = exchange::describe_relation(*connection, "sum");
  EXPECT_EQ(info->rows, 0);
  EXPECT_EQ(info->columns.size(), 2);
}

TEST_F(ProcessorTest, RefusesRelationsThatAreNoInput) {
  for (const char* query :
       {"SELECT * FROM orders JOIN Other ON orders.id = Other.id",
        "SELECT 1 AS one FROM orders AS a JOIN orders AS b USING (id), Other"}) {
    const auto result = run(query);
    ASSERT_FALSE(result.has_value()) << query;
    EXPECT_EQ(result.error().code, "sql.undeclared_input");
    EXPECT_THAT(result.error().hint,
                HasSubstr("name 'other' under the step's 'needs' or 'inputs'"));
  }
  EXPECT_EQ(value_of("WITH other AS (SELECT 7 AS a) SELECT a FROM other"), "7")
      << "a name of the query's own is no relation";
}

TEST_F(ProcessorTest, RefusesAnythingButOneSelect) {
  for (const char* query :
       {"SELECT 1; SELECT 2", "CREATE TABLE t (a INTEGER)", "INSERT INTO other VALUES (3, 4)",
        "DROP TABLE other", "COPY orders TO 'x.csv'", "ATTACH 'x.db'", "INSTALL httpfs",
        "LOAD httpfs", "SET threads = 1", "PRAGMA database_list", "EXPORT DATABASE 'x'",
        "CALL pragma_version()", "CHECKPOINT", "VACUUM", "USE memory", "BEGIN", "", "-- nothing"}) {
    const auto result = run(query);
    ASSERT_FALSE(result.has_value()) << query;
    EXPECT_THAT(result.error().code,
                testing::AnyOf("sql.not_one_select", "sql.denied", "sql.invalid"))
        << query << ": " << result.error().message;
    EXPECT_FALSE(has_relation()) << query;
  }
  EXPECT_EQ(value_of("SELECT count(*) FROM orders"), "2") << "nothing was changed";
}

TEST_F(ProcessorTest, RefusesToLookOutside) {
  for (const char* query :
       {"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_blob('../../etc/passwd')", "SELECT * FROM duckdb_secrets()",
        "SELECT getenv('HOME')", "SELECT * FROM enable_logging('QueryLog', storage = 'file')",
        "FROM enable_profiling(save_location = 'x.json')"}) {
    const auto result = run(query);
    ASSERT_FALSE(result.has_value()) << query;
    EXPECT_THAT(result.error().code, testing::AnyOf("sql.denied", "sql.invalid"))
        << query << ": " << result.error().message;
  }
}

TEST_F(ProcessorTest, TellsWhereTheQueryIsWrong) {
  const auto result = run("SELECT id,\n       amuont\nFROM orders");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "sql.invalid");
  EXPECT_THAT(result.error().message, HasSubstr("LINE 2"));
  EXPECT_THAT(result.error().message, HasSubstr("amount"));
}

TEST_F(ProcessorTest, LeavesNothingWhenAValueFails) {
  EXPECT_EQ(value_of("SELECT CAST('x' || id AS INTEGER) FROM orders"), "sql.failed");
  EXPECT_FALSE(has_relation());
}

TEST_F(ProcessorTest, StopsWhenAsked) {
  stop.request_stop();
  EXPECT_EQ(value_of("SELECT count(*) FROM range(1000000000) a, range(100) b"), "run.cancelled");
  EXPECT_FALSE(has_relation());
}

}  // namespace
}  // namespace osiris::components
