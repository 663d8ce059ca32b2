#pragma once
// SHA-256, for fingerprints. Source: FIPS 180-4; computed by libcrypto.

#include <string>
#include <string_view>

namespace osiris {

/// Returns 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace osiris
