#pragma once
// SHA-256, for fingerprints. Source: FIPS 180-4; computed by libcrypto.

#include <memory>
#include <string>
#include <string_view>

namespace osiris {

/// Returns 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

/// The same of bytes that come in pieces. One thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();
  void add(std::string_view bytes);
  /// Returns 64 lower-case hex digits of all that was added. Call once, at the end.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace osiris
