#include "osiris/sdk/secret_names.h"

#include "osiris/base/text.h"

#include <algorithm>
#include <array>

namespace osiris::sdk {

bool is_secret_name(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kSecretEndings{
      "password", "passwd",       "pwd",        "secret",           "secret_key",
      "api_key",  "access_token", "auth_token", "bearer_token",     "refresh_token",
      "anon_key", "private_key",  "client_key", "service_role_key",
  };
  const std::string word = replace_all(to_lower(name), "-", "_");
  return std::any_of(kSecretEndings.begin(), kSecretEndings.end(), [&](std::string_view ending) {
    if (word.size() < ending.size() ||
        word.compare(word.size() - ending.size(), ending.size(), ending) != 0) {
      return false;
    }
    return word.size() == ending.size() || word[word.size() - ending.size() - 1] == '_';
  });
}

}  // namespace osiris::sdk
