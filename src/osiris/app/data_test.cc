#include "osiris/app/test_project.h"

namespace osiris::app {
namespace {

using testing::HasSubstr;

class DataTest : public ProjectTest {
 protected:
  void SetUp() override { id = run(pipeline())->session_id; }
  std::string id;
};

TEST_F(DataTest, ListsRelations) {
  const auto relations = list_data(world, id);
  ASSERT_TRUE(relations.has_value()) << relations.error().message;
  ASSERT_EQ(relations->size(), 1U);
  EXPECT_EQ((*relations)[0].name, "make-numbers");
  EXPECT_EQ((*relations)[0].rows, 3);
}

TEST_F(DataTest, ShowsTheFirstRows) {
  const auto table = show_data(world, id, "make-numbers", 2);
  ASSERT_TRUE(table.has_value());
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[1][0], "1");
  EXPECT_EQ(table->columns[1].name, "label");
}

TEST_F(DataTest, NamesTheNearestRelation) {
  const auto table = show_data(world, id, "make_numbers", 2);
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().code, exchange::kRelationMissing.name);
  EXPECT_THAT(table.error().message, HasSubstr("'make-numbers'"));
  EXPECT_THAT(show_data(world, id, "zzz", 2).error().hint, HasSubstr("make-numbers"));
}

TEST_F(DataTest, Queries) {
  const auto table = query_data(world, id, "SELECT sum(n) FROM \"make-numbers\"", 10, {});
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(table->rows[0][0], "3");
}

TEST_F(DataTest, RefusesToChangeData) {
  EXPECT_FALSE(query_data(world, id, "DROP TABLE \"make-numbers\"", 10, {}).has_value());
  EXPECT_FALSE(query_data(world, id, "SELECT * FROM '/etc/passwd'", 10, {}).has_value());
  EXPECT_EQ(list_data(world, id)->size(), 1U);
}

TEST_F(DataTest, SaysThatARunningSessionHasToEndFirst) {
  const auto lock = FileLock::acquire(sessions_dir(world) / id / ".lock");
  ASSERT_TRUE(lock.has_value());
  const auto relations = list_data(world, id);
  ASSERT_FALSE(relations.has_value());
  EXPECT_EQ(relations.error().code, kSessionLocked.name);
  EXPECT_THAT(relations.error().hint, HasSubstr("osiris logs tail -f"));
}

TEST_F(DataTest, SaysIfASessionHasNoDatabase) {
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/logs/events.jsonl", "");
  const auto relations = list_data(world, "20260101T000000000Z-aaaaaa");
  ASSERT_FALSE(relations.has_value());
  EXPECT_EQ(relations.error().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris::app
