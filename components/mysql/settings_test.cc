#include "components/mysql/settings.h"

#include <gtest/gtest.h>

namespace osiris::components::mysql {
namespace {

sdk::ConnectionSettings connection(std::initializer_list<std::pair<const char*, Value>> fields) {
  sdk::ConnectionSettings made{{"mysql", "main"}, Value::object(), {}};
  for (const auto& [key, value] : fields) {
    made.values.set(key, value);
  }
  return made;
}

TEST(MysqlSettings, HaveDefaults) {
  const Settings settings = read_settings(connection({{"user", "me"}}), "/project");
  EXPECT_EQ(settings.user, "me");
  EXPECT_EQ(place_of(settings), "localhost:3306");
  EXPECT_EQ(settings.tls, TlsMode::kPreferred);
  EXPECT_EQ(settings.connect_timeout, std::chrono::seconds(10));
  EXPECT_EQ(settings.read_timeout, std::chrono::seconds(300));
}

TEST(MysqlSettings, StartRelativePathsAtTheProject) {
  const Settings settings = read_settings(
      connection({{"socket", "run/my.sock"}, {"ssl_ca", "/etc/ca.pem"}, {"ssl_key", "./key.pem"}}),
      "/project");
  EXPECT_EQ(place_of(settings), "/project/run/my.sock");
  EXPECT_EQ(settings.tls_ca, "/etc/ca.pem");
  EXPECT_EQ(settings.tls_key, "/project/key.pem");
}

TEST(MysqlSettings, CheckTheCertificateIfACaIsNamedAndNothingElseSaid) {
  EXPECT_EQ(read_settings(connection({{"ssl_ca", "ca.pem"}}), "/").tls, TlsMode::kVerifyCa);
  EXPECT_EQ(read_settings(connection({{"ssl_ca", "ca.pem"}, {"ssl_mode", "required"}}), "/").tls,
            TlsMode::kRequired);
  const std::pair<const char*, TlsMode> words[] = {{"disabled", TlsMode::kDisabled},
                                                   {"preferred", TlsMode::kPreferred},
                                                   {"required", TlsMode::kRequired},
                                                   {"verify_ca", TlsMode::kVerifyCa},
                                                   {"verify_identity", TlsMode::kVerifyIdentity}};
  for (const auto& [word, mode] : words) {
    EXPECT_EQ(read_settings(connection({{"ssl_mode", word}}), "/").tls, mode) << word;
  }
}

}  // namespace
}  // namespace osiris::components::mysql
