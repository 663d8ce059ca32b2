#include "components/mysql/doctor.h"

#include "components/mysql/stub_server.h"
#include "components/mysql/test_certificates.h"
#include "components/mysql/test_server.h"
#include "osiris/base/clock.h"
#include "osiris/base/memory_filesystem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace osiris::components::mysql {
namespace {

using sdk::DoctorCategory;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A clock of this machine that is off.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(std::chrono::seconds shift) : shift_(shift) {}
  UtcTime now() const override { return SystemClock().now() + shift_; }
  std::chrono::nanoseconds monotonic() const override { return SystemClock().monotonic(); }

 private:
  std::chrono::seconds shift_;
};

class MysqlDoctor : public testing::TestWithParam<std::string> {
 protected:
  sdk::ConnectionSettings connection() const { return TestServer::shared(GetParam()).connection(); }

  static sdk::DoctorReport check(const sdk::ConnectionSettings& connection,
                                 const Clock& clock = SystemClock(),
                                 std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    RealFileSystem files;
    const auto report = check_server(
        connection,
        {.files = files, .clock = clock, .project_dir = "/", .timeout = timeout, .stop = {}});
    EXPECT_THAT(report.message, Not(HasSubstr("p@ss")));
    EXPECT_THAT(report.hint, Not(HasSubstr("p@ss")));
    EXPECT_EQ(report.hint.empty(), !report.problem.has_value()) << report.hint;
    return report;
  }

  /// Returns the connection of a user who is made for it.
  sdk::ConnectionSettings as(const std::string& user, const std::vector<std::string>& grants) {
    std::vector<std::string> statements{"DROP USER IF EXISTS " + user,
                                        "CREATE USER " + user + " IDENTIFIED BY 'pw'"};
    for (const std::string& grant : grants) {
      statements.push_back("GRANT " + grant + " TO " + user);
    }
    TestServer::shared(GetParam()).run(statements);
    sdk::ConnectionSettings made = connection();
    made.values.set("user", user);
    made.values.set("password", "pw");
    return made;
  }

  /// Expects a problem of that kind, and returns the report.
  static sdk::DoctorReport expect_problem(const sdk::ConnectionSettings& connection,
                                          DoctorCategory category) {
    const sdk::DoctorReport report = check(connection);
    EXPECT_TRUE(report.problem.has_value()) << report.message;
    EXPECT_EQ(sdk::to_string(report.problem.value_or(DoctorCategory::kUnknown)),
              sdk::to_string(category))
        << report.message;
    return report;
  }
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlDoctor, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlDoctor, SaysWhatItFound) {
  const sdk::DoctorReport report = check(connection());
  EXPECT_FALSE(report.problem.has_value()) << report.message;
  EXPECT_THAT(
      report.message,
      AllOf(HasSubstr(GetParam() == "mariadb" ? "MariaDB 10.11." : "MySQL 5.7."),
            HasSubstr("as osiris@%, who may SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER "
                      "in database 'shop'"),
            HasSubstr("LOAD DATA LOCAL works"), Not(HasSubstr("sql_mode")),
            Not(HasSubstr("clock"))));
}

TEST_P(MysqlDoctor, SaysWhetherItIsEncrypted) {
  sdk::ConnectionSettings settings = connection();
  settings.values.set("ssl_mode", "disabled");
  EXPECT_THAT(check(settings).message, HasSubstr("; not encrypted;"));
  if (GetParam() == "mysql") {  // It makes a certificate for itself.
    settings.values.set("ssl_mode", "required");
    EXPECT_THAT(check(settings).message,
                HasSubstr("encrypted with TLSv1.2, the certificate was not checked"));
    settings.values.set("ssl_mode", "verify_ca");
    settings.values.set("ssl_ca",
                        (TestServer::shared(GetParam()).folder() / "data/ca.pem").string());
    EXPECT_THAT(check(settings).message,
                HasSubstr("the certificate was checked, its host was not"));
    settings.values.set("ssl_mode", "preferred");
    EXPECT_THAT(check(settings).message, HasSubstr("'ssl_ca' is not looked at"));
  }
}

TEST_P(MysqlDoctor, ListsRightsThatAreNotAll) {
  TestServer::shared(GetParam()).run({"CREATE TABLE IF NOT EXISTS shop.doctor_t (n INT)"});
  EXPECT_THAT(check(as("reader", {"SELECT ON shop.*"})).message,
              HasSubstr("as reader@%, who may SELECT in database 'shop';"));
  EXPECT_THAT(
      check(as("appender", {"SELECT, INSERT ON shop.*", "UPDATE ON shop.doctor_t"})).message,
      HasSubstr("SELECT, INSERT in database 'shop', and UPDATE in some tables of"));
  const sdk::DoctorReport useless =
      expect_problem(as("useless", {"EXECUTE ON shop.*"}), DoctorCategory::kPermission);
  EXPECT_THAT(useless.message, HasSubstr("may neither read nor write in database 'shop'"));
  expect_problem(as("stranger", {"SELECT ON other.*"}), DoctorCategory::kPermission);
  sdk::ConnectionSettings anywhere = as("anywhere", {"SELECT ON shop.*"});
  anywhere.values.erase("database");
  EXPECT_THAT(check(anywhere).message, HasSubstr("SELECT in some database"));
}

TEST_P(MysqlDoctor, WarnsOfWhatChangesTheMeaningOfAQuery) {
  TestServer server(GetParam(), {"--sql-mode=ANSI_QUOTES,STRICT_TRANS_TABLES",
                                 "--default-time-zone=+05:30", "--local-infile=0", "--read-only"});
  EXPECT_THAT(check(server.connection()).message,
              AllOf(HasSubstr("sql_mode has ANSI_QUOTES"), HasSubstr("time zone is +05:30"),
                    HasSubstr("LOAD DATA LOCAL is off"), HasSubstr("the server is read-only")));
  EXPECT_THAT(check(server.connection(), ShiftedClock(std::chrono::seconds(100))).message,
              testing::ContainsRegex("clock is (99|100|101) s behind"));
  EXPECT_THAT(check(server.connection(), ShiftedClock(std::chrono::seconds(-100))).message,
              testing::ContainsRegex("clock is (99|100|101) s ahead"));
}

TEST_P(MysqlDoctor, TellsWhatIsWrongWithTheLogin) {
  sdk::ConnectionSettings settings = connection();
  settings.values.set("password", "wrong");
  EXPECT_THAT(expect_problem(settings, DoctorCategory::kAuth).hint,
              HasSubstr("check 'user' and 'password'"));
  settings.values.erase("password");
  settings.values.set("ssl_mode", "disabled");
  const sdk::DoctorReport report = expect_problem(settings, DoctorCategory::kAuth);
  EXPECT_THAT(report.hint,
              AllOf(HasSubstr("has no 'password'"), HasSubstr("'ssl_mode: disabled'")));
  EXPECT_FALSE(report.transient);
}

TEST_P(MysqlDoctor, TellsWhatIsWrongWithThePlace) {
  sdk::ConnectionSettings settings = connection();
  settings.values.set("port", 1);
  EXPECT_TRUE(expect_problem(settings, DoctorCategory::kNetwork).transient);
  settings.values.set("host", "no-such-host.invalid");
  expect_problem(settings, DoctorCategory::kNetwork);
  settings = connection();
  settings.values.set("database", "no_such");
  EXPECT_THAT(expect_problem(settings, DoctorCategory::kConfig).hint, HasSubstr("database"));
  settings = connection();
  settings.values.set("socket", "/no/such.sock");
  EXPECT_THAT(expect_problem(settings, DoctorCategory::kNetwork).message,
              HasSubstr("/no/such.sock"));
}

TEST_P(MysqlDoctor, TellsWhatIsWrongWithEncryption) {
  const TestCertificates certificates;
  sdk::ConnectionSettings settings = connection();
  settings.values.set("ssl_mode", "verify_identity");
  settings.values.set("ssl_ca", certificates["ca"]);
  EXPECT_THAT(expect_problem(settings, DoctorCategory::kConfig).hint,
              HasSubstr(GetParam() == "mysql" ? "let 'ssl_ca' name the CA" : "turn TLS on"));
  settings.values.set("ssl_ca", "/no/such.pem");
  EXPECT_THAT(expect_problem(settings, DoctorCategory::kConfig).message,
              HasSubstr("ssl_ca: cannot read '/no/such.pem'"));
}

TEST(MysqlDoctorAlone, WaitsNoLongerThanItMay) {
  const StubServer server([](StubTalk& talk) { talk.hear_all(); });
  sdk::ConnectionSettings settings{{"mysql", "stub"}, Value::object(), {}};
  settings.values.set("host", "127.0.0.1");
  settings.values.set("port", static_cast<std::int64_t>(server.port()));
  settings.values.set("user", "me");
  RealFileSystem files;
  const SystemClock clock;
  const auto begin = clock.monotonic();
  const auto report = check_server(settings, {.files = files,
                                              .clock = clock,
                                              .project_dir = "/",
                                              .timeout = std::chrono::milliseconds(300),
                                              .stop = {}});
  EXPECT_LT(clock.monotonic() - begin, std::chrono::seconds(2));
  EXPECT_EQ(report.problem, DoctorCategory::kTimeout) << report.message;
  EXPECT_TRUE(report.transient);
}

}  // namespace
}  // namespace osiris::components::mysql
