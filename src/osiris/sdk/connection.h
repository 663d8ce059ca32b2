#pragma once
// Connections: named settings of services, kept outside pipelines. File: osiris_connections.yaml.

#include "osiris/base/diagnostic.h"
#include "osiris/base/environment.h"
#include "osiris/base/result.h"
#include "osiris/format/value.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osiris::sdk {

inline constexpr ErrorCode kConnectionUnknown{"connection.unknown", Fault::kUser,
                                              "The connections file has no such family or alias."};
inline constexpr ErrorCode kConnectionInvalid{
    "connection.invalid_reference", Fault::kUser,
    "A connection reference must look like '@family.alias', or '@family' for the family's "
    "default."};
inline constexpr ErrorCode kEnvironmentUnset{
    "connection.env_unset", Fault::kUser,
    "A setting refers to an environment variable that is not set."};

inline constexpr ErrorCode kConnectionFile{
    "connection.file_invalid", Fault::kUser,
    "The connections file is not `connections: {family: {alias: {field: value}}}`. Correct the "
    "place that the message names."};

/// A reference to a connection: `@mysql.main`; an empty alias means the family's default.
struct ConnectionRef {
  std::string family;
  std::string alias;
  std::string to_text() const;
};

/// Parses `@family.alias` or `@family`; an alias may hold dots.
/// Errors: connection.invalid_reference.
Result<ConnectionRef> parse_connection_ref(std::string_view text);

/// Resolved settings of one connection, environment filled in. Values may be secret: never print or
/// log them.
struct ConnectionSettings {
  ConnectionRef ref;
  Value values;  ///< An object; no `default` marker.
  /// Values that came from the environment: all treated as secrets to mask.
  std::vector<std::string> from_env;
  /// Returns a setting as text, numbers and booleans too; empty if absent.
  std::string text(std::string_view key) const;
};

/// What osiris_connections.yaml says, with references to the environment still in it.
class ConnectionCatalog {
 public:
  /// Reads the file's text; every problem becomes a diagnostic.
  static std::pair<ConnectionCatalog, Diagnostics> parse(std::string_view yaml,
                                                         const std::string& file);

  /// Finds an alias, or the default of a family: the one marked `default: true`, else the one named
  /// `default`, else the only one.
  /// Errors: connection.unknown with the nearest or all names as hint.
  Result<ConnectionRef> find(const ConnectionRef& ref) const;
  /// Fills in `${NAME}` and `${NAME:-fallback}`; an empty variable counts as unset. A value that is
  /// one whole reference becomes a number or boolean if that reads back as the same text ("3306",
  /// but not the password "1e5").
  /// Errors: connection.unknown, connection.env_unset naming variable and field.
  Result<ConnectionSettings> resolve(const ConnectionRef& ref,
                                     const Environment& environment) const;

  std::vector<std::string> families() const;
  std::vector<std::string> aliases(std::string_view family) const;
  /// Returns the unresolved settings; null if absent.
  const Value* raw(const ConnectionRef& ref) const;

 private:
  std::map<std::string, std::map<std::string, Value>, std::less<>> families_;
};

}  // namespace osiris::sdk
