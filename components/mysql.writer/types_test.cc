// Each kind of value into each kind of column: it is there exactly, or the step fails.

#include "components/mysql.writer/writer_fixture.h"
#include "osiris/base/text.h"
#include "osiris/exchange/test_types.h"

#include <vector>

namespace osiris::components {
namespace {

/// One value into one column. What is refused leaves the table empty; the others are written
/// together.
struct Case {
  std::string value;  ///< In DuckDB's SQL.
  std::string type;   ///< The column's.
  std::string text;   ///< What the server shows then; or the failure's code.
};

class MysqlWriterTypes : public WriterFixture {
 protected:
  /// Writes each value into a column of its own. `shown` is what is asked of column v.
  void expect_all(const std::vector<Case>& cases, const std::string& shown = "v") {
    std::vector<std::string> columns;
    std::vector<std::string> values;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      columns.push_back(name_of(i) + " " + cases[i].type);
      values.push_back(cases[i].value + " AS " + name_of(i));
    }
    server().run({"DROP TABLE IF EXISTS t", "CREATE TABLE t (" + join(columns, ", ") + ")"});
    make_relation("SELECT " + join(values, ", "));
    std::vector<std::string> accepted;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!cases[i].text.starts_with("mysql.")) {
        accepted.push_back(name_of(i));
        continue;
      }
      const auto result = write("load_marker: false\ncolumns: [" + name_of(i) + "]");
      EXPECT_EQ(result.has_value() ? "no failure" : result.error().code, cases[i].text)
          << describe(cases[i]);
    }
    EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "0\n");
    EXPECT_EQ(failure("load_marker: false\ncolumns: [" + join(accepted, ", ") + "]"), "");
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!cases[i].text.starts_with("mysql.")) {
        EXPECT_EQ(rows("SELECT " + replace_all(shown, "v", name_of(i)) + " FROM t"),
                  cases[i].text + "\n")
            << describe(cases[i]);
      }
    }
  }

 private:
  static std::string name_of(std::size_t number) { return "c" + std::to_string(number); }
  static std::string describe(const Case& one) { return one.value + " into " + one.type; }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriterTypes,
                         testing::Values("mariadb", "mysql", "mariadb_inserts", "mysql_inserts"),
                         [](const auto& param) { return param.param; });

constexpr const char* kRefused = "mysql.value_refused";
constexpr const char* kUnlike = "mysql.types_differ";

TEST_P(MysqlWriterTypes, WholeNumbers) {
  expect_all({
      {"true", "TINYINT(1)", "1"},
      {"(-128)::TINYINT", "TINYINT", "-128"},
      {"18446744073709551615::UBIGINT", "BIGINT UNSIGNED", "18446744073709551615"},
      {"(-9223372036854775808)::BIGINT", "BIGINT", "-9223372036854775808"},
      {"128", "TINYINT", kRefused},
      {"-1", "INT UNSIGNED", kRefused},
      {"5.00::DECIMAL(5,2)", "INT", "5"},
      {"5.01::DECIMAL(5,2)", "INT", kRefused},
      {"5e0::DOUBLE", "INT", "5"},
      {"1e300::DOUBLE", "BIGINT", kRefused},
      {"1.5::DOUBLE", "INT", kRefused},
      {"'42'", "INT", "42"},
      {"'4x'", "INT", kRefused},
      {"'1.5'", "INT", kRefused},
      {"''", "INT", kRefused},
      {"DATE '2026-01-01'", "INT", kUnlike},
  });
}

TEST_P(MysqlWriterTypes, FixedPoint) {
  expect_all({
      {"170141183460469231731687303715884105727::HUGEINT", "DECIMAL(39,0)",
       "170141183460469231731687303715884105727"},
      {"(-0.0001)::DECIMAL(18,4)", "DECIMAL(18,4)", "-0.0001"},
      {"'12345678901234567890123456789012345678901234567890123456789012345'", "DECIMAL(65,0)",
       "12345678901234567890123456789012345678901234567890123456789012345"},
      {"1.10::DECIMAL(5,2)", "DECIMAL(5,1)", "1.1"},
      {"1.11::DECIMAL(5,2)", "DECIMAL(5,1)", kRefused},
      {"12.5::DOUBLE", "DECIMAL(10,2)", "12.50"},
      {"0.1::FLOAT", "DECIMAL(10,2)", "0.10"},
      {"0.125::DOUBLE", "DECIMAL(10,2)", kRefused},
      {"1e-7::DOUBLE", "DECIMAL(10,2)", kRefused},
      {"123456.5::DOUBLE", "DECIMAL(5,1)", kRefused},
      {"'1.250'", "DECIMAL(5,2)", "1.25"},
      {"'1.255'", "DECIMAL(5,2)", kRefused},
      {"7::UTINYINT", "DECIMAL(5,2)", "7.00"},
  });
}

TEST_P(MysqlWriterTypes, FloatingPoint) {
  expect_all({
      {"0.1::DOUBLE", "DOUBLE", "0.1"},
      {"0.30000000000000004::DOUBLE", "DOUBLE", "0.30000000000000004"},
      {"5e-324::DOUBLE", "DOUBLE", "5e-324"},
      {"1.7976931348623157e308::DOUBLE", "DOUBLE", "1.7976931348623157e308"},
      {"0.1::DOUBLE", "FLOAT", "0.1"},
      {"1::DOUBLE / 3", "FLOAT", kRefused},
      {"9007199254740993::BIGINT", "DOUBLE", kRefused},
      {"9007199254740992::BIGINT", "DOUBLE", "9.007199254740992e15"},
      {"16777217", "FLOAT", kRefused},
      {"0.1234567890123456789::DECIMAL(20,19)", "DOUBLE", kRefused},
      {"0.12::DOUBLE", "DOUBLE(10,2)", "0.12"},
      {"0.125::DOUBLE", "DOUBLE(10,2)", kRefused},
      {"'nan'::DOUBLE", "DOUBLE", kRefused},
      {"'-inf'::FLOAT", "FLOAT", kRefused},
      {"1e39::DOUBLE", "FLOAT", kRefused},
      {"'1e5'", "DOUBLE", "100000"},
  });
  // A FLOAT is the same four bytes afterwards; as a DOUBLE all of its digits are shown.
  expect_all({{"0.1::FLOAT", "FLOAT", "0.10000000149011612"},
              {"3.4028235e38::FLOAT", "FLOAT", "3.4028234663852886e38"},
              {"1e-45::FLOAT", "FLOAT", "1.401298464324817e-45"},
              {"0.1::FLOAT", "DOUBLE", "0.10000000149011612"}},
             "v + 0e0");
}

TEST_P(MysqlWriterTypes, Years) {
  expect_all({
      {"2026::SMALLINT", "YEAR", "2026"},
      {"0", "YEAR", "0000"},
      {"70", "YEAR", kRefused},
      {"1900", "YEAR", kRefused},
      {"'2155'", "YEAR", "2155"},
      {"'70'", "YEAR", kRefused},
  });
}

TEST_P(MysqlWriterTypes, Bits) {
  expect_all(
      {
          {"true", "BIT(1)", "1"},
          {"18446744073709551615::UBIGINT", "BIT(64)", "18446744073709551615"},
          {"513::UBIGINT", "BIT(10)", "513"},
          {"513::UBIGINT", "BIT(9)", kRefused},
          {"'0101'::BIT", "BIT(4)", "5"},
          {"'0101'::BIT", "BIT(5)", kRefused},
          {"-1", "BIT(8)", kRefused},
          {"1.5::DOUBLE", "BIT(8)", kUnlike},
      },
      "v + 0");
}

TEST_P(MysqlWriterTypes, DatesAndTimes) {
  expect_all({
      {"DATE '0001-01-01'", "DATE", "0001-01-01"},
      {"DATE '9999-12-31'", "DATE", "9999-12-31"},
      {"DATE '10000-01-01'", "DATE", kRefused},
      {"DATE '0044-03-15 (BC)'", "DATE", kRefused},
      {"'infinity'::DATE", "DATE", kRefused},
      {"TIMESTAMP '2026-01-31 23:59:59.123456'", "DATETIME(6)", "2026-01-31 23:59:59.123456"},
      {"TIMESTAMP '2026-01-31 23:59:59.123'", "DATETIME(3)", "2026-01-31 23:59:59.123"},
      {"TIMESTAMP '2026-01-31 23:59:59.1234'", "DATETIME(3)", kRefused},
      {"TIMESTAMP '2026-01-31 23:59:59.1'", "DATETIME", kRefused},
      {"TIMESTAMP '1969-12-31 23:59:59.9'", "DATETIME(1)", "1969-12-31 23:59:59.9"},
      {"'2026-01-01 00:00:00.123456789'::TIMESTAMP_NS", "DATETIME(6)", kRefused},
      {"'2026-01-01 00:00:00.123456'::TIMESTAMP_NS", "DATETIME(6)", "2026-01-01 00:00:00.123456"},
      {"TIMESTAMPTZ '2026-07-01 12:00:00+02'", "TIMESTAMP(6) NULL", "2026-07-01 10:00:00.000000"},
      {"TIMESTAMPTZ '2050-07-01 12:00:00+02'", "TIMESTAMP NULL", kRefused},
      {"TIMESTAMP '2026-01-31 00:00:00'", "DATE", "2026-01-31"},
      {"TIMESTAMP '2026-01-31 00:00:01'", "DATE", kRefused},
      {"DATE '2026-01-31'", "DATETIME", "2026-01-31 00:00:00"},
      {"'infinity'::TIMESTAMP", "DATETIME", kRefused},
      {"'2026-02-28'", "DATE", "2026-02-28"},
      {"'2026-02-30'", "DATE", kRefused},
      {"'26-02-28'", "DATE", kRefused},
      {"'10:11:12'", "DATE", kRefused},
      {"'2026-02-28T10:11:12.5'", "DATETIME(1)", "2026-02-28 10:11:12.5"},
      {"'2026-02-28 10:11:12.55'", "DATETIME(1)", kRefused},
      {"'2026-02-28 10:11:12+02:00'", "DATETIME", kRefused},
      {"TIME '23:59:59.999999'", "TIME(6)", "23:59:59.999999"},
      {"TIME '23:59:59.9'", "TIME", kRefused},
      {"to_hours(-838) - INTERVAL 59 MINUTE", "TIME", "-838:59:00"},
      {"INTERVAL 34 DAY + INTERVAL 22 HOUR + INTERVAL 59 MINUTE", "TIME", "838:59:00"},
      {"INTERVAL 35 DAY", "TIME", kRefused},
      {"INTERVAL 1 MONTH", "TIME", kRefused},
      {"'-120:30:00.25'", "TIME(2)", "-120:30:00.25"},
      {"'1 day'", "TIME", kRefused},
  });
}

TEST_P(MysqlWriterTypes, Texts) {
  expect_all(
      {
          {R"('tab	line
 back\slash ''quote" NULL \N' || chr(13) || chr(26))",
           "TEXT", "746162096C696E650A206261636B5C736C617368202771756F746522204E554C4C205C4E0D1A"},
          {"''", "VARCHAR(5)", ""},
          {"'NULL'", "VARCHAR(5)", "4E554C4C"},
          {"'\\N'", "VARCHAR(5)", "5C4E"},
          {"'a' || chr(0) || 'b'", "VARCHAR(5)", "610062"},
          {"'😀'", "VARCHAR(1)", "F09F9880"},
          {"'é'", "VARCHAR(5) CHARACTER SET latin1", "E9"},
          {"'😀'", "VARCHAR(5) CHARACTER SET latin1", kRefused},
          {"'😀'", "VARCHAR(5) CHARACTER SET utf8", kRefused},
          {"'é'", "VARCHAR(5) CHARACTER SET ascii", kRefused},
          {"'abcdef'", "VARCHAR(5)", kRefused},
          {"'abcde '", "VARCHAR(5)", kRefused},
          {"'ab '", "VARCHAR(5)", "616220"},
          {"'ab '", "CHAR(5)", kRefused},
          {"'ab'", "CHAR(5)", "6162"},
          {"repeat('x', 70000)", "TEXT", kRefused},
          {"42", "VARCHAR(5)", "3432"},
          {"[1, 2]", "VARCHAR(9)", "5B312C325D"},
          {"'\\xFF'::BLOB", "VARCHAR(9)", kRefused},
          {"'abc'::BLOB", "VARCHAR(9)", "616263"},
      },
      "HEX(v)");
}

TEST_P(MysqlWriterTypes, Labels) {
  expect_all({
      {"'b'", "ENUM('a','b')", "b"},
      {"'it''s'", "ENUM('it''s','x')", "it's"},
      {"'B'", "ENUM('a','b')", kRefused},
      {"'1'", "ENUM('a','b')", kRefused},
      {"''", "ENUM('a','b')", kRefused},
      {"'b'::ENUM('a', 'b')", "ENUM('a','b')", "b"},
      {"'a,c'", "SET('a','b','c')", "a,c"},
      {"''", "SET('a','b')", ""},
      {"'a,d'", "SET('a','b')", kRefused},
      {"'a,'", "SET('a','b')", kRefused},
      {"'3'", "SET('a','b')", kRefused},
  });
}

TEST_P(MysqlWriterTypes, Json) {
  expect_all({
      {"'[1, \"a\\\\b\"]'::JSON", "JSON", "[1, \"a\\\\b\"]"},
      {"{'a': 1.5::DECIMAL(3,1)}", "JSON", is_mysql() ? "{\"a\": 1.5}" : "{\"a\":1.5}"},
      {"[true, NULL]", "JSON", is_mysql() ? "[true, null]" : "[true,null]"},
      {"'nan'::DOUBLE", "JSON", kRefused},
      {"'{\"a\":'", "JSON", GetParam() == "mariadb_inserts" ? "mysql.constraint_failed" : kRefused},
  });
}

TEST_P(MysqlWriterTypes, Bytes) {
  expect_all(
      {
          {"'\\x00\\x0A\\x09\\x5C\\xFF'::BLOB", "BLOB", "000A095CFF"},
          {"''::BLOB", "VARBINARY(4)", ""},
          {"'\\x01\\x02\\x03'::BLOB", "VARBINARY(2)", kRefused},
          {"'\\x01'::BLOB", "BINARY(2)", kRefused},
          {"'\\x01\\x00'::BLOB", "BINARY(2)", "0100"},
          {"'é'", "BLOB", "C3A9"},
          {"'00112233-4455-6677-8899-aabbccddeeff'::UUID", "BINARY(16)",
           "00112233445566778899AABBCCDDEEFF"},
          {"from_hex('000000000101000000000000000000F03F0000000000000040')", "GEOMETRY",
           "000000000101000000000000000000F03F0000000000000040"},
          {"from_hex('0102')", "GEOMETRY", kRefused},
          {"'POINT(1 2)'", "GEOMETRY", kUnlike},
      },
      "HEX(v)");
}

TEST_P(MysqlWriterTypes, Uuids) {
  const std::string uuid = "00112233-4455-6677-8899-aabbccddeeff";
  std::vector<Case> cases{{"'" + uuid + "'::UUID", "CHAR(36)", uuid}};
  if (!is_mysql()) {
    cases.insert(cases.end(), {{"'" + uuid + "'::UUID", "UUID", uuid},
                               {"'nope'", "UUID", kRefused},
                               {"'::1'", "INET6", "::1"},
                               {"'x'", "INET6", kRefused}});
  }
  expect_all(cases);
}

TEST_P(MysqlWriterTypes, UnionsAreTextAsDuckdbHasThem) {
  make_relation(
      "SELECT union_value(k := 7) AS id, {'a': union_value(k := 1)} AS v, "
      "[union_value(k := 'x')] AS w");
  server().run({"DROP TABLE IF EXISTS t"});
  EXPECT_EQ(failure("primary_key: [id]"), "");
  EXPECT_EQ(rows("SELECT id, v, w FROM t"), "7|{'a': 1}|[x]\n");
  server().run({"DROP TABLE t", "CREATE TABLE t (id INT PRIMARY KEY, v INT, w TEXT)"});
  start_new_session();
  EXPECT_THAT(failure(), testing::StartsWith("mysql.value_refused: row 1 (id=7), column 'v'"));
  server().run({"ALTER TABLE t MODIFY v VARCHAR(3)"});
  EXPECT_THAT(failure(), testing::StartsWith("mysql.value_refused: row 1 (id=7): "));
  EXPECT_EQ(failure("load_marker: false\ncolumns: [id, w]"), "");
  EXPECT_EQ(rows("SELECT id, w FROM t"), "7|[x]\n");
}

TEST_P(MysqlWriterTypes, EachTypeIsWrittenOrRefused) {
  if (GetParam() != "mariadb") {
    GTEST_SKIP() << "the types are DuckDB's";
  }
  for (const std::string& value : exchange::values_of_each_type()) {
    make_relation("SELECT " + value + " AS v, 1 AS id");
    server().run({"DROP TABLE IF EXISTS t"});
    start_new_session();
    EXPECT_EQ(failure("load_marker: false"), "") << value;
    EXPECT_EQ(rows("SELECT COUNT(*) FROM t"), "1\n") << value;
    server().run({"DROP TABLE t", "CREATE TABLE t (text LONGTEXT, json JSON, number INT)"});
    for (const std::string column : {"text", "json", "number"}) {
      make_relation("SELECT " + value + " AS " + column);
      const std::string told = failure("load_marker: false");
      EXPECT_TRUE(told.empty() || told.starts_with("mysql.")) << value << ": " << told;
    }
  }
}

TEST_P(MysqlWriterTypes, NullsEverywhere) {
  expect_all({{"NULL::INTEGER", "INT", "~"},
              {"NULL::UBIGINT", "BIT(3)", "~"},
              {"NULL::INTEGER", "DECIMAL(5,2)", "~"},
              {"NULL::DOUBLE", "DOUBLE", "~"},
              {"NULL::TIMESTAMP", "DATETIME", "~"},
              {"NULL::TIMESTAMP", "TIMESTAMP NULL", "~"},
              {"NULL::VARCHAR", "TEXT", "~"},
              {"NULL::BLOB", "BLOB", "~"},
              {"NULL::JSON", "JSON", "~"},
              {"NULL::BLOB", "GEOMETRY", "~"},
              {"NULL::VARCHAR", "ENUM('a')", "~"},
              {"NULL::INTEGER", "INT NOT NULL DEFAULT 7", kRefused},
              {"NULL::TIMESTAMP", "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", kRefused}});
}

}  // namespace
}  // namespace osiris::components
