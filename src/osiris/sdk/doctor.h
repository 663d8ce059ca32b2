#pragma once
// What a family's own check of a connection gets, and what it says.

#include "osiris/base/clock.h"
#include "osiris/base/filesystem.h"
#include "osiris/sdk/connection.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace osiris::sdk {

/// What a check may use. It changes nothing that outlives it.
struct DoctorContext {
  FileSystem& files;
  const Clock& clock;
  Path project_dir;  ///< Relative paths of settings start here. Absolute.
  /// How long the check may wait for whom it asks; a check that waits longer fails with kTimeout.
  std::chrono::milliseconds timeout;
  std::stop_token stop;
};

/// What kind of thing keeps a connection from working.
enum class DoctorCategory {
  kAuth,        ///< The service does not accept who we say we are.
  kNetwork,     ///< The service cannot be reached.
  kPermission,  ///< It knows us and does not let us.
  kTimeout,     ///< It did not answer in time.
  kConfig,      ///< What the settings name does not exist.
  kUnknown,
};

/// Returns "auth", "network", "permission", "timeout", "config" or "unknown".
constexpr std::string_view to_string(DoctorCategory category) {
  switch (category) {
    case DoctorCategory::kAuth:
      return "auth";
    case DoctorCategory::kNetwork:
      return "network";
    case DoctorCategory::kPermission:
      return "permission";
    case DoctorCategory::kTimeout:
      return "timeout";
    case DoctorCategory::kConfig:
      return "config";
    case DoctorCategory::kUnknown:
      break;
  }
  return "unknown";
}

/// The outcome of a check. No text holds a secret.
struct DoctorReport {
  std::optional<DoctorCategory> problem;  ///< Nothing if the connection works.
  std::string message;                    ///< What was found, good or bad.
  std::string hint;                       ///< What to do about a problem.
  bool transient = false;                 ///< True if the same check may succeed later.
};

/// Checks that a connection works: asks the service, or looks at the disk. The settings are
/// resolved and satisfy the family's connectionSchema.
using DoctorFunction = DoctorReport (*)(const ConnectionSettings& settings,
                                        const DoctorContext& context);

}  // namespace osiris::sdk
