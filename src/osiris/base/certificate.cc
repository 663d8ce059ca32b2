#include "osiris/base/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace osiris {
namespace {

// All certificates that a system trusts have some 250 kB. Unit: bytes.
constexpr std::uintmax_t kPemBytesMax = 16U << 20U;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Pem = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

/// Fails instead of asking the terminal for the passphrase of a key.
int refuse_passphrase(char* /*space*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

Result<Pem> open_pem(const FileSystem& files, const Path& path) {
  OSIRIS_TRY(const std::string text, files.read_text(path, kPemBytesMax));
  Pem pem(BIO_new(BIO_s_mem()));
  BIO_write(pem.get(), text.data(), static_cast<int>(text.size()));
  return pem;
}

struct Flaw {
  std::string problem;
  std::string remedy;
};

Error make_invalid(const Path& path, Flaw flaw) {
  ERR_clear_error();  // Whoever uses OpenSSL next takes what is left here for his own failures.
  return make_error(kCertificateInvalid, "'" + path.string() + "' " + flaw.problem,
                    std::move(flaw.remedy))
      .with("path", path.string());
}

Result<Certificate> read_certificate(const FileSystem& files, const Path& path) {
  OSIRIS_TRY(const Pem pem, open_pem(files, path));
  Certificate found(PEM_read_bio_X509_AUX(pem.get(), nullptr, refuse_passphrase, nullptr));
  if (found == nullptr) {
    return fail(make_invalid(
        path, {.problem = "holds no certificate",
               .remedy = "name a PEM file, which has a line '-----BEGIN CERTIFICATE-----'"}));
  }
  return found;
}

}  // namespace

Status check_certificate(const FileSystem& files, const Path& path) {
  OSIRIS_CHECKED(read_certificate(files, path));
  return {};
}

Status check_key(const FileSystem& files, const CertificateAndKey& paths) {
  OSIRIS_TRY(const Certificate certificate, read_certificate(files, paths.certificate));
  OSIRIS_TRY(const Pem pem, open_pem(files, paths.key));
  const Key key(PEM_read_bio_PrivateKey(pem.get(), nullptr, refuse_passphrase, nullptr));
  if (key == nullptr) {
    return fail(
        make_invalid(paths.key, {.problem = "holds no private key that needs no passphrase",
                                 .remedy = "name a PEM file of a key that is not encrypted"}));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return fail(
        make_invalid(paths.key, {.problem = "holds the key of another certificate",
                                 .remedy = "name the key that the certificate was made for"}));
  }
  return {};
}

TrustedCertificates trusted_by_machine(const FileSystem& files, const Environment& environment) {
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

}  // namespace osiris
