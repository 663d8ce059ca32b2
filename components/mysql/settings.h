#pragma once
// A connection of this family, as its client needs it. The fields: connection.yaml beside this
// file.

#include "osiris/base/filesystem.h"
#include "osiris/sdk/connection.h"

#include <chrono>
#include <string>

namespace osiris::components::mysql {

/// How much is done for an encrypted connection, in the words of MySQL's own client.
enum class TlsMode { kDisabled, kPreferred, kRequired, kVerifyCa, kVerifyIdentity };

/// Where the server is, who we are there, and how long to wait. Holds a password: never print it.
struct Settings {
  std::string host = "localhost";
  unsigned port = 3306;
  std::string socket;  ///< A path; then neither host nor port matter. Empty: TCP.
  std::string user;
  std::string password;
  std::string database;  ///< Empty: none is chosen.
  TlsMode tls = TlsMode::kPreferred;
  std::string tls_ca;  ///< Absolute paths; empty: none.
  std::string tls_cert;
  std::string tls_key;
  bool compresses = false;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds read_timeout{300'000};  ///< For each wait for the server.
};

/// Reads a connection that satisfies connection.yaml. Relative paths start at `project_dir`.
Settings read_settings(const sdk::ConnectionSettings& connection, const Path& project_dir);

/// Names the server for messages: "db.example:3306" or the socket's path. No secret.
std::string place_of(const Settings& settings);

}  // namespace osiris::components::mysql
