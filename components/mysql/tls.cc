#include "components/mysql/tls.h"

#include "components/mysql/error_class.h"
#include "osiris/base/filesystem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <memory>
#include <mutex>
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
// A bundle of all certificates of the world has some 250 kB. Unit: bytes.
constexpr std::uintmax_t kPemBytesMax = 16U << 20U;

/// Fails instead of asking the terminal for the passphrase of a key.
int refuse_passphrase(char* /*space*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

Result<std::unique_ptr<BIO, FreeBio>> open_pem(std::string_view option, const std::string& path) {
  const auto text = RealFileSystem().read_text(path, kPemBytesMax);
  if (!text.has_value()) {
    Error error = text.error();
    return fail(std::move(error).within(option));
  }
  std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  BIO_write(bio.get(), text->data(), static_cast<int>(text->size()));
  return bio;
}

Error make_pem_error(std::string_view option, const std::string& path, std::string_view problem) {
  ERR_clear_error();  // The library takes what is left here for its own failures.
  return make_error(kTlsFailed, std::string(option) + ": '" + path + "' " + std::string(problem),
                    "let '" + std::string(option) + "' name the right file, in PEM");
}

Result<Certificate> read_certificate(std::string_view option, const std::string& path) {
  OSIRIS_TRY(const auto bio, open_pem(option, path));
  Certificate found(PEM_read_bio_X509_AUX(bio.get(), nullptr, refuse_passphrase, nullptr));
  if (found == nullptr) {
    return fail(make_pem_error(option, path, "holds no certificate"));
  }
  return found;
}

Result<Key> read_key(std::string_view option, const std::string& path) {
  OSIRIS_TRY(const auto bio, open_pem(option, path));
  Key found(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_passphrase, nullptr));
  if (found == nullptr) {
    return fail(make_pem_error(option, path, "holds no private key that needs no passphrase"));
  }
  return found;
}

/// Looks at our own certificate and its key, which may stand in one file.
Status check_own_certificate(const Settings& settings) {
  if (settings.tls_cert.empty() && settings.tls_key.empty()) {
    return {};
  }
  const bool has_key = !settings.tls_key.empty();
  const bool has_certificate = !settings.tls_cert.empty();
  const std::string& key_path = has_key ? settings.tls_key : settings.tls_cert;
  OSIRIS_TRY(const Certificate certificate,
             read_certificate(has_certificate ? "ssl_cert" : "ssl_key",
                              has_certificate ? settings.tls_cert : settings.tls_key));
  const char* const key_option = has_key ? "ssl_key" : "ssl_cert";
  OSIRIS_TRY(const Key key, read_key(key_option, key_path));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return fail(make_pem_error(key_option, key_path, "is not the key of the certificate"));
  }
  return {};
}

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

/// Finds what a server's certificate is held against.
Result<TrustedCertificates> find_trusted(const Settings& settings) {
  if (!settings.tls_ca.empty()) {
    OSIRIS_CHECKED(read_certificate("ssl_ca", settings.tls_ca));
    return TrustedCertificates{.file = settings.tls_ca, .folder = {}};
  }
  TrustedCertificates found = trusted_by_system(Environment::from_process());
  if (found.file.empty() && found.folder.empty()) {
    return fail(kTlsFailed, "this machine has no certificates to trust",
                "name those of the server's CA in 'ssl_ca'");
  }
  return found;
}

}  // namespace

TrustedCertificates trusted_by_system(const Environment& environment) {
  const RealFileSystem files;
  TrustedCertificates found;
  found.file =
      environment.get(X509_get_default_cert_file_env()).value_or(X509_get_default_cert_file());
  found.folder =
      environment.get(X509_get_default_cert_dir_env()).value_or(X509_get_default_cert_dir());
  if (!files.exists(found.file)) {
    found.file.clear();
  }
  if (!files.is_directory(found.folder.substr(0, found.folder.find(':')))) {
    found.folder.clear();
  }
  return found;
}

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
  OSIRIS_CHECKED(check_own_certificate(settings));
  TrustedCertificates trusted;
  if (settings.tls == TlsMode::kVerifyCa || settings.tls == TlsMode::kVerifyIdentity) {
    OSIRIS_TRY(trusted, find_trusted(settings));
  }
  mysql_ssl_set(&mysql, or_null(settings.tls_key), or_null(settings.tls_cert),
                or_null(trusted.file), or_null(trusted.folder), nullptr);
  const my_bool verify = settings.tls == TlsMode::kVerifyIdentity ? 1 : 0;
  mysql_options(&mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  mysql_options(&mysql, MARIADB_OPT_TLS_VERSION, kProtocols);
  return {};
}

Error make_no_tls_error(const Settings& settings) {
  return make_error(kTlsFailed, place_of(settings) + " does not encrypt, and 'ssl_mode' insists",
                    "turn TLS on at the server; somebody between it and here could have hidden it");
}

}  // namespace osiris::components::mysql
