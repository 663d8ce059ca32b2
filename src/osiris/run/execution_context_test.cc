#include "osiris/run/execution_context.h"

#include "osiris/base/temporary_folder.h"
#include "osiris/exchange/relation.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace osiris::run {
namespace {

namespace fs = std::filesystem;

class ExecutionContextTest : public testing::Test {
 protected:
  TemporaryFolder folder;
  Path base = folder / "deep" / "session";
  ExecutionContext context{
      "s-1", base, {.memory_limit_bytes = {}, .threads = 2, .readable_paths = {}}};
};

TEST_F(ExecutionContextTest, KnowsItsPlacesWithoutTouchingTheDisk) {
  EXPECT_EQ(context.session_id(), "s-1");
  EXPECT_EQ(context.base_path(), base);
  EXPECT_EQ(context.database_path(), base / "pipeline_data.duckdb");
  EXPECT_FALSE(fs::exists(base));
}

TEST_F(ExecutionContextTest, OpensOnFirstUseWithFoldersAndFile) {
  ASSERT_TRUE(context.get_db_connection().has_value());
  EXPECT_TRUE(fs::is_regular_file(context.database_path()));
}

TEST_F(ExecutionContextTest, ReturnsTheSameConnectionEachTime) {
  const auto first = context.get_db_connection();
  const auto second = context.get_db_connection();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(*first, *second);
}

TEST_F(ExecutionContextTest, ClosesTwiceAndWhenNeverOpened) {
  context.close_db_connection();
  ASSERT_TRUE(context.get_db_connection().has_value());
  context.close_db_connection();
  context.close_db_connection();
  EXPECT_TRUE(fs::exists(context.database_path()));
}

TEST_F(ExecutionContextTest, ReopensAUsableConnectionThatSeesOldData) {
  ASSERT_TRUE(
      (*context.get_db_connection())->execute("CREATE TABLE t AS SELECT 7 AS n").has_value());
  context.close_db_connection();

  const auto again = context.get_db_connection();
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(*(*again)->query_integer("SELECT n FROM t"), 7);
}

TEST_F(ExecutionContextTest, KeepsTheTablesOfSeveralStepsInOneFile) {
  exchange::Database* const database = *context.database();
  for (const char* step : {"extract-movies", "count.by.genre"}) {
    const auto connection = *database->connect();
    ASSERT_TRUE(exchange::replace_relation(*connection, step, "SELECT 1 AS n").has_value());
  }
  const auto relations = exchange::list_relations(**context.get_db_connection());
  ASSERT_EQ(relations->size(), 2U);
  EXPECT_EQ((*relations)[0].name, "count.by.genre");
  EXPECT_EQ((*relations)[1].name, "extract-movies");
}

TEST_F(ExecutionContextTest, SaysSoIfTheFolderCannotBeMade) {
  const Path blocked = folder / "file";
  ASSERT_TRUE(RealFileSystem().write_text(blocked, "in the way").has_value());
  ExecutionContext other("s-2", blocked / "session");
  const auto connection = other.get_db_connection();
  ASSERT_FALSE(connection.has_value());
  EXPECT_THAT(connection.error().code, testing::StartsWith("file."));
}

TEST_F(ExecutionContextTest, GivesTheLockBackAtTheEnd) {
  {
    ExecutionContext first("s-1", base);
    ASSERT_TRUE(first.get_db_connection().has_value());
    const auto second = context.get_db_connection();
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, exchange::kDatabaseLocked.name);
  }
  EXPECT_TRUE(context.get_db_connection().has_value());
}

TEST_F(ExecutionContextTest, UsesNewSettingsFromTheNextOpenOn) {
  ASSERT_TRUE(context.get_db_connection().has_value());
  context.set_database_settings({.memory_limit_bytes = {}, .threads = 1, .readable_paths = {}});
  EXPECT_EQ((*context.database())->threads(), 2);
  context.close_db_connection();
  EXPECT_EQ((*context.database())->threads(), 1);
}

}  // namespace
}  // namespace osiris::run
