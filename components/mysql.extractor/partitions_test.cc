#include "components/mysql.extractor/partitions.h"

#include "components/mysql.extractor/test_extraction.h"
#include "osiris/base/text.h"

#include <atomic>
#include <thread>

namespace osiris::components::mysql {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

PartitionKey key_of(KeyKind kind, unsigned decimals = 0) {
  return {.column = "k", .kind = kind, .decimals = decimals};
}

TEST(DivideValues, WholeNumbers) {
  const PartitionKey key = key_of(KeyKind::kWhole);
  EXPECT_THAT(divide_values(key, "1", "100", 4), ElementsAre("26", "51", "76"));
  EXPECT_THAT(divide_values(key, "-10", "9", 4), ElementsAre("-5", "0", "5"));
  EXPECT_THAT(divide_values(key, "1", "2", 8), ElementsAre("2"));
  EXPECT_THAT(divide_values(key, "7", "7", 4), IsEmpty());
  EXPECT_THAT(divide_values(key, "0", "18446744073709551615", 2),
              ElementsAre("9223372036854775808"));
  EXPECT_THAT(divide_values(key, "-9223372036854775808", "9223372036854775807", 2),
              ElementsAre("0"));
  EXPECT_THAT(divide_values(key, "1", "x", 4), IsEmpty());
}

TEST(DivideValues, NumbersAsTheColumnHasThem) {
  EXPECT_THAT(divide_values(key_of(KeyKind::kDecimal, 2), "0.00", "1.00", 4),
              ElementsAre("0.25", "0.50", "0.75"));
  EXPECT_THAT(divide_values(key_of(KeyKind::kDecimal, 1), "0.0", "0.1", 4), ElementsAre("0.1"));
  EXPECT_THAT(divide_values(key_of(KeyKind::kDouble), "-1e308", "1e308", 2),
              ElementsAre("0.00000000000000000e+00"));
  EXPECT_THAT(divide_values(key_of(KeyKind::kFloat), "0", "0.3", 3),
              ElementsAre("1.00000001490116119e-01", "2.00000002980232239e-01"));
}

TEST(DivideValues, DaysAndSeconds) {
  EXPECT_THAT(divide_values(key_of(KeyKind::kDate), "366", "367", 2),
              ElementsAre("DATE'0001-01-01' + INTERVAL 367 - 366 DAY"));
  EXPECT_THAT(divide_values(key_of(KeyKind::kTimestamp), "31622400", "31622401", 2),
              ElementsAre("TIMESTAMP'0001-01-01 00:00:00' + INTERVAL 31622401 - 31622400 SECOND"));
}

class MysqlPartitions : public ExtractionTest {
 protected:
  /// Makes a table of these keys, and returns what a parallel extraction finds, in order.
  std::string divided(const std::string& declaration, const std::vector<std::string>& values,
                      const std::string& options = "") {
    make_table("parts", "id INT AUTO_INCREMENT PRIMARY KEY, k " + declaration + ", KEY (k)");
    if (!values.empty()) {
      server().run({"SET sql_mode = 'ALLOW_INVALID_DATES'",
                    "INSERT INTO parts (k) VALUES (" + join(values, "), (") + ")"});
    }
    const auto result =
        run_step(component_,
                 "{table: parts, parallel: 3, zero_dates: set_null, partition_column: "
                 "k, " +
                     options + "}");
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(rows_of("SELECT id FROM step ORDER BY id"),
              server().rows_of("SELECT id FROM parts ORDER BY id"))
        << "rows were lost or doubled: " << declaration;
    return rows_of("SELECT k FROM step ORDER BY k NULLS LAST");
  }

  /// Makes a user who may only read, and no more at once than `bounds` say, and connects as him.
  void connect_as_reader(const std::string& bounds = "") {
    Settings root = server().settings();
    root.socket = server().socket();
    root.user = "root";
    root.password = "";
    const auto granting = Client::open(root);
    ASSERT_TRUE(granting.has_value()) << granting.error().message;
    for (const std::string& statement : {std::string("DROP USER IF EXISTS reader@'%'"),
                                         "CREATE USER reader@'%' IDENTIFIED BY 'r' " + bounds,
                                         std::string("GRANT SELECT ON shop.* TO reader@'%'")}) {
      ASSERT_TRUE((*granting)->execute(statement).has_value()) << statement;
    }
    reader_ = server().connection();
    reader_.values.set("user", "reader");
    reader_.values.set("password", "r");
    settings_ = &reader_;
  }

  /// Returns columns and rows in order, or the failure: parts come as they come.
  std::string sorted(const std::string& config) {
    const std::string outcome = extracted(config);
    return outcome.starts_with("mysql.") || outcome.starts_with("data.")
               ? outcome
               : columns_of("step") + "\n" + rows_of("FROM step ORDER BY ALL");
  }

  sdk::ConnectionSettings reader_;
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlPartitions, kBothServers,
                         [](const auto& param) { return param.param; });

TEST_P(MysqlPartitions, LoseAndDoubleNoRow) {
  EXPECT_EQ(divided("INT", {}), "");
  EXPECT_EQ(divided("INT", {"5"}), "5\n");
  EXPECT_EQ(divided("INT", {"5", "5", "5"}), "5\n5\n5\n");
  EXPECT_EQ(divided("INT", {"NULL", "NULL"}), "~\n~\n");
  EXPECT_EQ(divided("INT", {"-2147483648", "NULL", "2147483647", "0", "-1"}),
            "-2147483648\n-1\n0\n2147483647\n~\n");
  EXPECT_EQ(divided("BIGINT UNSIGNED NOT NULL", {"0", "18446744073709551615", "9223372036854775808",
                                                 "9223372036854775807", "1"}),
            "0\n1\n9223372036854775807\n9223372036854775808\n18446744073709551615\n");
  EXPECT_EQ(divided("BIGINT", {"-9223372036854775808", "9223372036854775807", "0"}),
            "-9223372036854775808\n0\n9223372036854775807\n");
  EXPECT_EQ(divided("DECIMAL(10,2)", {"-0.01", "0.00", "0.01", "99999999.99", "-5"}),
            "-5.00\n-0.01\n0.00\n0.01\n99999999.99\n");
  EXPECT_EQ(divided("FLOAT", {"0.1", "0.2", "0.15", "0.3", "0.1"}), "0.1\n0.1\n0.15\n0.2\n0.3\n");
  EXPECT_EQ(divided("DOUBLE", {"-1.7e308", "1.7e308", "0", "1e-300"}),
            "-1.7e+308\n0.0\n1e-300\n1.7e+308\n");
}

TEST_P(MysqlPartitions, DivideByDatesAndTimes) {
  EXPECT_EQ(divided("DATE", {"'2024-01-01'", "'2024-12-31'", "'2024-06-01'", "NULL"}),
            "2024-01-01\n2024-06-01\n2024-12-31\n~\n");
  EXPECT_EQ(
      divided("DATE NOT NULL", {"'0000-00-00'", "'2024-00-00'", "'9999-12-31'", "'0001-01-01'"}),
      "0001-01-01\n9999-12-31\n~\n~\n");
  EXPECT_EQ(divided("DATE NOT NULL", {"'0000-00-00'", "'0000-00-00'"}), "~\n~\n");
  EXPECT_EQ(divided("DATETIME(6)", {"'2024-01-01 00:00:00'", "'2024-01-01 00:00:00.000001'",
                                    "'2024-01-01 00:00:02.999999'", "'2024-01-01 00:00:01'"}),
            "2024-01-01 00:00:00\n2024-01-01 00:00:00.000001\n2024-01-01 00:00:01\n"
            "2024-01-01 00:00:02.999999\n");
  EXPECT_EQ(divided("TIMESTAMP NULL", {"'2024-03-31 02:30:00'", "'1970-01-01 00:00:01'", "NULL"}),
            "1970-01-01 00:00:01+00\n2024-03-31 02:30:00+00\n~\n");
  EXPECT_THAT(observer_.warnings, testing::Each(StartsWith("mysql.zero_dates")));
}

TEST_P(MysqlPartitions, DivideByYearsTimesAndBits) {
  EXPECT_EQ(divided("YEAR", {"1901", "2155", "0", "2000", "NULL"}), "0\n1901\n2000\n2155\n~\n");
  EXPECT_EQ(divided("YEAR NOT NULL", {"0", "0"}), "0\n0\n");
  EXPECT_EQ(divided("TIME", {"'-838:59:59'", "'838:59:59'", "'00:00:00'", "'-00:00:01'", "NULL"}),
            "-838:59:59\n-00:00:01\n00:00:00\n838:59:59\n~\n");
  EXPECT_EQ(divided("TIME(6)", {"'-00:00:01.5'", "'-00:00:00.000001'", "'00:00:00.999999'",
                                "'00:00:01'", "'00:00:02.5'"}),
            "-00:00:01.5\n-00:00:00.000001\n00:00:00.999999\n00:00:01\n00:00:02.5\n");
  EXPECT_EQ(divided("BIT(64)", {"0", "18446744073709551615", "9223372036854775808", "7", "NULL"}),
            "0\n7\n9223372036854775808\n18446744073709551615\n~\n");
  EXPECT_EQ(divided("BIT(1)", {"0", "1", "1"}), "false\ntrue\ntrue\n");
}

TEST_P(MysqlPartitions, UseTheColumnThatIsAKeyOrNamed) {
  make_table("keyed", "id BIGINT PRIMARY KEY, name VARCHAR(9), at DATE",
             "(1, 'a', '2024-01-01'), (9, 'b', NULL)");
  EXPECT_EQ(sorted("{table: keyed, parallel: 16, columns: [name], where: id > 1 -- so}"),
            "name VARCHAR\nb\n");
  const auto refused = [this](const std::string& config) {
    const auto result = run_step(component_, config);
    EXPECT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, "mysql.no_partition_key") << result.error().message;
    EXPECT_THAT(result.error().hint, HasSubstr("`partition_column`"));
    return result.error().message;
  };
  EXPECT_THAT(refused("{table: keyed, parallel: 2, partition_column: name}"),
              HasSubstr("cannot be divided by 'name', which is VARCHAR"));
  EXPECT_THAT(sorted("{table: keyed, parallel: 2, partition_column: nam}"),
              HasSubstr("has no column 'nam'; did you mean 'name'?"));
  make_table("unkeyed", "a INT, b INT, c INT, PRIMARY KEY (b, c)", "(1, 2, 3)");
  EXPECT_THAT(refused("{table: unkeyed, parallel: 2}"),
              HasSubstr("has a primary key of several columns"));
  server().run({"ALTER TABLE unkeyed DROP PRIMARY KEY"});
  EXPECT_THAT(refused("{table: unkeyed, parallel: 2}"), HasSubstr("has no primary key"));
  EXPECT_EQ(sorted("{table: unkeyed, parallel: 2, partition_column: a}"),
            "a INTEGER, b INTEGER, c INTEGER\n1|2|3\n");
  server().run({"CREATE OR REPLACE VIEW keyed_view AS SELECT id FROM keyed"});
  EXPECT_EQ(sorted("{table: keyed_view, parallel: 2, partition_column: id}"), "id BIGINT\n1\n9\n");
}

TEST_P(MysqlPartitions, AreOfOneMoment) {
  make_table("accounts", "id INT PRIMARY KEY, amount INT NOT NULL",
             "(1, 500), (1000, 500), (2000, 500), (3000, 500)");
  std::atomic<bool> ended = false;
  std::vector<std::jthread> movers;
  for (int i = 0; i < 3; ++i) {
    movers.emplace_back([&ended, i] {
      const auto client = server().client();
      for (int n = i; !ended; ++n) {
        const std::string from = std::to_string(n % 3 * 1000 + (n % 3 == 0 ? 1 : 0));
        const std::string to = std::to_string(n % 3 * 1000 + 1000);
        static_cast<void>(client->execute("BEGIN"));
        static_cast<void>(
            client->execute("UPDATE accounts SET amount = amount - 1 WHERE id = " + from));
        static_cast<void>(
            client->execute("UPDATE accounts SET amount = amount + 1 WHERE id = " + to));
        static_cast<void>(client->execute("COMMIT"));
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    const auto result = run_step(component_, "{table: accounts, parallel: 4}");
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(rows_of("SELECT COUNT(*), SUM(amount) FROM step"), "4|2000\n");
  }
  ended = true;
  EXPECT_THAT(observer_.warnings, IsEmpty());
}

TEST_P(MysqlPartitions, SayWhenTheyMayBeOfSeveralMoments) {
  make_table("accounts", "id INT PRIMARY KEY", "(1), (1000)");
  connect_as_reader();
  EXPECT_EQ(sorted("{table: accounts, parallel: 2}"), "id INTEGER\n1\n1000\n");
  EXPECT_THAT(observer_.warnings,
              ElementsAre(StartsWith("mysql.not_one_moment (1) table 'accounts' could not be "
                                     "locked")));

  settings_ = &server().connection();
  observer_.warnings.clear();
  const auto writer = server().client();
  ASSERT_TRUE(writer->execute("BEGIN").has_value());
  ASSERT_TRUE(writer->execute("INSERT INTO accounts VALUES (500)").has_value());
  EXPECT_EQ(sorted("{table: accounts, parallel: 2}"), "id INTEGER\n1\n1000\n");
  ASSERT_TRUE(writer->execute("COMMIT").has_value());
  EXPECT_THAT(observer_.warnings,
              ElementsAre(AllOf(StartsWith("mysql.not_one_moment"), HasSubstr("1205"))));

  observer_.warnings.clear();
  server().run({"ALTER TABLE accounts ENGINE = MyISAM"});
  EXPECT_EQ(sorted("{table: accounts, parallel: 2}"), "id INTEGER\n1\n500\n1000\n");
  EXPECT_THAT(observer_.warnings, ElementsAre(HasSubstr("the engine of table 'accounts' has no")));
}

TEST_P(MysqlPartitions, SayHowManyConnectionsTheyTake) {
  make_table("parts", "id INT PRIMARY KEY", "(1), (2)");
  connect_as_reader("WITH MAX_USER_CONNECTIONS 2");
  const auto result = run_step(component_, "{table: parts, parallel: 2}");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "mysql.too_many_connections");
  EXPECT_THAT(result.error().hint, HasSubstr("lower `parallel`: with 2 it takes 3 connections"));
}

TEST_P(MysqlPartitions, LeaveNothingWhenOneFails) {
  make_table("dated", "id INT PRIMARY KEY, d DATE",
             "(1, '2024-01-01'), (500, '2024-01-01'), (1000, '0000-00-00')");
  EXPECT_EQ(sorted("{table: dated, parallel: 4}"),
            "mysql.zero_date: a row (id = 1000): column 'd': 0000-00-00 is no date of the "
            "calendar");
  EXPECT_EQ(rows_of("SELECT COUNT(*) FROM duckdb_tables()"), "0\n");
}

}  // namespace
}  // namespace osiris::components::mysql
