#include "osiris/exchange/row_batch.h"

#include <gtest/gtest.h>

#include <cstring>

namespace osiris::exchange {
namespace {

template <class T>
T value_at(const ColumnBuilder& column, std::size_t index) {
  T value{};
  std::memcpy(&value, column.values().data() + index * sizeof(T), sizeof(T));
  return value;
}

TEST(ColumnBuilder, StoresIntegersInTheWidthOfTheType) {
  ColumnBuilder small(TypeId::kSmallint);
  small.append_int(-32768);
  small.append_int(32767);
  EXPECT_EQ(small.values().size(), 4);
  EXPECT_EQ(value_at<std::int16_t>(small, 0), -32768);
  ColumnBuilder decimal(ColumnType::decimal(18, 2));
  decimal.append_int(-5);
  EXPECT_TRUE(value_at<Int128>(decimal, 0) == -5);
}

TEST(ColumnBuilder, MarksNullsFromTheFirstOneOn) {
  ColumnBuilder column(TypeId::kInteger);
  for (int i = 0; i < 9; ++i) {
    column.append_int(i);
  }
  EXPECT_EQ(column.validity(), nullptr) << "nothing is NULL yet";
  column.append_null();
  column.append_int(10);
  EXPECT_EQ(column.size(), 11);
  EXPECT_EQ(column.null_count(), 1);
  EXPECT_EQ(column.validity()[0], 0xFF);
  EXPECT_EQ(column.validity()[1], 0b101);
  EXPECT_EQ(value_at<std::int32_t>(column, 10), 10);
}

TEST(ColumnBuilder, StoresTextsOneAfterTheOther) {
  ColumnBuilder column(TypeId::kVarchar);
  column.append_text("ab");
  column.append_null();
  column.append_text("c");
  EXPECT_EQ(column.values().size(), 3);
  std::int64_t end = 0;
  std::memcpy(&end, column.offsets().data() + 3 * sizeof(end), sizeof(end));
  EXPECT_EQ(end, 3);
}

TEST(ColumnBuilder, ForgetsRowsButCanBeUsedAgain) {
  ColumnBuilder column(ColumnType::list(TypeId::kInteger));
  column.child(0).append_int(1);
  column.end_list();
  column.append_null();
  column.clear();
  EXPECT_EQ(column.size(), 0);
  EXPECT_EQ(column.null_count(), 0);
  EXPECT_EQ(column.child(0).size(), 0);
  column.end_list();
  EXPECT_EQ(column.size(), 1);
}

TEST(ColumnBuilderDeathTest, StopsAtAValueOfAnotherType) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  ColumnBuilder text(TypeId::kVarchar);
  EXPECT_DEATH(text.append_double(1.5), "a column of another type: VARCHAR");
  ColumnBuilder small(TypeId::kTinyint);
  EXPECT_DEATH(small.append_int(128), "a column of another type: TINYINT");
}

TEST(RowBatch, IsFullAtOneRowGroup) {
  RowBatch batch(Schema{{"a", TypeId::kBoolean}});
  for (std::size_t row = 0; row < kBatchRows; ++row) {
    EXPECT_FALSE(batch.full());
    batch.column(0).append_bool(true);
  }
  EXPECT_TRUE(batch.full());
  EXPECT_EQ(batch.size_bytes(), kBatchRows / 8);
  batch.clear();
  EXPECT_EQ(batch.row_count(), 0);
}

}  // namespace
}  // namespace osiris::exchange
