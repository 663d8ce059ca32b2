#include "osiris/app/data_door.h"
#include "osiris/app/test_project.h"
#include "osiris/exchange/sql_text.h"

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

TEST_F(DataTest, ExplainsQueriesWithoutStepsAndOddNames) {
  const Error unknown = query_data(world, id, "SELECT * FROM make_numbers", 10, {}).error();
  EXPECT_THAT(unknown.message, HasSubstr("Did you mean \"make-numbers\"?"));
  EXPECT_THAT(unknown.hint, HasSubstr("osiris data ls " + id));
  const Error odd = query_data(world, id, "SELECT * FROM duckdb_colum", 10, {}).error();
  EXPECT_THAT(odd.message, testing::Not(HasSubstr("Did you mean")));
  const Error two = query_data(world, id, "SELECT 1; SELECT 2", 10, {}).error();
  EXPECT_THAT(two.hint, testing::Not(HasSubstr("step")));
}

TEST_F(DataTest, RefusesToChangeData) {
  EXPECT_FALSE(query_data(world, id, "DROP TABLE \"make-numbers\"", 10, {}).has_value());
  EXPECT_FALSE(query_data(world, id, "SELECT * FROM '/etc/passwd'", 10, {}).has_value());
  EXPECT_EQ(list_data(world, id)->size(), 1U);
}

TEST_F(DataTest, AsksTheProcessThatRunsTheSession) {
  const session::SessionFolder session{.root = sessions_dir(world) / id};
  const auto lock = FileLock::acquire(session.lock());
  ASSERT_TRUE(lock.has_value());
  const auto database = exchange::Database::open(
      {.path = session.database(), .memory_limit_bytes = {}, .readable_paths = {}});
  ASSERT_TRUE(database.has_value()) << database.error().message;
  const auto door = DataDoor::open(session, **database, files);
  ASSERT_TRUE(door.has_value()) << door.error().message;

  EXPECT_EQ(list_data(world, id).value().at(0).name, "make-numbers");
  EXPECT_EQ(show_data(world, id, "make-numbers", 2).value().rows.size(), 2U);
  EXPECT_EQ(show_data(world, id, "zzz", 2).error().code, exchange::kRelationMissing.name);
  EXPECT_EQ(query_data(world, id, "SELECT sum(n) FROM \"make-numbers\"", 10, {}).value().rows[0][0],
            "3");
  EXPECT_FALSE(query_data(world, id, "DROP TABLE \"make-numbers\"", 10, {}).has_value());
  const auto exported = export_data(
      world, {.session = id, .relation = "make-numbers", .file = folder / "out.csv", .format = {}},
      {});
  ASSERT_TRUE(exported.has_value()) << exported.error().message;
  EXPECT_EQ(exported->rows, 3);
  EXPECT_THAT(*files.read_text(folder / "out.csv"), testing::StartsWith("n,label\n"));
}

TEST_F(DataTest, SaysIfTheProcessThatRunsTheSessionDoesNotAnswer) {
  const auto lock = FileLock::acquire(sessions_dir(world) / id / ".lock");
  ASSERT_TRUE(lock.has_value());
  const auto relations = list_data(world, id);
  ASSERT_FALSE(relations.has_value());
  EXPECT_EQ(relations.error().code, kSessionLocked.name);
  EXPECT_THAT(relations.error().hint, HasSubstr("osiris logs tail -f"));
}

TEST_F(DataTest, SaysOfAStatementThatIsNoSelectSoWithoutTextThatNobodyWrote) {
  for (const char* sql : {"PRAGMA database_list", "PRAGMA table_info('make-numbers')"}) {
    const auto rows = query_data(world, id, sql, 10, {});
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, exchange::kSqlNotOneSelect.name);
    EXPECT_EQ(rows.error().message.find("LIMIT"), std::string::npos) << rows.error().message;
  }
  EXPECT_TRUE(query_data(world, id, "SHOW TABLES", 10, {}).has_value());
}

TEST_F(DataTest, SaysIfASessionHasNoDatabase) {
  write(".osiris_sessions/20260101T000000000Z-aaaaaa/logs/events.jsonl", "");
  const auto relations = list_data(world, "20260101T000000000Z-aaaaaa");
  ASSERT_FALSE(relations.has_value());
  EXPECT_EQ(relations.error().code, kFileNotFound.name);
}

}  // namespace
}  // namespace osiris::app
