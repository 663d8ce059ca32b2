#include "osiris/base/sha256.h"

#include "osiris/base/check.h"

#include <openssl/evp.h>

#include <array>

namespace osiris {

namespace {

std::string to_hex(const unsigned char* digest, unsigned int bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * static_cast<std::size_t>(bytes));
  for (unsigned int i = 0; i < bytes; ++i) {
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 0x0FU];
  }
  return hex;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.finish_hex();
}

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  const bool begun = state_->context != nullptr &&
                     EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1;
  OSIRIS_CHECK(begun, "libcrypto cannot compute SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  const int done = EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
  OSIRIS_CHECK(done == 1, "libcrypto cannot compute SHA-256");
}

std::string Sha256::finish_hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int bytes = 0;
  const int done = EVP_DigestFinal_ex(state_->context.get(), digest.data(), &bytes);
  OSIRIS_CHECK(done == 1 && bytes == 32, "libcrypto cannot compute SHA-256");
  return to_hex(digest.data(), bytes);
}

}  // namespace osiris
