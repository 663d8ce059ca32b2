// Ways to log in, against real servers.

#include "components/mysql/client.h"
#include "components/mysql/error_class.h"
#include "components/mysql/quoting.h"
#include "components/mysql/test_server.h"
#include "osiris/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pwd.h>

#include <string>
#include <vector>

namespace osiris::components::mysql {
namespace {

Settings settings_of(const TestServer& server, const std::string& user,
                     const std::string& password) {
  Settings settings = server.settings();
  settings.user = user;
  settings.password = password;
  settings.database = "";
  return settings;
}

/// Returns who the server takes us for, or the code of the error.
std::string logged_in(const Settings& settings) {
  const auto client = Client::open(settings);
  return client.has_value() ? (*client)->query_value("SELECT CURRENT_USER()")->value_or("")
                            : client.error().code;
}

class MysqlLogin : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlLogin, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlLogin, ByPassword) {
  TestServer& server = TestServer::shared(GetParam());
  server.run({"DROP USER IF EXISTS plain, nobody", "CREATE USER plain IDENTIFIED BY 'pw'",
              "CREATE USER nobody IDENTIFIED BY ''"});
  EXPECT_EQ(logged_in(settings_of(server, "plain", "pw")), "plain@%");
  EXPECT_EQ(logged_in(settings_of(server, "plain", "Pw")), kAuthFailed.name);
  EXPECT_EQ(logged_in(settings_of(server, "plain", "")), kAuthFailed.name);
  EXPECT_EQ(logged_in(settings_of(server, "nobody", "")), "nobody@%");
  EXPECT_EQ(logged_in(settings_of(server, "unheard_of", "pw")), kAuthFailed.name);
}

TEST_P(MysqlLogin, ByAPasswordOfAnyKind) {
  TestServer& server = TestServer::shared(GetParam());
  const std::string odd = "ä 😀 \\ ' \" ` % ${HOME} 0123456789012345678901234567890123456789";
  // The grammar wants a plain literal here.
  const std::string quoted = "'" + replace_all(replace_all(odd, "\\", "\\\\"), "'", "''") + "'";
  server.run({"DROP USER IF EXISTS odd", "CREATE USER odd IDENTIFIED BY 'x'"});
  server.run({GetParam() == "mariadb" ? "SET PASSWORD FOR odd = PASSWORD(" + quoted + ")"
                                      : "SET PASSWORD FOR odd = " + quoted});
  EXPECT_EQ(logged_in(settings_of(server, "odd", odd)), "odd@%");
}

TEST(MysqlLoginAlone, BySha256WithAndWithoutEncryption) {
  TestServer& server = TestServer::shared("mysql");
  server.run({"DROP USER IF EXISTS sha, short_sha",
              "CREATE USER sha IDENTIFIED WITH sha256_password BY 's3cret'",
              "CREATE USER short_sha IDENTIFIED WITH sha256_password BY ''"});
  for (const TlsMode mode : {TlsMode::kDisabled, TlsMode::kRequired}) {
    Settings settings = settings_of(server, "sha", "s3cret");
    settings.tls = mode;
    EXPECT_EQ(logged_in(settings), "sha@%");  // In clear, the password is sealed with RSA.
    settings.password = "wrong";
    EXPECT_EQ(logged_in(settings), kAuthFailed.name);
    settings.password = "";
    EXPECT_EQ(logged_in(settings), kAuthFailed.name);
    settings.user = "short_sha";
    EXPECT_EQ(logged_in(settings), "short_sha@%");
  }
}

TEST(MysqlLoginAlone, ByEd25519) {
  TestServer& server = TestServer::shared("mariadb");
  const auto client = server.client();
  if (const auto loaded = client->execute("INSTALL SONAME 'auth_ed25519'");
      !loaded.has_value() && loaded.error().detail(kNumberDetail) == "1126") {
    GTEST_SKIP() << "Debian has the server's plugin in mariadb-server only: "
                 << loaded.error().message;
  }
  server.run(
      {"DROP USER IF EXISTS ed", "CREATE USER ed IDENTIFIED VIA ed25519 USING PASSWORD('s3cret')"});
  EXPECT_EQ(logged_in(settings_of(server, "ed", "s3cret")), "ed@%");
  EXPECT_EQ(logged_in(settings_of(server, "ed", "wrong")), kAuthFailed.name);
}

TEST(MysqlLoginAlone, AsTheSystemsUserThroughTheSocket) {
  const TestServer server("mariadb");
  const std::string user = ::getpwuid(::geteuid())->pw_name;
  server.run(
      {"CREATE OR REPLACE USER " + quote_name(user) + "@localhost IDENTIFIED VIA unix_socket"});
  Settings settings = settings_of(server, user, "");
  settings.socket = server.socket();
  EXPECT_EQ(logged_in(settings), user + "@localhost");
  settings.user = "osiris";
  EXPECT_EQ(logged_in(settings), kAuthFailed.name);
}

}  // namespace
}  // namespace osiris::components::mysql
