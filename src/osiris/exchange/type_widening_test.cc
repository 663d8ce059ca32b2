#include "osiris/exchange/type_widening.h"

#include "osiris/exchange/test_database.h"

#include <string>
#include <utility>
#include <vector>

namespace osiris::exchange {
namespace {

using Pair = std::pair<ColumnType, ColumnType>;

const ColumnType kNarrow = ColumnType::structure({{"a", TypeId::kInteger}});
const ColumnType kWide = ColumnType::structure({{"b", TypeId::kVarchar}, {"a", TypeId::kBigint}});

TEST(TypeWidening, KeepsWhatFits) {
  const std::vector<Pair> pairs = {
      {TypeId::kInteger, TypeId::kInteger},
      {TypeId::kTinyint, TypeId::kBigint},
      {TypeId::kUinteger, TypeId::kBigint},
      {TypeId::kUbigint, TypeId::kHugeint},
      {TypeId::kInteger, TypeId::kDouble},
      {TypeId::kInteger, ColumnType::decimal(12, 2)},
      {TypeId::kFloat, TypeId::kDouble},
      {ColumnType::decimal(4, 2), ColumnType::decimal(6, 3)},
      {TypeId::kDate, TypeId::kTimestamp},
      {kNarrow, kWide},
      {ColumnType::list(kNarrow), ColumnType::list(kWide)},
      {ColumnType::map(TypeId::kVarchar, TypeId::kInteger),
       ColumnType::map(TypeId::kVarchar, TypeId::kBigint)},
  };
  for (const auto& [from, to] : pairs) {
    EXPECT_TRUE(keeps_values(from, to)) << from.to_sql() << " -> " << to.to_sql();
  }
}

TEST(TypeWidening, LosesWhatDoesNotFit) {
  const std::vector<Pair> pairs = {
      {TypeId::kBigint, TypeId::kInteger},
      {TypeId::kBigint, TypeId::kDouble},
      {TypeId::kInteger, TypeId::kFloat},
      {TypeId::kInteger, TypeId::kUbigint},
      {TypeId::kUbigint, TypeId::kBigint},
      {TypeId::kDouble, TypeId::kInteger},
      {TypeId::kBigint, ColumnType::decimal(18, 0)},
      {ColumnType::decimal(4, 2), ColumnType::decimal(6, 1)},
      {ColumnType::decimal(4, 0), ColumnType::decimal(5, 2)},
      {TypeId::kInteger, TypeId::kVarchar},
      {TypeId::kTimestampNs, TypeId::kTimestamp},
      {TypeId::kTimestamp, TypeId::kTimestampTz},
      {TypeId::kTimestamp, TypeId::kDate},
      {kWide, kNarrow},
      {ColumnType::list(TypeId::kBigint), ColumnType::list(TypeId::kInteger)},
      {ColumnType::array(TypeId::kInteger, 2), ColumnType::array(TypeId::kInteger, 3)},
  };
  for (const auto& [from, to] : pairs) {
    EXPECT_FALSE(keeps_values(from, to)) << from.to_sql() << " -> " << to.to_sql();
  }
}

class TypeWideningInDuckDb : public DatabaseTest {};

// The ends of each type come back from the wider one as they were.
TEST_F(TypeWideningInDuckDb, AgreesWithCastsOfTheEnds) {
  const std::pair<TypeId, std::vector<std::string>> ends[] = {
      {TypeId::kTinyint, {"-128", "127"}},
      {TypeId::kUinteger, {"0", "4294967295"}},
      {TypeId::kInteger, {"-2147483648", "2147483647"}},
      {TypeId::kBigint, {"-9223372036854775808", "9223372036854775807"}},
      {TypeId::kUbigint, {"0", "18446744073709551615"}},
  };
  const ColumnType targets[] = {
      TypeId::kSmallint, TypeId::kInteger,           TypeId::kBigint,
      TypeId::kUbigint,  TypeId::kHugeint,           TypeId::kFloat,
      TypeId::kDouble,   ColumnType::decimal(18, 0), ColumnType::decimal(38, 4)};
  for (const auto& [from, values] : ends) {
    for (const ColumnType& to : targets) {
      bool kept = true;
      for (const std::string& number : values) {
        const std::string typed = "CAST('" + number + "' AS " + ColumnType(from).to_sql() + ")";
        kept = kept &&
               value("SELECT coalesce(TRY_CAST(TRY_CAST(" + typed + " AS " + to.to_sql() + ") AS " +
                     ColumnType(from).to_sql() + ") = " + typed + ", false)") == "true";
      }
      EXPECT_TRUE(kept || !keeps_values(from, to))
          << ColumnType(from).to_sql() << " -> " << to.to_sql();
    }
  }
}

}  // namespace
}  // namespace osiris::exchange
