#include "osiris/exchange/csv_export.h"

#include "osiris/exchange/relation.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <fstream>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::exchange {
namespace {

class CsvExport : public DatabaseTest {
 protected:
  /// Stores a query as relation `t` and returns its CSV text.
  std::string csv(std::string_view sql, const CsvFormat& format = {}, int workers = 2) {
    unwrap(replace_relation(*connection, "t", sql));
    return export_table(format, workers);
  }

  std::string export_table(const CsvFormat& format = {}, int workers = 2) {
    std::vector<std::string> columns;
    for (const Column& column : unwrap(describe_relation(*connection, "t")).columns) {
      columns.push_back(column.name);
    }
    std::string text;
    const ByteSink sink = [&text](std::string_view bytes) -> Status {
      text += bytes;
      return {};
    };
    const ExportStats stats = unwrap(export_csv(*database, "t", columns, format, sink, workers));
    EXPECT_EQ(stats.bytes, static_cast<std::int64_t>(text.size()));
    return text;
  }
};

TEST_F(CsvExport, WritesHeaderAndRows) {
  EXPECT_EQ(csv("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(n, s)"), "n,s\n1,a\n2,b\n");
}

TEST_F(CsvExport, KeepsNullApartFromEmptyText) {
  EXPECT_EQ(csv("SELECT * FROM (VALUES (NULL, 1), ('', NULL)) v(a, b)"), "a,b\n,1\n\"\",\n");
  EXPECT_EQ(csv("SELECT * FROM (VALUES (NULL), ('x')) v(a)"), "a\n\"\"\nx\n");
}

TEST_F(CsvExport, QuotesWhatNeedsIt) {
  EXPECT_EQ(csv("SELECT 'a,b' AS \"x,y\", 'say \"hi\"' AS q, 'line\nbreak' AS l, 'cr\r' AS c, ' "
                "plain ' AS p"),
            "\"x,y\",q,l,c,p\n\"a,b\",\"say \"\"hi\"\"\",\"line\nbreak\",\"cr\r\", plain \n");
}

TEST_F(CsvExport, QuotesWhatWouldBeAByteOrderMark) {
  CsvFormat format;
  format.header = false;
  EXPECT_EQ(csv("SELECT chr(65279) || 'z' AS a, 'b' || chr(65279) AS b", format),
            "\"\xEF\xBB\xBFz\",b\xEF\xBB\xBF\n");
  EXPECT_EQ(csv("SELECT 1 AS \"\xEF\xBB\xBFn\""), "\"\xEF\xBB\xBFn\"\n1\n");
}

TEST_F(CsvExport, FollowsTheFormat) {
  CsvFormat format;
  format.delimiter = ';';
  format.newline = "\r\n";
  format.header = false;
  EXPECT_EQ(csv("SELECT 1.5 AS a, 'x,y' AS b, 'x;y' AS c", format), "1.5;x,y;\"x;y\"\r\n");
  format = {};
  format.quoting = CsvQuoting::kAll;
  EXPECT_EQ(csv("SELECT 1 AS a, 'x' AS b, NULL AS c", format), "\"a\",\"b\",\"c\"\n\"1\",\"x\",\n");
  format.quoting = CsvQuoting::kNonNumeric;
  EXPECT_EQ(csv("SELECT 1 AS a, 2.5 AS d, 'x' AS b, DATE '2026-01-02' AS c", format),
            "\"a\",\"d\",\"b\",\"c\"\n1,2.5,\"x\",\"2026-01-02\"\n");
}

TEST_F(CsvExport, QuotesNumbersWhenTheDelimiterIsOneOfTheirCharacters) {
  CsvFormat format;
  format.delimiter = '.';
  EXPECT_EQ(csv("SELECT 1.5 AS a, 2 AS b", format), "a.b\n\"1.5\".2\n");
}

struct ValueCase {
  const char* sql;
  const char* text;
};

TEST_F(CsvExport, WritesEveryType) {
  const ValueCase cases[] = {
      {"true", "True"},
      {"false", "False"},
      {"(-128)::TINYINT", "-128"},
      {"18446744073709551615::UBIGINT", "18446744073709551615"},
      {"(-170141183460469231731687303715884105728)::HUGEINT",
       "-170141183460469231731687303715884105728"},
      {"340282366920938463463374607431768211455::UHUGEINT",
       "340282366920938463463374607431768211455"},
      {"0.05::DECIMAL(4,2)", "0.05"},
      {"(-12.30)::DECIMAL(9,2)", "-12.30"},
      {"7::DECIMAL(5,0)", "7"},
      {"'-9999999999999999999999999999.9999999999'::DECIMAL(38,10)",
       "-9999999999999999999999999999.9999999999"},
      {"'0.00000000000000000000000000000000000001'::DECIMAL(38,38)",
       "0.00000000000000000000000000000000000001"},
      {"1::DOUBLE", "1.0"},
      {"0.1::DOUBLE", "0.1"},
      {"'-0'::DOUBLE", "-0.0"},
      {"1e-7::DOUBLE", "1e-07"},
      {"1e16::DOUBLE", "1e+16"},
      {"123456789012345680::DOUBLE", "1.2345678901234568e+17"},
      {"0.0001::DOUBLE", "0.0001"},
      {"'nan'::DOUBLE", "nan"},
      {"'-inf'::DOUBLE", "-inf"},
      {"1.1::FLOAT", "1.1"},
      {"DATE '2026-11-22'", "2026-11-22"},
      {"DATE '0044-03-15 (BC)'", "0044-03-15 (BC)"},
      {"DATE '5877642-06-25 (BC)'", "5877642-06-25 (BC)"},
      {"DATE '5881580-07-10'", "5881580-07-10"},
      {"DATE '1600-02-29'", "1600-02-29"},
      {"'infinity'::DATE", "infinity"},
      {"TIME '17:06:30'", "17:06:30"},
      {"TIME '24:00:00'", "24:00:00"},
      {"TIME '00:00:00.000001'", "00:00:00.000001"},
      {"'12:30:00+02'::TIMETZ", "12:30:00+02"},
      {"'12:30:00.5-05:30'::TIMETZ", "12:30:00.500000-05:30"},
      {"TIMESTAMP '2026-11-22 17:06:30'", "2026-11-22 17:06:30"},
      {"TIMESTAMP '1969-12-31 23:59:59.5'", "1969-12-31 23:59:59.500000"},
      {"TIMESTAMP '0044-03-15 (BC) 12:00:00'", "0044-03-15 (BC) 12:00:00"},
      {"TIMESTAMP_S '2026-11-22 17:06:30'", "2026-11-22 17:06:30"},
      {"TIMESTAMP_MS '2026-11-22 17:06:30.5'", "2026-11-22 17:06:30.500"},
      {"TIMESTAMP_NS '2026-11-22 17:06:30.000000001'", "2026-11-22 17:06:30.000000001"},
      {"TIMESTAMPTZ '2026-11-22 17:06:30+02'", "2026-11-22 15:06:30+00"},
      {"'-infinity'::TIMESTAMP", "-infinity"},
      {"INTERVAL '14 months 3 days 04:05:06'", "1 year 2 months 3 days 04:05:06"},
      {"INTERVAL '-1 day -2 hours'", "-1 day -02:00:00"},
      {"INTERVAL '0 days'", "00:00:00"},
      {"'01234567-89AB-CDEF-FEDC-BA9876543210'::UUID", "01234567-89ab-cdef-fedc-ba9876543210"},
      {"'\\x00a\\x5C'::BLOB", "\\x00a\\x5C"},
      {"'0101'::BIT", "0101"},
      {"'low'::ENUM('low', 'high')", "low"},
      {"[1, NULL, 2]", "\"[1,null,2]\""},
      {"[1.5, 2]::DOUBLE[2]", "\"[1.5,2.0]\""},
      {"['a\"b', 'c\n']", "\"[\"\"a\\\"\"b\"\",\"\"c\\u000a\"\"]\""},
      {"{'a': 1, 'b c': DATE '2026-01-02'}", "\"{\"\"a\"\":1,\"\"b c\"\":\"\"2026-01-02\"\"}\""},
      {"MAP {1: true, 2: NULL}", "\"{\"\"1\"\":true,\"\"2\"\":null}\""},
      {"['nan'::DOUBLE]", "\"[\"\"nan\"\"]\""},
      {"'{\"a\": [1]}'::JSON", "\"{\"\"a\"\": [1]}\""},
      {"union_value(num := 3)", "3"},
  };
  for (const ValueCase& c : cases) {
    EXPECT_EQ(csv("SELECT " + std::string(c.sql) + " AS v"), "v\n" + std::string(c.text) + "\n")
        << c.sql;
  }
}

// Every type reads back equal through DuckDB's own reader and casts.
TEST_F(CsvExport, ReadsBackEqual) {
  DatabaseOptions options;
  options.readable_paths = {folder / "t.csv"};
  std::ofstream(folder / "t.csv") << "";
  open(options);
  const std::string sql =
      "SELECT range AS i, hash(range) AS u, (hash(range) / 3)::DOUBLE * power(10, range % 40 - 20) "
      "AS d, "
      "(range * 7.0 / 3)::FLOAT AS f, (hash(range)::HUGEINT - 9000000000000000000)::DECIMAL(38,10) "
      "AS m, "
      "DATE '1000-01-01' + (hash(range) % 1000000)::INTEGER AS day, "
      "make_timestamp((hash(range) / 100)::BIGINT - 90000000000000000) AS t, "
      "to_microseconds((hash(range) % 100000000000)::BIGINT) AS span, "
      "CASE WHEN range % 7 = 0 THEN NULL WHEN range % 5 = 0 THEN '' ELSE 'a,\"b\"\n' || range END "
      "AS s "
      "FROM range(70000)";
  std::ofstream(folder / "t.csv") << csv(sql);
  unwrap(replace_relation(*connection, "back",
                          "SELECT * FROM read_csv('" + (folder / "t.csv").string() +
                              "', all_varchar = true, allow_quoted_nulls = false, header = true)"));
  std::string comparison;
  for (const Column& column : unwrap(describe_relation(*connection, "t")).columns) {
    const std::string name = quote_identifier(column.name);
    // DuckDB needs a tenth of a millisecond to cast one text to a wide decimal; its own text of it
    // is as good.
    const bool as_text = column.type.id == TypeId::kDecimal;
    comparison += comparison.empty() ? "" : " AND ";
    comparison += as_text ? "b." + name + " = t." + name + "::VARCHAR"
                          : "CAST(b." + name + " AS " + column.type.to_sql() +
                                ") IS NOT DISTINCT FROM t." + name;
  }
  EXPECT_EQ(value("SELECT count(*) FROM t POSITIONAL JOIN back b WHERE " + comparison), "70000");
}

TEST_F(CsvExport, KeepsTheOrderWithAnyNumberOfWorkers) {
  const std::string one = csv("SELECT range AS i, 'row ' || range AS s FROM range(700000)", {}, 1);
  EXPECT_EQ(export_table({}, 2), one);
  EXPECT_EQ(export_table({}, 5), one);
  EXPECT_EQ(one.substr(0, 24), "i,s\n0,row 0\n1,row 1\n2,ro");
}

TEST_F(CsvExport, SaysWhereRowsEnd) {
  unwrap(replace_relation(*connection, "t",
                          "SELECT i, CASE WHEN i % 3 = 0 THEN 'a\nb' END AS s "
                          "FROM range(100000) v(i)"));
  for (const int workers : {1, 4}) {
    std::int64_t next = 0;
    const RowSink sink = [&](const RowText& rows) -> Status {
      std::size_t begin = 0;
      for (const std::size_t end : rows.ends) {
        const std::string row = std::to_string(next) + (next % 3 == 0 ? ",\"a\nb\"" : ",") + "\n";
        EXPECT_EQ(rows.text.substr(begin, end - begin), row);
        begin = end;
        ++next;
      }
      EXPECT_EQ(begin, rows.text.size());
      return {};
    };
    unwrap(export_csv_rows(*database, "t", {"i", "s"}, {}, sink, workers));
    EXPECT_EQ(next, 100'000);
  }
}

TEST_F(CsvExport, AColumnCalledRowidIsNotTheRowsNumber) {
  EXPECT_EQ(csv("SELECT * FROM (VALUES (500000, 'a'), (-1, 'b'), (1, 'c')) v(\"RowId\", c0)"),
            "RowId,c0\n500000,a\n-1,b\n1,c\n");
  const std::string many =
      csv("SELECT 199999 - i AS rowid, i AS t FROM range(200000) r(i) ORDER BY i");
  EXPECT_TRUE(many.starts_with("rowid,t\n199999,0\n199998,1\n"));
  EXPECT_TRUE(many.ends_with("\n1,199998\n0,199999\n"));
}

TEST_F(CsvExport, AnEmptyRelationIsAHeader) {
  EXPECT_EQ(csv("SELECT 1 AS a, 2 AS b WHERE false"), "a,b\n");
}

TEST_F(CsvExport, NamesAMissingColumn) {
  unwrap(replace_relation(*connection, "t", "SELECT 1 AS amount"));
  const ByteSink sink = [](std::string_view) -> Status { return {}; };
  const auto result = export_csv(*database, "t", {"amonut"}, {}, sink, 1);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kColumnMissing.name);
  EXPECT_NE(result.error().message.find("did you mean 'amount'"), std::string::npos);
}

TEST_F(CsvExport, TheSinksErrorEndsIt) {
  unwrap(replace_relation(*connection, "t", "SELECT range AS i FROM range(1000000)"));
  int calls = 0;
  const ByteSink sink = [&calls](std::string_view) -> Status {
    if (++calls == 3) {
      return fail(kDiskFull, "full");
    }
    return {};
  };
  const auto result = export_csv(*database, "t", {"i"}, {}, sink, 2);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kDiskFull.name);
  EXPECT_EQ(calls, 3);
}

TEST_F(CsvExport, StopsWhenAsked) {
  unwrap(replace_relation(*connection, "t", "SELECT range AS i FROM range(3000000)"));
  std::stop_source stop;
  RunControl control;
  control.stop = stop.get_token();
  const ByteSink sink = [&stop](std::string_view) -> Status {
    stop.request_stop();
    return {};
  };
  const auto result = export_csv(*database, "t", {"i"}, {}, sink, 2, control);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, kCancelled.name);
}

}  // namespace
}  // namespace osiris::exchange
