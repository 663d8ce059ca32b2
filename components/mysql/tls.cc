#include "components/mysql/tls.h"

#include "components/mysql/error_class.h"
#include "osiris/base/certificate.h"

#include <sys/socket.h>

#include <mutex>
#include <string>
#include <string_view>
#include <utility>

// Exported for plugins of the library, and in none of its headers. `direction` is 0 for bytes that
// came; the function is called before the library looks at them.
extern "C" int ma_pvio_register_callback(my_bool add,
                                         void (*function)(int direction, MYSQL* mysql,
                                                          const unsigned char* bytes, size_t size));

namespace osiris::components::mysql {
namespace {

constexpr const char* kWatchKey = "osiris_watch";
constexpr const char* kProtocols = "TLSv1.2,TLSv1.3";

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

/// Puts the option in front of what is wrong with its file.
Status name_option(std::string_view option, Status status) {
  return status.has_value() ? status : fail(std::move(status).error().within(option));
}

/// Looks at our own certificate and its key; if only one is named, it holds both.
Status check_own_certificate(const Settings& settings, const FileSystem& files) {
  const bool has_key = !settings.tls_key.empty();
  const bool has_certificate = !settings.tls_cert.empty();
  if (!has_key && !has_certificate) {
    return {};
  }
  const std::string& certificate = has_certificate ? settings.tls_cert : settings.tls_key;
  OSIRIS_CHECKED(
      name_option(has_certificate ? "ssl_cert" : "ssl_key", check_certificate(files, certificate)));
  return name_option(has_key ? "ssl_key" : "ssl_cert",
                     check_key(files, {.certificate = certificate,
                                       .key = has_key ? settings.tls_key : certificate}));
}

/// Finds what a server's certificate is held against.
Result<TrustedCertificates> find_trusted(const Settings& settings, const FileSystem& files) {
  if (!settings.tls_ca.empty()) {
    OSIRIS_CHECKED(name_option("ssl_ca", check_certificate(files, settings.tls_ca)));
    return TrustedCertificates{.file = settings.tls_ca, .folder = {}};
  }
  TrustedCertificates found = trusted_by_machine(files, Environment::from_process());
  if (found.file.empty() && found.folder.empty()) {
    return fail(kTlsFailed, "this machine has no certificates to trust",
                "name those of the server's CA in 'ssl_ca'");
  }
  return found;
}

}  // namespace

void GreetingWatch::watch(MYSQL& mysql, TlsMode mode, std::function<void()> on_contact) {
  static std::once_flag once;
  std::call_once(once, [] { ma_pvio_register_callback(1, look); });
  mode_ = mode;
  on_contact_ = std::move(on_contact);
  mysql_optionsv(&mysql, MARIADB_OPT_USERDATA, kWatchKey, this);
}

void GreetingWatch::look(int direction, MYSQL* mysql, const unsigned char* bytes, size_t size) {
  constexpr size_t kFailed = static_cast<size_t>(-1);
  void* found = nullptr;
  if (direction != 0 || size == kFailed ||
      mysql_get_optionv(mysql, MARIADB_OPT_USERDATA, const_cast<char*>(kWatchKey), &found) != 0 ||
      found == nullptr) {
    return;
  }
  auto& self = *static_cast<GreetingWatch*>(found);
  if (self.greeting_.offer() != TlsOffer::kUnknown) {
    return;  // All that is behind the greeting.
  }
  if (const auto on_contact = std::exchange(self.on_contact_, nullptr)) {
    on_contact();
  }
  self.greeting_.take({reinterpret_cast<const char*>(bytes), size});
  if (self.greeting_.offer() == TlsOffer::kMissing && insists_on_tls(self.mode_)) {
    self.has_cut_ = true;
    ::shutdown(static_cast<int>(mysql_get_socket(mysql)), SHUT_RDWR);
  }
}

Status set_tls(MYSQL& mysql, const Settings& settings) {
  const bool is_local = !settings.socket.empty();  // What goes through it stays on this machine.
  if (settings.tls == TlsMode::kDisabled || (settings.tls == TlsMode::kPreferred && is_local)) {
    return {};
  }
  const RealFileSystem files;
  OSIRIS_CHECKED(check_own_certificate(settings, files));
  TrustedCertificates trusted;
  if (checks_certificate(settings.tls)) {
    OSIRIS_TRY(trusted, find_trusted(settings, files));
  }
  mysql_ssl_set(&mysql, or_null(settings.tls_key), or_null(settings.tls_cert),
                or_null(trusted.file), or_null(trusted.folder), nullptr);
  const my_bool verify = settings.tls == TlsMode::kVerifyIdentity ? 1 : 0;
  mysql_options(&mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  mysql_options(&mysql, MARIADB_OPT_TLS_VERSION, kProtocols);
  return {};
}

std::string certificate_hint(const Settings& settings) {
  if (!checks_certificate(settings.tls)) {
    return {};
  }
  return settings.tls == TlsMode::kVerifyCa
             ? "let 'ssl_ca' name the CA of the server's certificate"
             : "let 'ssl_ca' name the CA of the server's certificate, and 'host' be a name in it";
}

Error make_no_tls_error(const Settings& settings) {
  return make_error(kTlsFailed, place_of(settings) + " does not encrypt, and 'ssl_mode' insists",
                    "turn TLS on at the server; somebody between it and here could have hidden it");
}

}  // namespace osiris::components::mysql
