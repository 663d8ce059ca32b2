#pragma once
// What the tests of this component share: relations of a session's database, written to real
// servers.

#include "components/mysql.writer/component.h"
#include "components/mysql/test_server.h"
#include "osiris/sdk/step_fixture.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace osiris::components {

/// Writes relations of a session's database to real servers.
class WriterFixture : public sdk::StepFixture, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    sdk::StepFixture::SetUp();
    artifacts_dir_ = folder_ / "artifacts";
    std::filesystem::create_directories(artifacts_dir_);
    settings_ = &server().connection();
    server().run({"DROP DATABASE shop", "CREATE DATABASE shop CHARACTER SET utf8mb4"});
  }

  /// "mariadb" or "mysql".
  bool is_mysql() const { return GetParam().starts_with("mysql"); }

  /// A server whose name ends in "_inserts" allows no LOAD DATA LOCAL, and takes small packets.
  mysql::TestServer& server() {
    if (!GetParam().ends_with("_inserts")) {
      return mysql::TestServer::shared(GetParam());
    }
    static std::map<std::string, std::unique_ptr<mysql::TestServer>> servers;
    auto& server = servers[GetParam()];
    if (server == nullptr) {
      server = std::make_unique<mysql::TestServer>(
          is_mysql() ? "mysql" : "mariadb",
          std::vector<std::string>{"--local-infile=0", "--max-allowed-packet=1M"});
    }
    return *server;
  }

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
        "ORDER BY BINARY table_name");
  }

  const sdk::Component component_ = mysql_writer(mysql_writer_spec());
  const sdk::StepInput input_{.step_id = "load", .relation = "load", .rows = 0, .names = {}};
};

}  // namespace osiris::components
