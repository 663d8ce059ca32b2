#pragma once
// The verb `discovery run`: what a connection leads to.

#include "osiris/app/project.h"
#include "osiris/sdk/discovery.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace osiris::app {

inline constexpr ErrorCode kDiscoveryUnsupported{
    "discovery.unsupported", Fault::kUser,
    "No component of the connection's family, or not the one that was named, can say what a "
    "connection leads to. `osiris components show` lists what each can do."};
inline constexpr ErrorCode kDiscoverySettings{
    "discovery.settings_invalid", Fault::kUser,
    "The connection's settings do not suit the components of its family. `osiris connections "
    "doctor` says all that is wrong."};

inline constexpr ErrorCode kDiscoveryNameUnknown{
    "discovery.name_unknown", Fault::kUser,
    "Nothing behind the connection has that name, and no pattern fits. Without --table, everything "
    "is listed."};

struct DiscoveryRequest {
  std::string reference;     ///< "@family.alias", also without the @, or "@family" for its default.
  std::string component;     ///< Only what this one reads; empty: each of the family.
  std::int64_t samples = 0;  ///< Rows of each table to show.
  std::vector<std::string> tables = {};  ///< Only these: names or patterns; empty: all.
  std::size_t tables_max = 100;
};

struct DiscoveryResult {
  sdk::ConnectionRef ref;
  std::vector<std::string> components;       ///< That were asked, sorted.
  std::vector<sdk::DiscoveredTable> tables;  ///< By name, then component. No text holds a secret.
  std::int64_t left_out = 0;                 ///< So many more were asked for.
  std::int64_t duration_ms = 0;
};

/// Asks each component of the family that discovers. Errors: connection.*, discovery.*,
/// component.unknown, env.file_invalid, file.*, those of the components, run.cancelled.
Result<DiscoveryResult> discover(World& world, const DiscoveryRequest& request,
                                 const std::stop_token& stop);

}  // namespace osiris::app
