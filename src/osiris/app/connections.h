#pragma once
// The verbs `connections list` and `connections doctor`.

#include "osiris/app/project.h"
#include "osiris/base/exit_code.h"
#include "osiris/session/redaction.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::app {

inline constexpr ErrorCode kConnectionUnhealthy{
    "connection.unhealthy", Fault::kUser,
    "A connection cannot be used as it is. The message of each says why, its hint what to do."};

/// Makes the secrets of all connections known to a redactor; of one whose variables are not set,
/// those that stand in the file. Errors: spec.invalid.
Status learn_connection_secrets(const World& world, const sdk::ConnectionCatalog& catalog,
                                session::Redactor& redactor);

/// A variable of the environment that a connection refers to.
struct ConnectionVariable {
  std::string name;
  std::string field;
  bool set = false;  ///< It has a value; an empty one does not count.
  bool has_fallback = false;
};

/// One connection as it may be shown.
struct ConnectionSummary {
  sdk::ConnectionRef ref;
  bool is_default = false;  ///< `@family` means this one.
  Value config;             ///< As in the file, secrets masked, references to variables kept.
  std::vector<ConnectionVariable> variables;
};

/// `osiris connections list [--family F]`.
struct ConnectionList {
  std::string file;  ///< Where they stand, as people name it; empty if there is none.
  std::vector<ConnectionSummary> connections;  ///< By family, then alias.
  Diagnostics diagnostics;                     ///< What is wrong with the file.
};
/// Errors: connection.unknown if there is no such family; file.*, env.file_invalid, spec.invalid.
Result<ConnectionList> list_connections(World& world, const std::string& family);

/// How a connection is.
enum class ConnectionHealth {
  kHealthy,
  kSick,     ///< Its check failed.
  kInvalid,  ///< Its settings are wrong, so that nothing could be tried.
  kSkipped,  ///< There is no check for it; what could be looked at is right.
};

/// What was found out about one connection.
struct ConnectionCheckup {
  sdk::ConnectionRef ref;
  ConnectionHealth health = ConnectionHealth::kHealthy;
  std::string category;  ///< One of sdk::DoctorCategory, or "unsupported"; empty if healthy.
  std::string message;
  std::string hint;
  bool transient = false;
  std::optional<std::int64_t> latency_ms;  ///< Of the family's own check, if it was made.
};

/// Which connections to check: one by its reference, or those of a family or of an alias.
struct DoctorRequest {
  std::string reference;  ///< "@family.alias", also without the @; empty: not by reference.
  std::string family;     ///< Empty: every one.
  std::string alias;      ///< Empty: every one.
};

/// `osiris connections doctor [@family.alias | --family F | --alias A]`.
struct DoctorResult {
  std::string file;
  std::vector<ConnectionCheckup> checkups;
  Diagnostics diagnostics;  ///< What is wrong with the file.
  /// kInvalidInput if settings or the file are wrong, else kStepFailed if a check failed, else
  /// kTransient if all that failed may pass, else kSuccess.
  ExitCode exit_code = ExitCode::kSuccess;
};
/// Checks settings and variables, then calls the family's own check.
/// Errors: connection.unknown, connection.invalid_reference; file.*, env.file_invalid,
/// spec.invalid, run.cancelled.
Result<DoctorResult> check_connections(World& world, const DoctorRequest& request,
                                       const std::stop_token& stop);

}  // namespace osiris::app
