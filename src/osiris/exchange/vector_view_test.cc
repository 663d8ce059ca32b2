// How values stand in DuckDB's memory; type_round_trip_test.cc holds every type.

#include "osiris/exchange/vector_view.h"

#include "osiris/exchange/relation_reader.h"
#include "osiris/exchange/test_database.h"

#include <optional>

namespace osiris::exchange {
namespace {

class VectorViewTest : public DatabaseTest {
 protected:
  /// Reads the first batch of a query of one column.
  VectorView read(const std::string& sql) {
    reader_.reset();  // One query at a time.
    reader_.emplace(unwrap(RelationReader::open(*connection, sql)));
    EXPECT_TRUE(unwrap(reader_->next()));
    return reader_->column(0);
  }

 private:
  std::optional<RelationReader> reader_;
};

TEST_F(VectorViewTest, KnowsWhichRowsAreNull) {
  const VectorView some = read("FROM (VALUES (1), (NULL), (3)) t(v)");
  ASSERT_EQ(some.size(), 3U);
  EXPECT_TRUE(some.has_nulls());
  EXPECT_FALSE(some.is_null(0));
  EXPECT_TRUE(some.is_null(1));
  EXPECT_FALSE(some.is_null(2));
}

TEST_F(VectorViewTest, FindsTextsOfAnyLength) {
  const VectorView texts = read("FROM (VALUES (''), ('twelve bytes'), ('thirteen byte')) t(v)");
  EXPECT_EQ(texts.text(0), "");
  EXPECT_EQ(texts.text(1), "twelve bytes");  // The longest that stands in place.
  EXPECT_EQ(texts.text(2), "thirteen byte");
}

TEST_F(VectorViewTest, FindsLabelsByNumbersOfEveryWidth) {
  for (const int labels : {2, 255, 256, 65'536}) {
    unwrap(
        connection->execute("CREATE OR REPLACE TYPE labels AS ENUM (SELECT 'l' || range FROM "
                            "range(" +
                            std::to_string(labels) + "))"));
    const std::string last = "l" + std::to_string(labels - 1);
    const VectorView found = read("SELECT '" + last + "'::labels");
    EXPECT_EQ(found.text(0), last);
  }
}

TEST_F(VectorViewTest, FindsDecimalsOfEveryWidth) {
  const struct {
    const char* sql;
    Int128 unscaled;
  } cases[] = {{"(-99.99)::DECIMAL(4,2)", -9999},
               {"(-9999999.99)::DECIMAL(9,2)", -999'999'999},
               {"(-9999999999999999.99)::DECIMAL(18,2)", -999'999'999'999'999'999},
               {"(-10000000000000000.00)::DECIMAL(19,2)", -1'000'000'000'000'000'000}};
  for (const auto& one : cases) {
    EXPECT_TRUE(read("SELECT " + std::string(one.sql)).int128(0) == one.unscaled) << one.sql;
  }
}

TEST_F(VectorViewTest, ShowsUuidsAsTheNumberThatTheirDigitsSpell) {
  EXPECT_TRUE(read("SELECT '00000000-0000-0000-0000-0000000000ff'::UUID").uint128(0) == 255);
  EXPECT_TRUE(read("SELECT 'f0000000-0000-0000-0000-000000000000'::UUID").uint128(0) >> 124U == 15);
}

TEST_F(VectorViewTest, ShowsTimesWithTheirOffset) {
  const TimeTzValue west = read("SELECT '10:00:00-02:30'::TIMETZ").time_tz(0);
  EXPECT_EQ(west.micros, 36'000'000'000);
  EXPECT_EQ(west.offset_seconds, -9000);
}

TEST_F(VectorViewTest, ShowsEachBit) {
  EXPECT_EQ(read("SELECT '1'::BIT").bits(0), "1");
  EXPECT_EQ(read("SELECT '0101010101'::BIT").bits(0), "0101010101");
}

TEST_F(VectorViewTest, FindsWhatNestedValuesHold) {
  const VectorView lists = read("FROM (VALUES ([7]), ([]), ([8, 9])) t(v)");
  EXPECT_EQ(lists.list_entry(1).second, 0U);
  const auto [begin, count] = lists.list_entry(2);
  ASSERT_EQ(count, 2U);
  EXPECT_EQ(lists.child(0).integer(begin + 1), 9);
  const VectorView arrays = read("FROM (VALUES ([1, 2]::INTEGER[2]), ([3, 4]::INTEGER[2])) t(v)");
  EXPECT_EQ(arrays.child(0).integer(arrays.list_entry(1).first), 3);
  const VectorView map = read("SELECT MAP {'a': 1::UTINYINT}");
  EXPECT_EQ(map.child(0).text(map.list_entry(0).first), "a");
  EXPECT_EQ(map.child(1).unsigned_integer(map.list_entry(0).first), 1U);
  EXPECT_EQ(read("SELECT {'x': 1, 'y': 'z'}").child(1).text(0), "z");
}

}  // namespace
}  // namespace osiris::exchange
