#include "osiris/base/tls_failure.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>

namespace osiris {

bool is_broken_off_tls(std::string_view message) {
  // Its words are asked for by number; null until something has used TLS.
  const char* const end_of_stream =
      ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_UNEXPECTED_EOF_WHILE_READING));
  if (end_of_stream != nullptr && message.ends_with(end_of_stream)) {
    return true;
  }
  constexpr int kNumbers[] = {ECONNRESET, ECONNABORTED, EPIPE};
  return std::any_of(std::begin(kNumbers), std::end(kNumbers), [message](int number) {
    return message.ends_with("(" + std::to_string(number) + ")");
  });
}

}  // namespace osiris
