#include "osiris/base/certificate.h"

#include "osiris/base/check.h"
#include "osiris/base/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace osiris {
namespace {

using testing::HasSubstr;

class Certificate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=a "
        "-keyout key.pem -out certificate.pem");
    run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out other.pem");
    run("openssl pkcs8 -topk8 -passout pass:secret -in key.pem -out locked.pem");
    run("cat certificate.pem key.pem >both.pem; echo words >words.pem");
  }

  /// Returns the suite's folder.
  static const TemporaryFolder& folder() {
    static const TemporaryFolder made;
    return made;
  }
  static void run(const std::string& command) {
    const std::string whole = "cd '" + folder().path().string() + "' && (" + command + ") 2>log";
    OSIRIS_CHECK(std::system(whole.c_str()) == 0, command);
  }
  static Path path(const std::string& name) { return folder() / (name + ".pem"); }

  Status check_pair(const std::string& certificate, const std::string& key) {
    return check_key(files_, {.certificate = path(certificate), .key = path(key)});
  }

  RealFileSystem files_;
};

TEST_F(Certificate, IsFoundInItsFile) {
  EXPECT_TRUE(check_certificate(files_, path("certificate")).has_value());
  EXPECT_TRUE(check_certificate(files_, path("both")).has_value());
  EXPECT_TRUE(check_certificate(files_, path("none")).error().is(kFileNotFound));
  for (const char* const other : {"words", "key"}) {
    const Status status = check_certificate(files_, path(other));
    ASSERT_FALSE(status.has_value()) << other;
    EXPECT_TRUE(status.error().is(kCertificateInvalid));
    EXPECT_THAT(status.error().message, HasSubstr("holds no certificate"));
    EXPECT_THAT(status.error().hint, HasSubstr("BEGIN CERTIFICATE"));
  }
}

TEST_F(Certificate, HasItsOwnKey) {
  EXPECT_TRUE(check_pair("certificate", "key").has_value());
  EXPECT_TRUE(check_pair("both", "both").has_value());
  EXPECT_TRUE(check_pair("certificate", "none").error().is(kFileNotFound));
  EXPECT_THAT(check_pair("certificate", "other").error().message, HasSubstr("another certificate"));
  EXPECT_THAT(check_pair("certificate", "words").error().message, HasSubstr("no private key"));
}

TEST_F(Certificate, HasAKeyThatAsksForNothing) {
  const Status status = check_pair("certificate", "locked");
  ASSERT_FALSE(status.has_value());
  EXPECT_TRUE(status.error().is(kCertificateInvalid));
}

TEST_F(Certificate, IsTrustedWhereTheMachineSaysSo) {
  const Environment named({{"SSL_CERT_FILE", path("both").string()},
                           {"SSL_CERT_DIR", folder().path().string() + ":/no/such"}});
  EXPECT_EQ(trusted_by_machine(files_, named).file, path("both").string());
  EXPECT_EQ(trusted_by_machine(files_, named).folder, folder().path().string() + ":/no/such");
  const Environment missing({{"SSL_CERT_FILE", "/no/such"}, {"SSL_CERT_DIR", "/no/such"}});
  EXPECT_EQ(trusted_by_machine(files_, missing).file, "");
  EXPECT_EQ(trusted_by_machine(files_, missing).folder, "");
}

}  // namespace
}  // namespace osiris
