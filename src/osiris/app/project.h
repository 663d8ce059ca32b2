#pragma once
// A project: the folder a user works in, and what every verb needs from it.

#include "osiris/base/clock.h"
#include "osiris/base/diagnostic.h"
#include "osiris/base/environment.h"
#include "osiris/base/filesystem.h"
#include "osiris/sdk/component.h"
#include "osiris/sdk/connection.h"

#include <string>

namespace osiris::app {

/// The outside world and the place in it. Made once by main or by a test.
struct World {
  FileSystem& files;
  const Clock& clock;
  const sdk::Registry& registry;
  Environment environment;
  Path project_dir;  ///< Absolute; `--project DIR`, else the working folder.
};

/// Connections of the project: `$OSIRIS_HOME/osiris_connections.yaml`, else
/// `<project>/osiris_connections.yaml`, else the project's parent folder; none is fine.
struct LoadedConnections {
  sdk::ConnectionCatalog catalog;
  Diagnostics diagnostics;
  Path file;               ///< Empty if there is none.
  std::string shown_file;  ///< The same as people name it: relative inside the project.
};
/// Finds the connections file that counts; empty if there is none.
Path find_connections_file(const World& world);
Result<LoadedConnections> load_connections(const World& world);

/// Adds the variables of `$OSIRIS_HOME/.env`, of `<project>/.env` and of the `.env` beside the
/// connections file to the environment; exported ones win, then the first file. Lines:
/// `NAME=value`, `export NAME='value'`, `# comment`.
Status load_dotenv(World& world);

/// Returns <project>/.osiris_sessions.
Path sessions_dir(const World& world);
/// Returns <project>/.osiris_state.
Path state_dir(const World& world);

}  // namespace osiris::app
