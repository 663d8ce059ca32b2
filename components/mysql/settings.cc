#include "components/mysql/settings.h"

#include <cstdint>
#include <string_view>

namespace osiris::components::mysql {
namespace {

/// Reads `ssl_mode`. Who names a CA wants to have it looked at.
TlsMode tls_mode(std::string_view word, bool has_ca) {
  if (word == "disabled") {
    return TlsMode::kDisabled;
  }
  if (word == "required") {
    return TlsMode::kRequired;
  }
  if (word == "verify_identity") {
    return TlsMode::kVerifyIdentity;
  }
  return word == "verify_ca" || (word.empty() && has_ca) ? TlsMode::kVerifyCa : TlsMode::kPreferred;
}

/// Returns a whole number; `otherwise` if it is absent.
std::int64_t number_of(const Value& values, std::string_view key, std::int64_t otherwise) {
  const Value* const value = values.find(key);
  return value != nullptr && value->kind() == Value::Kind::kInt ? value->as_int() : otherwise;
}

std::string path_of(const sdk::ConnectionSettings& connection, std::string_view key,
                    const Path& project_dir) {
  const std::string given = connection.text(key);
  return given.empty() ? given : (project_dir / Path(given)).lexically_normal().string();
}

}  // namespace

Settings read_settings(const sdk::ConnectionSettings& connection, const Path& project_dir) {
  Settings settings;
  const Value& values = connection.values;
  if (const std::string host = connection.text("host"); !host.empty()) {
    settings.host = host;
  }
  settings.port = static_cast<unsigned>(number_of(values, "port", settings.port));
  settings.socket = path_of(connection, "socket", project_dir);
  settings.user = connection.text("user");
  settings.password = connection.text("password");
  settings.database = connection.text("database");
  settings.tls_ca = path_of(connection, "ssl_ca", project_dir);
  settings.tls_cert = path_of(connection, "ssl_cert", project_dir);
  settings.tls_key = path_of(connection, "ssl_key", project_dir);
  settings.tls = tls_mode(connection.text("ssl_mode"), !settings.tls_ca.empty());
  settings.compresses = connection.text("compression") == "true";
  settings.connect_timeout = std::chrono::seconds(number_of(values, "connect_timeout_seconds", 10));
  settings.read_timeout = std::chrono::seconds(number_of(values, "read_timeout_seconds", 300));
  return settings;
}

std::string place_of(const Settings& settings) {
  return settings.socket.empty() ? settings.host + ":" + std::to_string(settings.port)
                                 : settings.socket;
}

}  // namespace osiris::components::mysql
