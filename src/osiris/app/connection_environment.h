#pragma once
// Where a pipeline's connections and the environment meet: are they there, are their variables set?

#include "osiris/base/diagnostic.h"
#include "osiris/base/environment.h"
#include "osiris/oml/pipeline.h"
#include "osiris/sdk/connection.h"

#include <string>
#include <vector>

namespace osiris::app {

/// Lists the connections that the steps of a manifest's document use, with their places.
std::vector<oml::ConnectionUse> connections_of_manifest(const Value& document);

/// What uses of connections are held against.
struct ConnectionSurroundings {
  const sdk::ConnectionCatalog& catalog;
  const Environment& environment;
  const std::string& file;  ///< Where the uses stand.
};

/// Finds connections that the catalog does not have (connection.unknown, an error) and variables
/// that connections in use need but that are unset or empty (connection.env_unset, of severity
/// `unset`). Each is told once, where its connection is first used. Ordered by position.
Diagnostics check_connection_uses(const std::vector<oml::ConnectionUse>& uses,
                                  const ConnectionSurroundings& around, Severity unset);

}  // namespace osiris::app
