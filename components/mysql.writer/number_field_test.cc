// Which text a number becomes; types_test.cc holds what servers make of it.

#include "components/mysql.writer/field_fixture.h"

namespace osiris::components::mysql {
namespace {

class NumberField : public FieldTest {
 protected:
  std::string number(const std::string& value_sql, const TargetColumn& target) {
    return written(number_field, value_sql, target);
  }
};

TEST_F(NumberField, WritesIntegersOfEveryWidthToTheirEnds) {
  const TargetColumn whole = target(ColumnKind::kInteger);
  EXPECT_EQ(number("true", whole), "1");
  EXPECT_EQ(number("false", whole), "0");
  EXPECT_EQ(number("(-128)::TINYINT", whole), "-128");
  EXPECT_EQ(number("255::UTINYINT", whole), "255");
  EXPECT_EQ(number("(-32768)::SMALLINT", whole), "-32768");
  EXPECT_EQ(number("65535::USMALLINT", whole), "65535");
  EXPECT_EQ(number("(-2147483648)::INTEGER", whole), "-2147483648");
  EXPECT_EQ(number("4294967295::UINTEGER", whole), "4294967295");
  EXPECT_EQ(number("(-9223372036854775808)::BIGINT", whole), "-9223372036854775808");
  EXPECT_EQ(number("18446744073709551615::UBIGINT", whole), "18446744073709551615");
  EXPECT_EQ(number("(-170141183460469231731687303715884105728)::HUGEINT", whole),
            "-170141183460469231731687303715884105728");
  EXPECT_EQ(number("340282366920938463463374607431768211455::UHUGEINT", whole),
            "340282366920938463463374607431768211455");
}

TEST_F(NumberField, RoundsDecimalsAwayFromZeroAndSaysSo) {
  const TargetColumn one_digit = scaled(ColumnKind::kDecimal, 1);
  EXPECT_EQ(number("1.10::DECIMAL(5,2)", one_digit), "1.1");
  EXPECT_EQ(number("1.14::DECIMAL(5,2)", one_digit), "1.1 inexact");
  EXPECT_EQ(number("1.15::DECIMAL(5,2)", one_digit), "1.2 inexact");
  EXPECT_EQ(number("(-1.15)::DECIMAL(5,2)", one_digit), "-1.2 inexact");
  EXPECT_EQ(number("(-0.04)::DECIMAL(5,2)", one_digit), "0.0 inexact");
  EXPECT_EQ(number("0.99::DECIMAL(38,2)", target(ColumnKind::kInteger)), "1 inexact");
  EXPECT_EQ(number("1.5::DECIMAL(5,1)", scaled(ColumnKind::kDecimal, 4)), "1.5");
}

TEST_F(NumberField, WritesFloatingPointInTheDigitsThatMeanIt) {
  const TargetColumn real = target(ColumnKind::kDouble);
  EXPECT_EQ(number("0.1::DOUBLE", real), "0.1");
  EXPECT_EQ(number("5e-324::DOUBLE", real), "5e-324");
  EXPECT_EQ(number("'-inf'::DOUBLE", real), "unfit");
  EXPECT_EQ(number("'nan'::FLOAT", real), "unfit");
  EXPECT_EQ(number("0.1::FLOAT", real), "0.10000000149011612");
  EXPECT_EQ(number("0.1::FLOAT", target(ColumnKind::kFloat)), "0.10000000149011612");
  EXPECT_EQ(number("1::DOUBLE / 3", target(ColumnKind::kFloat)), "0.3333333333333333 loses digits");
  EXPECT_EQ(number("9007199254740993::BIGINT", real), "9007199254740993 loses digits");
}

TEST_F(NumberField, WritesFloatingPointWithoutAnExponentWhereDigitsAreFixed) {
  const TargetColumn two_digits = scaled(ColumnKind::kDecimal, 2);
  EXPECT_EQ(number("0.12::DOUBLE", two_digits), "0.12");
  EXPECT_EQ(number("0.126::DOUBLE", two_digits), "0.13 inexact");
  EXPECT_EQ(number("1e22::DOUBLE", two_digits), "10000000000000000000000");
  EXPECT_EQ(number("1e-7::DOUBLE", two_digits), "0.00 inexact");
  EXPECT_EQ(number("'inf'::DOUBLE", two_digits), "unfit");
  // The longest of all still has room.
  EXPECT_TRUE(number("(-2.2250738585072011e-308)::DOUBLE", scaled(ColumnKind::kDecimal, 38))
                  .ends_with(" inexact"));
}

TEST_F(NumberField, TakesTextsThatAreNumbersOnly) {
  const TargetColumn two_digits = scaled(ColumnKind::kDecimal, 2);
  EXPECT_EQ(number("'1.250'", two_digits), "1.250");
  EXPECT_EQ(number("'1.255'", two_digits), "refused");
  EXPECT_EQ(number("'12 '", two_digits), "refused");
  EXPECT_EQ(number("''", target(ColumnKind::kInteger)), "refused");
  EXPECT_EQ(number("'1e2'", target(ColumnKind::kInteger)), "1e2");
  EXPECT_EQ(number("'1.5'", target(ColumnKind::kInteger)), "refused");
}

TEST_F(NumberField, WritesYearsThatTheServerHolds) {
  const TargetColumn year = target(ColumnKind::kYear);
  EXPECT_EQ(number("1901", year), "1901");
  EXPECT_EQ(number("2155::UBIGINT", year), "2155");
  EXPECT_EQ(number("0::HUGEINT", year), "0000");
  EXPECT_EQ(number("70", year), "refused") << "two digits mean another year";
  EXPECT_EQ(number("1900", year), "refused");
  EXPECT_EQ(number("2156", year), "refused");
  EXPECT_EQ(number("(-1)::TINYINT", year), "refused");
  EXPECT_EQ(number("170141183460469231731687303715884105729::UHUGEINT", year), "refused");
  EXPECT_EQ(number("'0000'", year), "0000");
  EXPECT_EQ(number("'70'", year), "refused");
  EXPECT_EQ(number("2026::DOUBLE", year), "none");
}

TEST_F(NumberField, WritesBitsAsBytesInHex) {
  TargetColumn bits = target(ColumnKind::kBit);
  bits.length = 10;
  EXPECT_EQ(number("1023", bits), "00000000000003ff");
  EXPECT_EQ(number("1024", bits), "refused");
  EXPECT_EQ(number("-1", bits), "refused");
  EXPECT_EQ(number("true", bits), "0000000000000001");
  EXPECT_EQ(number("'1000000001'::BIT", bits), "0201");
  EXPECT_EQ(number("'1'::BIT", bits), "refused") << "fewer bits than the column has";
  bits.length = 64;
  EXPECT_EQ(number("18446744073709551615::UBIGINT", bits), "ffffffffffffffff");
  EXPECT_EQ(number("18446744073709551616::HUGEINT", bits), "refused");
  EXPECT_EQ(number("1.0::DOUBLE", bits), "none");
}

TEST_F(NumberField, LeavesOtherColumnsAndValuesToOthers) {
  EXPECT_EQ(number("1", target(ColumnKind::kText)), "none");
  EXPECT_EQ(number("DATE '2026-01-01'", target(ColumnKind::kInteger)), "none");
  EXPECT_EQ(number("'\\x01'::BLOB", target(ColumnKind::kDouble)), "none");
}

}  // namespace
}  // namespace osiris::components::mysql
