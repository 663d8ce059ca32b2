#include "osiris/base/tls_failure.h"

#include <gtest/gtest.h>

namespace osiris {
namespace {

TEST(TlsFailure, IsBrokenOffIfTheSystemSaysSo) {
  EXPECT_TRUE(is_broken_off_tls("TLS/SSL error: Connection reset by peer (104)"));
  EXPECT_TRUE(is_broken_off_tls("TLS/SSL error: Broken pipe (32)"));
  EXPECT_FALSE(is_broken_off_tls("TLS/SSL error: certificate verify failed"));
  EXPECT_FALSE(is_broken_off_tls("TLS/SSL error: Success (0)"));
  EXPECT_FALSE(is_broken_off_tls(""));
}

}  // namespace
}  // namespace osiris
