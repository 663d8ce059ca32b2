#include "osiris/app/data_request.h"

#include "osiris/base/local_socket.h"
#include "osiris/format/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::app {
namespace {

using exchange::ColumnType;
using exchange::TypeId;

/// What the other side reads of an answer.
Result<DataAnswer> over_there(const Result<DataAnswer>& answer) {
  return answer_from_value(parse_json(to_json(to_value(answer))).value());
}

DataRequest over_there(const DataRequest& request) {
  return request_from_value(parse_json(to_json(to_value(request))).value()).value();
}

TEST(DataRequest, CrossesALine) {
  EXPECT_TRUE(std::holds_alternative<ListRequest>(over_there(ListRequest{})));
  const auto show = std::get<ShowRequest>(over_there(ShowRequest{"a\nb", 7}));
  EXPECT_EQ(show.relation, "a\nb");
  EXPECT_EQ(show.rows_max, 7);
  const auto query = std::get<QueryRequest>(over_there(QueryRequest{"SELECT 'é'", INT64_MAX}));
  EXPECT_EQ(query.sql, "SELECT 'é'");
  EXPECT_EQ(query.rows_max, INT64_MAX);
  const auto exported = std::get<ExportRequest>(over_there(
      ExportRequest{.session = "s", .relation = "r", .file = "/x.csv", .format = "csv"}));
  EXPECT_EQ(exported.relation, "r");
  EXPECT_EQ(exported.file, "/x.csv");
  EXPECT_EQ(exported.format, "csv");
}

TEST(DataAnswer, KeepsTypesAndValues) {
  const exchange::Schema columns{
      {"price", ColumnType::decimal(18, 4)},
      {"color", ColumnType::enumeration({"red", "blue"})},
      {"places", ColumnType::list(ColumnType::structure({{"x", TypeId::kDouble}}))},
      {"vector", ColumnType::array(TypeId::kFloat, 3)},
      {"names", ColumnType::map(TypeId::kVarchar, TypeId::kBigint)}};
  const exchange::TextTable table{
      .columns = columns,
      .rows = {{"1.5000", "red", std::nullopt, "", "{}"}, {"\x01 \"", "é", "b", "c", "d"}}};
  const auto crossed = over_there(DataAnswer(table));
  ASSERT_TRUE(crossed.has_value());
  EXPECT_EQ(std::get<exchange::TextTable>(*crossed).columns, columns);
  EXPECT_EQ(std::get<exchange::TextTable>(*crossed).rows, table.rows);

  const auto relations = over_there(
      DataAnswer(std::vector{exchange::RelationInfo{.name = "r", .columns = columns, .rows = 9}}));
  const auto& list = std::get<std::vector<exchange::RelationInfo>>(*relations);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].name, "r");
  EXPECT_EQ(list[0].columns, columns);
  EXPECT_EQ(list[0].rows, 9);

  const auto file = over_there(DataAnswer(ExportResult{"/x.csv", "r", "csv", 3, 40}));
  EXPECT_EQ(std::get<ExportResult>(*file).bytes, 40);
  EXPECT_EQ(std::get<ExportResult>(*file).file, "/x.csv");
}

TEST(DataAnswer, KeepsAFailure) {
  const auto crossed = over_there(
      fail(make_error(kDiskFull, "no room", "make room").with("path", "/x").retryable()));
  ASSERT_FALSE(crossed.has_value());
  EXPECT_TRUE(crossed.error().is(kDiskFull));
  EXPECT_EQ(crossed.error().fault, Fault::kSystem);
  EXPECT_EQ(crossed.error().message, "no room");
  EXPECT_EQ(crossed.error().hint, "make room");
  EXPECT_TRUE(crossed.error().transient);
  EXPECT_EQ(crossed.error().detail("path"), "/x");
}

TEST(DataAnswer, IsNotReadOutOfAnythingElse) {
  for (const char* text : {"{}", "[]", "1", R"({"act":"drop"})", R"({"table":3})",
                           R"({"list":{"relations":[7]}})", R"({"table":{"rows":[[1],2]}})"}) {
    const Value value = parse_json(text).value();
    EXPECT_FALSE(request_from_value(value).has_value()) << text;
    const auto answer = answer_from_value(value);  // Must not crash.
    EXPECT_TRUE(answer.has_value() || answer.error().is(kSocketBroken)) << text;
  }
}

}  // namespace
}  // namespace osiris::app
