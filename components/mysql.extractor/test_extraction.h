#pragma once
// For the tests of this component: steps that read from both servers.

#include "components/mysql.extractor/component.h"
#include "components/mysql/test_server.h"
#include "osiris/sdk/step_fixture.h"

#include <string>
#include <vector>

namespace osiris::components::mysql {

class ExtractionTest : public sdk::StepFixture, public testing::WithParamInterface<std::string> {
 protected:
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

  /// Runs the step and returns its columns and rows, or the failure.
  std::string extracted(const std::string& config) {
    const auto result = run_step(component_, config);
    if (!result.has_value()) {
      return result.error().code + ": " + result.error().message;
    }
    EXPECT_EQ(result->rows_in, result->rows_out);
    return columns_of(result->relation) + "\n" + rows_of("FROM step");
  }

  const sdk::Component component_ = mysql_extractor(mysql_extractor_spec());
};

inline const auto kBothServers = testing::Values("mariadb", "mysql");

}  // namespace osiris::components::mysql
