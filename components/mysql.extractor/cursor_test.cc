#include "components/mysql.extractor/cursor.h"

#include "components/mysql.extractor/test_extraction.h"

#include <thread>

namespace osiris::components::mysql {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class MysqlCursor : public ExtractionTest {
 protected:
  /// Runs the step as one of a series: it gets what the last one left. Returns its rows in order,
  /// or the failure, which leaves the state alone.
  std::string next_run(const std::string& config, const std::string& columns = "*") {
    observer_.warnings.clear();
    state_ = kept_ ? &*kept_ : nullptr;
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out + result->rows_filtered);
    if (result->state) {
      kept_ = result->state;
    }
    return rows_of("SELECT " + columns + " FROM step ORDER BY ALL");
  }

  std::string kept(const std::string& key) const {
    const Value* const value = kept_ ? kept_->find(key) : nullptr;
    return value == nullptr     ? "nothing"
           : value->is_string() ? value->as_string()
                                : std::to_string(value->as_int());
  }

  static void add(const std::string& rows) {
    server().run({"SET sql_mode = 'ALLOW_INVALID_DATES'", "INSERT INTO events VALUES " + rows});
  }

  std::optional<Value> kept_;
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlCursor, kBothServers,
                         [](const auto& param) { return param.param; });

TEST_P(MysqlCursor, ReadsWhatIsNew) {
  make_table("events", "id BIGINT UNSIGNED PRIMARY KEY, t VARCHAR(9)", "(1, 'a'), (2, 'b')");
  const std::string config = "{table: events, cursor_column: id}";
  EXPECT_EQ(next_run(config), "1|a\n2|b\n");
  EXPECT_EQ(kept("value"), "2");
  EXPECT_EQ(next_run(config), "");
  add("(3, 'c'), (18446744073709551615, 'z')");
  EXPECT_EQ(next_run(config), "3|c\n18446744073709551615|z\n");
  EXPECT_EQ(next_run(config), "");
  EXPECT_EQ(kept("value"), "18446744073709551615");
  EXPECT_EQ(kept("rows_at_value"), "1");
  EXPECT_EQ(kept("type"), "integer");
  EXPECT_EQ(columns_of("step"), "id UBIGINT, t VARCHAR");
  EXPECT_THAT(observer_.warnings, IsEmpty());
}

TEST_P(MysqlCursor, HoldsForEveryKindOfValue) {
  const struct {
    const char* type;
    std::vector<const char*> values;
  } cases[] = {
      {"INT", {"-5", "0", "7"}},
      {"DECIMAL(30,10)", {"-0.0000000001", "0.5", "12345678901234567890.0000000001"}},
      {"DATE", {"'1969-12-31'", "'2024-02-29'", "'9999-12-31'"}},
      {"DATETIME", {"'2024-01-01 00:00:00'", "'2024-01-01 00:00:01'", "'2024-01-01 00:00:02'"}},
      {"DATETIME(6)",
       {"'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.000001'", "'2024-01-01 00:00:00.000002'"}},
      {"TIMESTAMP(3) NULL",
       {"'2024-03-31 00:59:59.999'", "'2024-03-31 02:30:00'", "'2024-10-27 01:30:00'"}},
  };
  for (const auto& [type, values] : cases) {
    SCOPED_TRACE(type);
    make_table("events", std::string("c ") + type + ", n INT");
    kept_.reset();
    EXPECT_EQ(next_run("{table: events, cursor_column: c}", "n"), "");
    EXPECT_EQ(kept("value"), "nothing");
    for (std::size_t i = 0; i < values.size(); ++i) {
      add(std::string("(") + values[i] + ", " + std::to_string(i) + ")");
      EXPECT_EQ(next_run("{table: events, cursor_column: c}", "n"), std::to_string(i) + "\n");
      EXPECT_EQ(next_run("{table: events, cursor_column: c}", "n"), "");
    }
    EXPECT_THAT(observer_.warnings, IsEmpty());
  }
}

TEST_P(MysqlCursor, ReadsFromAQuery) {
  make_table("events", "id INT PRIMARY KEY, kind CHAR(1)", "(1, 'a'), (2, 'b'), (3, 'a')");
  const std::string config =
      "{query: \"SELECT id AS n, kind, NULL AS x FROM events WHERE kind = 'a' -- only a\", "
      "cursor_column: n}";
  EXPECT_EQ(next_run(config, "n, kind"), "1|a\n3|a\n");
  EXPECT_EQ(kept("source"), "query");
  add("(4, 'b'), (5, 'a')");
  EXPECT_EQ(next_run(config, "n, kind"), "5|a\n");
  EXPECT_THAT(next_run("{query: SELECT id FROM events, cursor_column: n}"),
              HasSubstr("the query has no column 'n'"));
}

TEST_P(MysqlCursor, NoticesRowsThatComeLateWithTheLastValue) {
  make_table("events", "at DATETIME, n INT",
             "('2024-01-01 10:00:00', 1), ('2024-01-01 10:00:00', 2)");
  const std::string config = "{table: events, cursor_column: at}";
  EXPECT_EQ(next_run(config, "n"), "1\n2\n");
  EXPECT_EQ(next_run(config, "n"), "");
  add("('2024-01-01 10:00:00', 3), ('2024-01-01 11:00:00', 4)");
  EXPECT_EQ(next_run(config, "n"), "1\n2\n3\n4\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(AllOf(StartsWith("mysql.cursor_rows_again (3) 3 rows have 2024-01-01"),
                                HasSubstr("they were 2 then"))));
  EXPECT_EQ(next_run(config, "n"), "");
  add("('2024-01-01 11:00:00', 5)");
  EXPECT_EQ(next_run(config, "n"), "4\n5\n");
  EXPECT_EQ(next_run(config, "n"), "");
  EXPECT_THAT(observer_.warnings, IsEmpty());
}

TEST_P(MysqlCursor, LooksBackAsFarAsItIsTold) {
  make_table("events", "id INT, at DATETIME(6)",
             "(1, '2024-01-01 09:00:00'), (5, '2024-01-01 10:00:00')");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, lookback: 3}", "id"), "1\n5\n");
  add("(2, '2024-01-01 09:30:00'), (3, '2024-01-01 09:29:59.999999')");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, lookback: 3}", "id"), "2\n3\n5\n");
  EXPECT_EQ(kept("value"), "5");
  kept_.reset();
  EXPECT_EQ(next_run("{table: events, cursor_column: at, lookback: PT30M}", "id"), "1\n2\n3\n5\n");
  EXPECT_EQ(next_run("{table: events, cursor_column: at, lookback: PT30M}", "id"), "2\n5\n");
  EXPECT_EQ(next_run("{table: events, cursor_column: at, lookback: 1799}", "id"), "5\n");
  EXPECT_EQ(next_run("{table: events, cursor_column: at}", "id"), "");
  EXPECT_THAT(
      next_run("{table: events, cursor_column: at, lookback: 0.5}"),
      StartsWith("mysql.cursor_value: lookback '0.5' does not suit the cursor column 'at'"));
  kept_.reset();
  EXPECT_THAT(next_run("{table: events, cursor_column: id, lookback: P1D}"),
              StartsWith("mysql.cursor_value: lookback 'P1D'"));
}

TEST_P(MysqlCursor, BeginsWhereItIsTold) {
  make_table("events", "id INT, day DATE",
             "(1, '2024-01-01'), (2, '2024-01-02'), (3, '2024-01-03')");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, initial_value: 2}", "id"), "2\n3\n");
  add("(4, '2024-01-04')");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, initial_value: 2}", "id"), "4\n");
  kept_.reset();
  EXPECT_EQ(next_run("{table: events, cursor_column: day, initial_value: '2024-01-03'}", "id"),
            "3\n4\n");
  kept_.reset();
  EXPECT_EQ(next_run("{table: events, cursor_column: id, initial_value: 100}", "id"), "");
  EXPECT_EQ(kept("value"), "nothing") << "the next run begins there, too";
  kept_.reset();
  EXPECT_THAT(next_run("{table: events, cursor_column: day, initial_value: 5}"),
              StartsWith("mysql.cursor_value: initial_value '5' does not suit"));
}

TEST_P(MysqlCursor, NeverDropsNullSilently) {
  make_table("events", "id INT, n INT", "(1, 1), (NULL, 2)");
  EXPECT_THAT(next_run("{table: events, cursor_column: id}"),
              StartsWith("mysql.cursor_null: 1 row has NULL in the cursor column 'id'"));
  EXPECT_EQ(next_run("{table: events, cursor_column: id, cursor_nulls: skip}", "n"), "1\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(StartsWith("mysql.cursor_nulls (1) ")));
  add("(2, 3), (NULL, 4)");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, cursor_nulls: include}", "n"),
            "2\n3\n4\n");
  EXPECT_EQ(next_run("{table: events, cursor_column: id, cursor_nulls: include}", "n"), "2\n4\n");
  server().run({"DELETE FROM events WHERE id IS NOT NULL"});
  kept_.reset();
  EXPECT_EQ(next_run("{table: events, cursor_column: id, cursor_nulls: include}", "n"), "2\n4\n");
  EXPECT_EQ(kept("value"), "nothing");
}

TEST_P(MysqlCursor, NeverGoesBack) {
  make_table("events", "id INT", "(1), (50)");
  EXPECT_EQ(next_run("{table: events, cursor_column: id}"), "1\n50\n");
  server().run({"TRUNCATE events"});
  EXPECT_EQ(next_run("{table: events, cursor_column: id}"), "");
  EXPECT_EQ(kept("value"), "50");
  add("(1), (2)");
  EXPECT_EQ(next_run("{table: events, cursor_column: id}"), "");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(AllOf(StartsWith("mysql.cursor_behind"), HasSubstr("--full-refresh"))));
  EXPECT_EQ(kept("value"), "50");
}

TEST_P(MysqlCursor, RefusesAForeignState) {
  make_table("events", "id INT, day DATE", "(1, '2024-01-01')");
  make_table("others", "id INT", "(1)");
  ASSERT_EQ(next_run("{table: events, cursor_column: id}", "id"), "1\n");
  const auto refused = [this](const std::string& config) {
    const std::string outcome = next_run(config);
    EXPECT_THAT(outcome, StartsWith("mysql.state_mismatch: the state of the last run is"));
    EXPECT_EQ(kept("value"), "1");
    return outcome;
  };
  EXPECT_THAT(refused("{table: events, cursor_column: day}"),
              HasSubstr("of cursor column 'id', not of 'day'"));
  EXPECT_THAT(refused("{table: others, cursor_column: id}"),
              HasSubstr("of source 'shop.events', not of 'shop.others'"));
  EXPECT_THAT(refused("{query: SELECT id FROM events, cursor_column: id}"),
              HasSubstr("not of 'query'"));
  server().run({"ALTER TABLE events MODIFY id DECIMAL(9,2)"});
  EXPECT_THAT(refused("{table: events, cursor_column: id}"),
              HasSubstr("a cursor of type 'integer', not of 'decimal'"));
  server().run({"ALTER TABLE events MODIFY id BIGINT"});
  EXPECT_EQ(next_run("{table: events, cursor_column: id}"), "");
  sdk::ConnectionSettings elsewhere = server().connection();
  elsewhere.values.set("socket", server().socket());
  settings_ = &elsewhere;
  EXPECT_THAT(refused("{table: events, cursor_column: id}"), HasSubstr("of another server"));
  EXPECT_EQ(kept("server").size(), 16U) << "a digest: hosts may be secret";
  kept_ = Value::object();
  EXPECT_THAT(next_run("{table: events, cursor_column: id}"), StartsWith("mysql.state_mismatch"));
}

TEST_P(MysqlCursor, RefusesColumnsWithoutAnOrderThatGoesOn) {
  make_table("events", "t VARCHAR(9), f DOUBLE, d DATE", "('a', 1, '0000-00-00')");
  EXPECT_THAT(next_run("{table: events, cursor_column: t}"),
              StartsWith("mysql.cursor_unfit: cursor column 't' of table 'events' is VARCHAR"));
  EXPECT_THAT(next_run("{table: events, cursor_column: f}"), StartsWith("mysql.cursor_unfit"));
  EXPECT_THAT(next_run("{table: events, cursor_column: d, zero_dates: set_null}"),
              StartsWith("mysql.cursor_value: the greatest value in cursor column 'd'"));
  EXPECT_THAT(next_run("{table: events, cursor_column: ff}"),
              HasSubstr("table 'events' has no column 'ff'; did you mean 'f'?"));
}

TEST_P(MysqlCursor, WorksWithPartsAndConditions) {
  make_table("events", "id INT PRIMARY KEY, n INT", "(1, 1), (2, 2), (3, 1)");
  const std::string config = "{table: events, where: n = 1, cursor_column: id, parallel: 3}";
  EXPECT_EQ(next_run(config), "1|1\n3|1\n");
  add("(4, 1), (5, 2), (600, 1), (700, 1)");
  EXPECT_EQ(next_run(config), "4|1\n600|1\n700|1\n");
  EXPECT_EQ(next_run(config), "");
}

TEST_P(MysqlCursor, RowsThatComeDuringARunAreOfTheNext) {
  make_table("events", "id INT PRIMARY KEY", "(1), (2)");
  // The function runs while the statement reads; another connection writes meanwhile.
  std::jthread writer([] {
    server().await_sleep("id + SLEEP(0.1)");
    add("(3)");
  });
  const std::string config = "{table: events, where: id + SLEEP(0.1) > 0, cursor_column: id}";
  EXPECT_EQ(next_run(config), "1\n2\n");
  writer.join();
  EXPECT_EQ(kept("value"), "2");
  EXPECT_EQ(next_run(config), "3\n");
}

}  // namespace
}  // namespace osiris::components::mysql
