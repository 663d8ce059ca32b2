#include "components/mysql.writer/component.h"
#include "components/mysql/test_server.h"
#include "osiris/sdk/step_fixture.h"

#include <thread>

namespace osiris::components {
namespace {

using mysql::TestServer;
using testing::ElementsAre;
using testing::HasSubstr;

/// Writes relations of a session's database to real servers.
class MysqlWriter : public sdk::StepFixture, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    sdk::StepFixture::SetUp();
    artifacts_dir_ = folder_ / "artifacts";
    std::filesystem::create_directories(artifacts_dir_);
    settings_ = &server().connection();
    server().run({"DROP DATABASE shop", "CREATE DATABASE shop CHARACTER SET utf8mb4"});
  }

  virtual TestServer& server() { return TestServer::shared(GetParam()); }

  void make_relation(const std::string& select) {
    const auto made = exchange::replace_relation(*connection_, "load", select);
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }

  Result<sdk::StepResult> write(const std::string& options = "") {
    return run_step(component_, "table: t\n" + options, {input_});
  }

  /// Forgets what an earlier step of the test left in the session.
  void start_new_session() { std::filesystem::remove(artifacts_dir_ / "load.json"); }

  /// Returns "" for a step that succeeds, else the failure in words.
  std::string failure(const std::string& options = "") {
    const auto result = write(options);
    return result.has_value() ? "" : result.error().code + ": " + result.error().message;
  }

  std::string rows(const std::string& sql) { return server().rows_of(sql); }
  std::string tables() {
    return rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop' "
        "ORDER BY 1");
  }

  const sdk::Component component_ = mysql_writer(mysql_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlWriter, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlWriter, MakesTheTableThatIsNotThere) {
  make_relation("SELECT 1 AS id, 'café 😀' AS name UNION ALL SELECT 2, NULL ORDER BY 1");
  const auto result = write("primary_key: [id]");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->rows_in, 2);
  EXPECT_EQ(result->rows_out, 2);
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|café 😀\n2|~\n");
  EXPECT_EQ(tables(), "t\n");
  EXPECT_EQ(rows("SELECT column_name, column_type, column_key FROM information_schema.columns "
                 "WHERE table_schema = 'shop' AND table_name = 't' ORDER BY ordinal_position"),
            GetParam() == "mariadb" ? "id|int(11)|PRI\nname|longtext|\n"
                                    : "id|int(11)|PRI\nname|longtext|\n");
}

TEST_P(MysqlWriter, AppendsBehindWhatIsThere) {
  server().run(
      {"CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))", "INSERT INTO t VALUES (1, 'old')"});
  make_relation("SELECT 2 AS id, 'new' AS name");
  ASSERT_EQ(failure(), "");
  EXPECT_EQ(rows("SELECT * FROM t ORDER BY id"), "1|old\n2|new\n");
}

}  // namespace
}  // namespace osiris::components
