#pragma once
// A value of each type that DuckDB has, for the tests of what writes relations.

#include <string>
#include <vector>

namespace osiris::exchange {

/// Values in DuckDB's SQL, bare and within others, also of types that this build does not know. The
/// database of a session stores no VARIANT.
inline std::vector<std::string> values_of_each_type() {
  return {
      "true",
      "1::TINYINT",
      "1::SMALLINT",
      "1::INTEGER",
      "1::BIGINT",
      "1::HUGEINT",
      "1::UTINYINT",
      "1::USMALLINT",
      "1::UINTEGER",
      "1::UBIGINT",
      "1::UHUGEINT",
      "1.5::FLOAT",
      "1.5::DOUBLE",
      "1.5::DECIMAL(38, 10)",
      "'a'",
      "'a'::BLOB",
      "'101'::BIT",
      "DATE '2026-01-31'",
      "TIME '12:34:56'",
      "'12:34:56'::TIME_NS",
      "'12:34:56+01'::TIMETZ",
      "TIMESTAMP '2026-01-31 12:34:56'",
      "'2026-01-31 12:34:56'::TIMESTAMP_S",
      "'2026-01-31 12:34:56'::TIMESTAMP_MS",
      "'2026-01-31 12:34:56'::TIMESTAMP_NS",
      "'2026-01-31 12:34:56+01'::TIMESTAMPTZ",
      "INTERVAL 1 HOUR",
      "'00112233-4455-6677-8899-aabbccddeeff'::UUID",
      "'{\"a\": 1}'::JSON",
      "'a'::ENUM('a', 'b')",
      "[1, 2]",
      "[[1], [], NULL]",
      "[1, 2]::INTEGER[2]",
      "{'a': 1, 'b': 'x'}",
      "MAP {'a': 1}",
      "union_value(k := 1)",
      "[union_value(k := 1)]",
      "[union_value(k := 1)]::UNION(k INTEGER)[1]",
      "{'a': union_value(k := 1)}",
      "MAP {'a': union_value(k := 1)}",
      "union_value(k := [1])",
      "1::BIGNUM",
      "[1::BIGNUM]",
      "NULL",
      "[NULL]",
      "{'a': NULL}",
      "MAP {'a': NULL}",
      "'POINT(1 2)'::GEOMETRY",
      "['POINT(1 2)'::GEOMETRY]",
  };
}

}  // namespace osiris::exchange
