#include "components/mysql/tls.h"

#include "components/mysql/error_class.h"
#include "components/mysql/test_certificates.h"
#include "components/mysql/test_server.h"
#include "osiris/base/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace osiris::components::mysql {
namespace {

using testing::HasSubstr;

const TestCertificates& certificates() {
  static const TestCertificates made;
  return made;
}

/// The servers of these tests, each started again whenever other options are wanted.
class MysqlTls : public testing::TestWithParam<std::string> {
 protected:
  static TestServer& server(const std::vector<std::string>& options) {
    struct Running {
      std::unique_ptr<TestServer> server;
      std::vector<std::string> options;
    };
    static std::map<std::string, Running> all;
    Running& running = all[GetParam()];
    if (running.server == nullptr) {
      running.server = std::make_unique<TestServer>(GetParam(), options);
    } else if (running.options != options) {
      running.server->restart(options);
    }
    running.options = options;
    return *running.server;
  }

  static std::vector<std::string> with_certificate(const std::string& name) {
    return {"--ssl-ca=" + certificates()["ca"], "--ssl-cert=" + certificates()[name],
            "--ssl-key=" + certificates()["key"]};
  }

  /// Returns "encrypted", "clear", or the code of the error.
  static std::string outcome(const Settings& settings) {
    const auto client = Client::open(settings);
    if (!client.has_value()) {
      EXPECT_THAT(client.error().message, testing::Not(HasSubstr(settings.password)));
      return client.error().code;
    }
    return (*client)->server().encrypted ? "encrypted" : "clear";
  }

  static std::string outcome(Settings settings, TlsMode mode, const std::string& ca = {}) {
    settings.tls = mode;
    settings.tls_ca = ca.empty() ? "" : certificates()[ca];
    return outcome(settings);
  }

  const std::string refused_{kTlsFailed.name};
};

INSTANTIATE_TEST_SUITE_P(Servers, MysqlTls, testing::Values("mariadb", "mysql"),
                         [](const auto& param) { return param.param; });

TEST_P(MysqlTls, AServerWithoutItGetsNothingWhereItIsAMust) {
  const Settings settings = server({"--skip-ssl"}).settings();
  EXPECT_EQ(outcome(settings, TlsMode::kDisabled), "clear");
  EXPECT_EQ(outcome(settings, TlsMode::kPreferred), "clear");
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "ca"), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), refused_);
}

TEST_P(MysqlTls, ATrustedCertificateOfTheHostSatisfiesEveryMode) {
  Settings settings = server(with_certificate("here")).settings();
  EXPECT_EQ(outcome(settings, TlsMode::kDisabled), "clear");
  EXPECT_EQ(outcome(settings, TlsMode::kPreferred), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "ca"), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), "encrypted");
  settings.host = "localhost";
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), "encrypted");
}

TEST_P(MysqlTls, ACertificateThatNobodyVouchesForIsRefused) {
  const Settings settings = server(with_certificate("here")).settings();
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "strangers_ca"), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "strangers_ca"), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa), refused_);  // The system does not know our CA.
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity), refused_);
}

TEST_P(MysqlTls, TheSystemsCertificatesCountIfNoOthersAreNamed) {
  const Settings settings = server(with_certificate("here")).settings();
  ASSERT_EQ(::setenv("SSL_CERT_FILE", certificates()["ca"].c_str(), 1), 0);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "strangers_ca"), refused_);
  ASSERT_EQ(::setenv("SSL_CERT_FILE", certificates()["strangers_ca"].c_str(), 1), 0);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa), refused_);
  ::unsetenv("SSL_CERT_FILE");
}

TEST_P(MysqlTls, ACertificateOfAnotherHostIsRefusedOnlyByVerifyIdentity) {
  Settings settings = server(with_certificate("elsewhere")).settings();
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "ca"), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), refused_);
  settings.host = "localhost";
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), refused_);
  settings.tls = TlsMode::kVerifyIdentity;
  settings.tls_ca = certificates()["ca"];
  EXPECT_THAT(Client::open(settings).error().hint, HasSubstr("'host' be a name in it"));
}

TEST_P(MysqlTls, AnExpiredCertificateIsRefusedWhereItIsLookedAt) {
  const Settings settings = server(with_certificate("expired")).settings();
  EXPECT_EQ(outcome(settings, TlsMode::kPreferred), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "ca"), refused_);
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), refused_);
}

TEST_P(MysqlTls, AServerThatInsistsGetsIt) {
  auto options = with_certificate("here");
  options.push_back("--require-secure-transport=ON");
  TestServer& strict = server(options);
  EXPECT_EQ(outcome(strict.settings(), TlsMode::kPreferred), "encrypted");
  const std::string refused = outcome(strict.settings(), TlsMode::kDisabled);
  EXPECT_EQ(refused, GetParam() == "mysql" ? kTlsFailed.name : kAuthFailed.name);
}

TEST_P(MysqlTls, OurOwnCertificateOpensAnAccountThatWantsOne) {
  TestServer& running = server(with_certificate("here"));
  running.run({"DROP USER IF EXISTS papers", "CREATE USER papers IDENTIFIED BY 'pw' REQUIRE X509"});
  Settings settings = running.settings();
  settings.user = "papers";
  settings.password = "pw";
  settings.database = "";
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), kAuthFailed.name);
  settings.tls_cert = certificates()["client"];
  settings.tls_key = certificates()["key"];
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), "encrypted");
  settings.tls_cert = certificates()["client_with_key"];
  settings.tls_key = "";
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
}

TEST_P(MysqlTls, AFileThatCannotBeUsedIsNamed) {
  Settings settings = server(with_certificate("here")).settings();
  const auto message = [&settings](std::string_view code) {
    const auto client = Client::open(settings);
    EXPECT_FALSE(client.has_value());
    EXPECT_EQ(client.error().code, code) << client.error().message;
    return client.error().message;
  };
  settings.tls = TlsMode::kVerifyCa;
  settings.tls_ca = "/no/such/ca.pem";
  EXPECT_THAT(message(kFileNotFound.name), HasSubstr("ssl_ca"));
  settings.tls_ca = certificates().file("words.pem", "no certificate\n");
  EXPECT_THAT(message(kCertificateInvalid.name), HasSubstr("words.pem' holds no certificate"));
  settings.tls_ca = certificates()["ca"];
  settings.tls_cert = certificates()["client"];
  settings.tls_key = "/no/such/key.pem";
  EXPECT_THAT(message(kFileNotFound.name), HasSubstr("ssl_key"));
  settings.tls_key = certificates()["other_key"];
  EXPECT_THAT(message(kCertificateInvalid.name), HasSubstr("key of another certificate"));
  settings.tls_key = certificates()["locked_key"];
  EXPECT_THAT(message(kCertificateInvalid.name), HasSubstr("needs no passphrase"));
  settings.tls_key = certificates()["key"];
  settings.tls_cert = "/no/such/cert.pem";
  EXPECT_THAT(message(kFileNotFound.name), HasSubstr("ssl_cert"));
  settings.tls = TlsMode::kDisabled;  // Then nobody needs them.
  EXPECT_EQ(outcome(settings), "clear");
}

TEST_P(MysqlTls, ASocketIsEncryptedOnlyOnRequest) {
  TestServer& running = server(with_certificate("here"));
  Settings settings = running.settings();
  settings.socket = running.socket();
  EXPECT_EQ(outcome(settings, TlsMode::kPreferred), "clear");
  EXPECT_EQ(outcome(settings, TlsMode::kRequired), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyCa, "ca"), "encrypted");
  EXPECT_EQ(outcome(settings, TlsMode::kVerifyIdentity, "ca"), "encrypted");
}

TEST_P(MysqlTls, AnInterruptedStatementIsKilledThroughItToo) {
  TestServer& running = server(with_certificate("here"));
  Settings settings = running.settings();
  settings.tls = TlsMode::kVerifyIdentity;
  settings.tls_ca = certificates()["ca"];
  auto client = Client::open(settings);
  ASSERT_TRUE(client.has_value()) << client.error().message;
  const std::string id = std::to_string((*client)->connection_id());
  (*client)->interrupt();
  EXPECT_EQ((*client)->query("SELECT 1").error().code, kCancelled.name);
  client->reset();
  const std::string left = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = " + id;
  for (int i = 0; i < 500 && running.rows_of(left) != "0\n"; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(running.rows_of(left), "0\n");
}

}  // namespace
}  // namespace osiris::components::mysql
