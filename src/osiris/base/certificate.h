#pragma once
// Files of certificates and keys, looked at before a library meets them and says less.

#include "osiris/base/environment.h"
#include "osiris/base/filesystem.h"
#include "osiris/base/result.h"

#include <string>

namespace osiris {

inline constexpr ErrorCode kCertificateInvalid{
    "certificate.invalid", Fault::kUser,
    "A file does not hold the certificates or the key that it should. Name the right one, in PEM."};

/// Checks that a file begins with a certificate in PEM. Errors: certificate.invalid, file.*.
Status check_certificate(const FileSystem& files, const Path& path);

/// Where a certificate and its private key are; that may be one file.
struct CertificateAndKey {
  Path certificate;
  Path key;
};

/// Checks that a key needs no passphrase and belongs to the certificate.
/// Errors: certificate.invalid, file.*.
Status check_key(const FileSystem& files, const CertificateAndKey& paths);

/// Where the certificates are that a machine trusts; empty: there are none.
struct TrustedCertificates {
  std::string file;
  std::string folder;  ///< Or several, divided by colons.
};

/// Returns the places of OpenSSL, or those that SSL_CERT_FILE and SSL_CERT_DIR name instead.
TrustedCertificates trusted_by_machine(const FileSystem& files, const Environment& environment);

}  // namespace osiris
