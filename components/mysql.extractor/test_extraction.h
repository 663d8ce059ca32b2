#pragma once
// For the tests of this component: steps that read from both servers.

#include "components/mysql.extractor/component.h"
#include "components/mysql/test_server.h"
#include "osiris/sdk/extractor_fixture.h"

#include <string>
#include <vector>

namespace osiris::components::mysql {

class ExtractionTest : public sdk::ExtractorFixture,
                       public testing::WithParamInterface<std::string> {
 protected:
  ExtractionTest() : ExtractorFixture(mysql_extractor(mysql_extractor_spec())) {}

  void SetUp() override {
    StepFixture::SetUp();
    settings_ = &server().connection();
  }

  static TestServer& server() { return TestServer::shared(GetParam()); }
  static bool is_mariadb() { return GetParam() == "mariadb"; }

  /// Makes a table anew, with rows.
  static void make_table(const std::string& name, const std::string& columns,
                         const std::string& rows = "") {
    std::vector<std::string> statements{"SET sql_mode = 'ALLOW_INVALID_DATES'",
                                        "DROP TABLE IF EXISTS " + name,
                                        "CREATE TABLE " + name + " (" + columns + ")"};
    if (!rows.empty()) {
      statements.push_back("INSERT INTO " + name + " VALUES " + rows);
    }
    server().run(statements);
  }
};

inline const auto kBothServers = testing::Values("mariadb", "mysql");

}  // namespace osiris::components::mysql
