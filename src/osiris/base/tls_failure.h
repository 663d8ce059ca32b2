#pragma once
// What a failure of TLS was, for libraries that keep only OpenSSL's words of it.

#include <string_view>

namespace osiris {

/// Tells whether TLS failed because the other end or the network went away: `message` ends in
/// OpenSSL's words for that, or in the number of the system in parentheses.
bool is_broken_off_tls(std::string_view message);

}  // namespace osiris
