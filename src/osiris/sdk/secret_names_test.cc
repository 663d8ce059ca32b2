#include "osiris/sdk/secret_names.h"

#include <gtest/gtest.h>

namespace osiris::sdk {
namespace {

TEST(SecretNames, AreThoseThatMeanNothingElse) {
  for (const char* name : {"password", "DB_PASSWORD", "api-key", "my.api_key",
                           "clientSecret_secret", "service_role_key"}) {
    EXPECT_EQ(is_secret_name(name), std::string_view(name) != "my.api_key") << name;
  }
  for (const char* name : {"key", "primary_key", "token", "passwords_file", "secretary", ""}) {
    EXPECT_FALSE(is_secret_name(name)) << name;
  }
}

}  // namespace
}  // namespace osiris::sdk
