#pragma once
// What libmariadb is told of encryption, and what it does not do by itself.

#include "components/mysql/greeting.h"
#include "components/mysql/settings.h"
#include "osiris/base/result.h"

#include <mysql.h>

#include <cstddef>
#include <functional>
#include <string>

namespace osiris::components::mysql {

/// Tells whether nothing may go over a connection in clear.
constexpr bool insists_on_tls(TlsMode mode) {
  return mode != TlsMode::kDisabled && mode != TlsMode::kPreferred;
}

/// Tells whether a server's certificate is held against a CA.
constexpr bool checks_certificate(TlsMode mode) {
  return mode == TlsMode::kVerifyCa || mode == TlsMode::kVerifyIdentity;
}

/// Looks at what a server says before the library does. It keeps a connection from going on in
/// clear where it must not, since libmariadb takes "encrypt" for a wish unless the certificate is
/// made out to the host. Lifetime: that of the MYSQL it watches, at one address.
class GreetingWatch {
 public:
  GreetingWatch() = default;
  GreetingWatch(const GreetingWatch&) = delete;
  GreetingWatch& operator=(const GreetingWatch&) = delete;

  /// Calls `on_contact` with the first bytes of the server. Where the mode insists on encryption
  /// and the greeting offers none, cuts the connection before anything is sent.
  void watch(MYSQL& mysql, TlsMode mode, std::function<void()> on_contact);
  /// Tells whether the connection was cut.
  bool has_cut() const { return has_cut_; }
  /// Returns the number of the error that came in place of a greeting; 0: there was none.
  unsigned error_number() const { return greeting_.error_number(); }

 private:
  static void look(int direction, MYSQL* mysql, const unsigned char* bytes, size_t size);

  GreetingReader greeting_;
  TlsMode mode_ = TlsMode::kPreferred;
  std::function<void()> on_contact_;  ///< Empty once it was called.
  bool has_cut_ = false;
};

/// Sets the options of encryption. Errors: certificate.invalid and file.* if a file of
/// certificates or the key cannot be used, mysql.tls_failed if there is nothing to trust.
Status set_tls(MYSQL& mysql, const Settings& settings);

/// Adds what to do where a server's certificate is looked at; empty: it is not.
std::string certificate_hint(const Settings& settings);

/// Makes the error of a server that does not encrypt though the settings insist on it.
Error make_no_tls_error(const Settings& settings);

}  // namespace osiris::components::mysql
