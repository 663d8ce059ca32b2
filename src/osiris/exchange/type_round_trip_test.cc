// Every type, both ways: what a source appends is what SQL sees, and what SQL makes is what a
// reader sees.

#include "osiris/exchange/json_export.h"
#include "osiris/exchange/parquet_export.h"
#include "osiris/exchange/parquet_import.h"
#include "osiris/exchange/relation.h"
#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/row_source.h"
#include "osiris/exchange/sql_text.h"
#include "osiris/exchange/test_database.h"

#include <cmath>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

namespace osiris::exchange {
namespace {

// One value of one column: how a source appends it, what DuckDB's own text of it is, and the same
// value as SQL.
struct TypeCase {
  std::string name;
  ColumnType type;
  std::vector<std::function<void(ColumnBuilder&)>> appends;
  std::vector<std::string> sql;  // Literals; NULL must be among them.
};

// Keeps gtest from printing the bytes of a case.
std::ostream& operator<<(std::ostream& out, const TypeCase& type_case) {
  return out << type_case.name;
}

class OneColumn final : public RowSource {
 public:
  explicit OneColumn(const TypeCase& type_case)
      : case_(type_case), schema_{{"value", type_case.type}} {}
  const Schema& schema() const override { return schema_; }
  Status next(std::size_t, RowBatch& batch) override {
    if (!done_) {
      for (const auto& append : case_.appends) {
        append(batch.column(0));
      }
      done_ = true;
    }
    return {};
  }

 private:
  const TypeCase& case_;
  Schema schema_;
  bool done_ = false;
};

auto integer(std::int64_t value) {
  return [value](ColumnBuilder& c) { c.append_int(value); };
}
auto unsigned_integer(std::uint64_t value) {
  return [value](ColumnBuilder& c) { c.append_uint(value); };
}
auto huge(Int128 value) {
  return [value](ColumnBuilder& c) { c.append_int128(value); };
}
auto unsigned_huge(Uint128 value) {
  return [value](ColumnBuilder& c) { c.append_uint128(value); };
}
auto real(double value) {
  return [value](ColumnBuilder& c) { c.append_double(value); };
}
auto single(float value) {
  return [value](ColumnBuilder& c) { c.append_float(value); };
}
auto text(std::string value) {
  return [value](ColumnBuilder& c) { c.append_text(value); };
}
auto zoned(std::int64_t micros, int offset_seconds) {
  return [=](ColumnBuilder& c) { c.append_time_tz(micros, offset_seconds); };
}
auto null() {
  return [](ColumnBuilder& c) { c.append_null(); };
}

Int128 power_of_ten(int exponent) {
  Int128 result = 1;
  for (int i = 0; i < exponent; ++i) {
    result *= 10;
  }
  return result;
}

constexpr auto kInt64Min = std::numeric_limits<std::int64_t>::min();
constexpr auto kInt64Max = std::numeric_limits<std::int64_t>::max();
constexpr Uint128 kAllOnes = ~static_cast<Uint128>(0);

std::vector<TypeCase> number_cases() {
  const auto huge_max = static_cast<Int128>(kAllOnes >> 1);
  return {
      {"boolean",
       TypeId::kBoolean,
       {[](ColumnBuilder& c) { c.append_bool(true); }, null(),
        [](ColumnBuilder& c) { c.append_bool(false); }},
       {"true", "NULL", "false"}},
      {"tinyint", TypeId::kTinyint, {integer(-128), integer(127), null()}, {"-128", "127", "NULL"}},
      {"smallint",
       TypeId::kSmallint,
       {integer(-32768), integer(32767), null()},
       {"-32768", "32767", "NULL"}},
      {"integer",
       TypeId::kInteger,
       {integer(-2147483648LL), integer(2147483647), null()},
       {"-2147483648", "2147483647", "NULL"}},
      {"bigint",
       TypeId::kBigint,
       {integer(kInt64Min), integer(kInt64Max), null()},
       {"-9223372036854775808", "9223372036854775807", "NULL"}},
      {"utinyint",
       TypeId::kUtinyint,
       {unsigned_integer(0), unsigned_integer(255), null()},
       {"0", "255", "NULL"}},
      {"usmallint", TypeId::kUsmallint, {unsigned_integer(65535), null()}, {"65535", "NULL"}},
      {"uinteger",
       TypeId::kUinteger,
       {unsigned_integer(4294967295U), null()},
       {"4294967295", "NULL"}},
      {"ubigint",
       TypeId::kUbigint,
       {unsigned_integer(18446744073709551615ULL), null()},
       {"18446744073709551615", "NULL"}},
      {"hugeint",
       TypeId::kHugeint,
       {huge(huge_max), huge(-huge_max - 1), huge(-1), null()},
       {"170141183460469231731687303715884105727", "'-170141183460469231731687303715884105728'",
        "-1", "NULL"}},
      {"uhugeint",
       TypeId::kUhugeint,
       {unsigned_huge(kAllOnes), unsigned_huge(0), null()},
       {"340282366920938463463374607431768211455", "0", "NULL"}},
      {"decimal_4_2",
       ColumnType::decimal(4, 2),
       {huge(9999), huge(-9999), integer(1), null()},
       {"99.99", "-99.99", "0.01", "NULL"}},
      {"decimal_9_4",
       ColumnType::decimal(9, 4),
       {huge(999999999), null(), huge(-1)},
       {"99999.9999", "NULL", "-0.0001"}},
      {"decimal_18_4",
       ColumnType::decimal(18, 4),
       {huge(power_of_ten(18) - 1), null()},
       {"99999999999999.9999", "NULL"}},
      {"decimal_38_10",
       ColumnType::decimal(38, 10),
       {huge(power_of_ten(38) - 1), huge(1 - power_of_ten(38)), huge(1), null()},
       {"'9999999999999999999999999999.9999999999'", "'-9999999999999999999999999999.9999999999'",
        "'0.0000000001'", "NULL"}},
  };
}

std::vector<TypeCase> real_cases() {
  return {
      {"float",
       TypeId::kFloat,
       {single(std::numeric_limits<float>::quiet_NaN()),
        single(std::numeric_limits<float>::infinity()),
        single(-std::numeric_limits<float>::infinity()), single(1.1F), single(-0.0F), null()},
       {"'nan'", "'inf'", "'-inf'", "1.1", "'-0'", "NULL"}},
      {"double",
       TypeId::kDouble,
       {real(std::nan("")), real(HUGE_VAL), real(-HUGE_VAL), real(0.1), real(5e-324),
        real(1.7976931348623157e308), null()},
       {"'nan'", "'inf'", "'-inf'", "0.1", "5e-324", "1.7976931348623157e308", "NULL"}},
  };
}

std::vector<TypeCase> time_cases() {
  const auto interval = [](int months, int days, std::int64_t micros) {
    return [=](ColumnBuilder& c) { c.append_interval(months, days, micros); };
  };
  return {
      {"date",
       TypeId::kDate,
       {integer(0), integer(-2147483646LL), integer(2147483646), integer(2147483647),
        integer(-2147483647LL), null()},
       {"'1970-01-01'", "'5877642-06-25 (BC)'", "'5881580-07-10'", "'infinity'", "'-infinity'",
        "NULL"}},
      {"time",
       TypeId::kTime,
       {integer(0), integer(86'400'000'000LL), integer(86'399'999'999LL), null()},
       {"'00:00:00'", "'24:00:00'", "'23:59:59.999999'", "NULL"}},
      {"time_ns",
       TypeId::kTimeNs,
       {integer(86'399'999'999'999LL), null()},
       {"'23:59:59.999999999'", "NULL"}},
      {"time_tz",
       TypeId::kTimeTz,
       {zoned(86'399'999'999LL, 57599), zoned(0, -57599), zoned(1, 3600), null()},
       {"'23:59:59.999999+15:59:59'", "'00:00:00-15:59:59'", "'00:00:00.000001+01'", "NULL"}},
      {"timestamp",
       TypeId::kTimestamp,
       {integer(0), integer(kInt64Max), integer(-kInt64Max), integer(kInt64Max - 1), integer(1),
        null()},
       {"'1970-01-01'", "'infinity'", "'-infinity'", "'294247-01-10 04:00:54.775806'",
        "'1970-01-01 00:00:00.000001'", "NULL"}},
      {"timestamp_s",
       TypeId::kTimestampS,
       {integer(1), integer(-62135596800LL), null()},
       {"'1970-01-01 00:00:01'", "'0001-01-01'", "NULL"}},
      {"timestamp_ms",
       TypeId::kTimestampMs,
       {integer(253402300799999LL), null()},
       {"'9999-12-31 23:59:59.999'", "NULL"}},
      {"timestamp_ns",
       TypeId::kTimestampNs,
       {integer(kInt64Max - 1), integer(-1), null()},
       {"'2262-04-11 23:47:16.854775806'", "'1969-12-31 23:59:59.999999999'", "NULL"}},
      {"timestamp_tz",
       TypeId::kTimestampTz,
       {integer(kInt64Max), integer(-62135596800000000LL), null()},
       {"'infinity'", "'0001-01-01 00:00:00+00'", "NULL"}},
      {"interval",
       TypeId::kInterval,
       {interval(2147483647, 2147483647, kInt64Max), interval(-13, -2, -1),
        interval(0, 0, kInt64Min + 1), null()},
       {"to_months(2147483647) + to_days(2147483647) + to_microseconds(9223372036854775807)",
        "to_months(-13) + to_days(-2) + to_microseconds(-1)",
        "to_microseconds(-9223372036854775807)", "NULL"}},
  };
}

std::vector<TypeCase> text_cases() {
  const std::string large(100'000, 'x');
  return {
      {"varchar",
       TypeId::kVarchar,
       {text(""), text("elevenbytes"), text("twelve bytes"), text("thirteen byte"),
        text("ünïcödé 😀"), text(large), text("it's"), text("line\nbreak\t\r"), null()},
       {"''", "'elevenbytes'", "'twelve bytes'", "'thirteen byte'", "'ünïcödé 😀'",
        quote_literal(large), "'it''s'", "'line\nbreak\t\r'", "NULL"}},
      {"blob",
       TypeId::kBlob,
       {text(std::string("\0\xFF\x01", 3)), text(""), null()},
       {"'\\x00\\xFF\\x01'", "''", "NULL"}},
      {"bit", TypeId::kBit, {text("0"), text("101010101"), null()}, {"'0'", "'101010101'", "NULL"}},
      {"uuid",
       TypeId::kUuid,
       {unsigned_huge((static_cast<Uint128>(0x0123456789ABCDEFULL) << 64) | 0xFEDCBA9876543210ULL),
        unsigned_huge(kAllOnes), unsigned_huge(0), null()},
       {"'01234567-89ab-cdef-fedc-ba9876543210'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
        "'00000000-0000-0000-0000-000000000000'", "NULL"}},
      {"json",
       TypeId::kJson,
       {text(R"({"a": [1, null, "x"]})"), text("1"), null()},
       {R"('{"a": [1, null, "x"]}')", "'1'", "NULL"}},
      {"enum",
       ColumnType::enumeration({"low", "it's high", "ü"}),
       {text("it's high"), text("ü"), null()},
       {"'it''s high'", "'ü'", "NULL"}},
  };
}

std::vector<TypeCase> nested_cases() {
  const auto numbers = [](std::vector<int> values) {
    return [values](ColumnBuilder& c) {
      for (const int value : values) {
        c.child(0).append_int(value);
      }
      c.end_list();
    };
  };
  const auto person = [](int age, std::string name) {
    return [=](ColumnBuilder& c) {
      c.child(0).append_int(age);
      c.child(1).append_text(name);
      c.end_struct();
    };
  };
  const auto entry = [](std::string key, int value) {
    return [=](ColumnBuilder& c) {
      c.child(0).append_text(key);
      c.child(1).append_int(value);
      c.end_list();
    };
  };
  const auto moods = [](ColumnBuilder& c) {
    c.child(0).append_text("low");
    c.child(0).append_null();
    c.end_list();
  };
  const auto spans = [](ColumnBuilder& c) {
    c.child(0).append_interval(1, 2, 3);
    c.child(0).append_null();
    c.end_list();
  };
  return {
      {"list",
       ColumnType::list(TypeId::kInteger),
       {numbers({1, 2, 3}), numbers({}), null(), numbers({4})},
       {"[1, 2, 3]", "[]", "NULL", "[4]"}},
      {"array",
       ColumnType::array(TypeId::kInteger, 3),
       {numbers({1, 2, 3}), null(), numbers({4, 5, 6})},
       {"[1, 2, 3]", "NULL", "[4, 5, 6]"}},
      {"struct",
       ColumnType::structure({{"age", TypeId::kInteger}, {"full name", TypeId::kVarchar}}),
       {person(7, "Ada"), null(), person(8, "")},
       {"{'age': 7, 'full name': 'Ada'}", "NULL", "{'age': 8, 'full name': ''}"}},
      {"map",
       ColumnType::map(TypeId::kVarchar, TypeId::kInteger),
       {entry("a", 1), null(), entry("b", 2)},
       {"MAP {'a': 1}", "NULL", "MAP {'b': 2}"}},
      {"list_of_enum",
       ColumnType::list(ColumnType::enumeration({"low", "high"})),
       {moods, null()},
       {"['low', NULL]", "NULL"}},
      {"list_of_interval",
       ColumnType::list(TypeId::kInterval),
       {spans, null()},
       {"[to_months(1) + to_days(2) + to_microseconds(3), NULL]", "NULL"}},
  };
}

std::vector<TypeCase> all_cases() {
  std::vector<TypeCase> cases;
  for (auto part : {number_cases(), real_cases(), time_cases(), text_cases(), nested_cases()}) {
    cases.insert(cases.end(), part.begin(), part.end());
  }
  return cases;
}

class TypeRoundTrip : public DatabaseTest, public testing::WithParamInterface<TypeCase> {};

TEST_P(TypeRoundTrip, WhatASourceAppendsIsWhatSqlSees) {
  const TypeCase& type_case = GetParam();
  OneColumn source(type_case);
  const IngestStats stats = unwrap(ingest(*connection, "t", source));
  EXPECT_EQ(stats.rows, static_cast<std::int64_t>(type_case.sql.size()));
  const RelationInfo info = unwrap(describe_relation(*connection, "t"));
  EXPECT_EQ(info.columns[0].type, type_case.type) << info.columns[0].type.to_sql();
  for (std::size_t row = 0; row < type_case.sql.size(); ++row) {
    const std::string expected =
        "CAST(" + type_case.sql[row] + " AS " + type_case.type.to_sql() + ")";
    EXPECT_EQ(value("SELECT (SELECT value FROM t WHERE rowid = " + std::to_string(row) +
                    ") IS NOT DISTINCT FROM " + expected),
              "true")
        << "row " << row << ": "
        << value("SELECT value::VARCHAR FROM t WHERE rowid = " + std::to_string(row))
               .substr(0, 200);
  }
}

// Appends to `out` the value that a reader sees, with the appends a source would use.
void copy_value(const VectorView& column, std::size_t row, ColumnBuilder& out);

void copy_elements(const VectorView& column, std::size_t row, ColumnBuilder& out) {
  const auto [begin, count] = column.list_entry(row);
  for (std::size_t child = 0; child < column.type().children.size(); ++child) {
    const VectorView elements = column.child(child);
    for (std::size_t i = begin; i < begin + count; ++i) {
      copy_value(elements, i, out.child(child));
    }
  }
  out.end_list();
}

void copy_value(const VectorView& column, std::size_t row, ColumnBuilder& out) {
  if (column.is_null(row)) {
    out.append_null();
    return;
  }
  switch (column.type().id) {
    case TypeId::kBoolean:
      return out.append_bool(column.data<bool>()[row]);
    case TypeId::kUtinyint:
    case TypeId::kUsmallint:
    case TypeId::kUinteger:
    case TypeId::kUbigint:
      return out.append_uint(column.unsigned_integer(row));
    case TypeId::kHugeint:
    case TypeId::kDecimal:
      return out.append_int128(column.int128(row));
    case TypeId::kUhugeint:
    case TypeId::kUuid:
      return out.append_uint128(column.uint128(row));
    case TypeId::kFloat:
      return out.append_float(column.data<float>()[row]);
    case TypeId::kDouble:
      return out.append_double(column.data<double>()[row]);
    case TypeId::kVarchar:
    case TypeId::kBlob:
    case TypeId::kJson:
    case TypeId::kEnum:
      return out.append_text(column.text(row));
    case TypeId::kBit:
      return out.append_text(column.bits(row));
    case TypeId::kTimeTz:
      return out.append_time_tz(column.time_tz(row).micros, column.time_tz(row).offset_seconds);
    case TypeId::kInterval: {
      const IntervalValue& interval = column.data<IntervalValue>()[row];
      return out.append_interval(interval.months, interval.days, interval.micros);
    }
    case TypeId::kList:
    case TypeId::kArray:
    case TypeId::kMap:
      return copy_elements(column, row, out);
    case TypeId::kStruct:
      for (std::size_t i = 0; i < column.type().children.size(); ++i) {
        copy_value(column.child(i), row, out.child(i));
      }
      return out.end_struct();
    default:
      return out.append_int(column.integer(row));
  }
}

// Reads a query and offers its rows as a source.
class ReaderSource final : public RowSource {
 public:
  explicit ReaderSource(RelationReader reader) : reader_(std::move(reader)) {}
  const Schema& schema() const override { return reader_.schema(); }
  Status next(std::size_t, RowBatch& batch) override {
    OSIRIS_TRY(const bool more, reader_.next());
    for (std::size_t row = 0; more && row < reader_.row_count(); ++row) {
      copy_value(reader_.column(0), row, batch.column(0));
    }
    return {};
  }

 private:
  RelationReader reader_;
};

TEST_P(TypeRoundTrip, WhatAReaderSeesIsWhatSqlMade) {
  const TypeCase& type_case = GetParam();
  std::string rows;
  for (const std::string& sql : type_case.sql) {
    rows +=
        (rows.empty() ? "(" : ", (") + ("CAST(" + sql + " AS " + type_case.type.to_sql() + "))");
  }
  unwrap(replace_relation(*connection, "original", "SELECT * FROM (VALUES " + rows + ") v(value)"));
  const auto second = unwrap(database->connect());
  ReaderSource source(unwrap(RelationReader::open(*second, "SELECT value FROM original")));
  unwrap(ingest(*connection, "copy", source));
  EXPECT_EQ(
      value(
          "SELECT count(*) FROM (SELECT rowid, * FROM original EXCEPT SELECT rowid, * FROM copy)"),
      "0");
  EXPECT_EQ(value("SELECT count(*) FROM copy"), std::to_string(type_case.sql.size()));
  EXPECT_EQ(unwrap(describe_relation(*connection, "copy")).columns,
            unwrap(describe_relation(*connection, "original")).columns);
}

// Returns the texts of a column, a line each.
std::string texts_of(Connection& reader, const std::string& sql) {
  std::string text;
  for (const auto& row : unwrap(reader.query_text(sql)).rows) {
    text += row[0].value_or("NULL") + "\n";
  }
  return text;
}

// What a file of Parquet gives back is what was written, in the nearest type that Parquet has; only
// numbers of more than 38 digits are refused.
TEST_P(TypeRoundTrip, ParquetGivesBackWhatWasWritten) {
  const TypeCase& type_case = GetParam();
  OneColumn source(type_case);
  unwrap(ingest(*connection, "t", source));
  RealFileSystem files;
  std::string bytes;
  const auto written =
      export_parquet(*connection, "t", {"value"}, {}, files, [&bytes](std::string_view piece) {
        bytes += piece;
        return Status();
      });
  if (type_case.type.id == TypeId::kHugeint || type_case.type.id == TypeId::kUhugeint) {
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, "parquet.value_not_storable");
    return;
  }
  ASSERT_TRUE(written.has_value()) << written.error().message;
  const Path file = folder / "value.parquet";
  unwrap(files.write_text(file, bytes));
  const auto reader = unwrap(Database::open_for_files({file}));
  const std::string query = unwrap(select_parquet(
      *reader,
      {.files = {file}, .root = {}, .names = {}, .rows_max = {}, .source_file_column = ""}));
  const std::string type = unwrap(reader->describe_query(query))[0].type.to_sql();
  EXPECT_EQ(texts_of(*reader, query),
            texts_of(*connection, "SELECT CAST(value AS " + type + ") FROM t"));
}

// Every value is valid JSON, and all but those that JSON has no number for are told apart.
TEST_P(TypeRoundTrip, JsonOfEveryValueIsValid) {
  const TypeCase& type_case = GetParam();
  OneColumn source(type_case);
  unwrap(ingest(*connection, "t", source));
  std::string text;
  const JsonStats stats = unwrap(export_json(
      *database, "t", {"value"}, JsonLayout::kArray,
      [&text](std::string_view piece) {
        text += piece;
        return Status();
      },
      1));
  const std::string json = quote_literal(text);
  EXPECT_EQ(value("SELECT json_valid(" + json + ")"), "true") << text.substr(0, 500);
  const std::string values = "FROM (SELECT unnest(CAST(" + json + " AS JSON[]))->'value' AS v)";
  const std::int64_t nulls = stats.nulled[0] + 1;  // Each case has one NULL.
  EXPECT_EQ(value("SELECT count(*) FILTER (v = 'null'::JSON) " + values), std::to_string(nulls));
  EXPECT_EQ(value("SELECT count(DISTINCT v) " + values),
            std::to_string(static_cast<std::int64_t>(type_case.sql.size()) - stats.nulled[0]));
}

INSTANTIATE_TEST_SUITE_P(Types, TypeRoundTrip, testing::ValuesIn(all_cases()),
                         [](const auto& type_case) { return type_case.param.name; });

}  // namespace
}  // namespace osiris::exchange
