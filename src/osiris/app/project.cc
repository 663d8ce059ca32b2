#include "osiris/app/project.h"

#include "osiris/app/dotenv.h"
#include "osiris/session/session_folder.h"
#include "osiris/session/state_store.h"

#include <vector>

namespace osiris::app {
namespace {

constexpr const char* kConnectionsFile = "osiris_connections.yaml";

/// Returns the folders that may hold project-wide files, `$OSIRIS_HOME` first.
std::vector<Path> home_and_project(const World& world) {
  std::vector<Path> folders;
  if (const auto home = world.environment.get("OSIRIS_HOME"); home.has_value() && !home->empty()) {
    folders.push_back(world.project_dir / *home);
  }
  folders.push_back(world.project_dir);
  return folders;
}

/// Shortens a path inside the project, as people name it.
std::string shown_path(const World& world, const Path& path) {
  const Path relative = path.lexically_relative(world.project_dir);
  const bool inside = !relative.empty() && *relative.begin() != "..";
  return inside ? relative.string() : path.string();
}

}  // namespace

Path find_connections_file(const World& world) {
  std::vector<Path> folders = home_and_project(world);
  folders.push_back(world.project_dir.parent_path());
  for (const Path& folder : folders) {
    if (world.files.exists(folder / kConnectionsFile)) {
      return folder / kConnectionsFile;
    }
  }
  return {};
}

Result<LoadedConnections> load_connections(const World& world) {
  Path file = find_connections_file(world);
  if (file.empty()) {
    return LoadedConnections{};
  }
  OSIRIS_TRY(const std::string text, world.files.read_text(file));
  std::string shown = shown_path(world, file);
  auto [catalog, diagnostics] = sdk::ConnectionCatalog::parse(text, shown);
  return LoadedConnections{std::move(catalog), std::move(diagnostics), std::move(file),
                           std::move(shown)};
}

Status load_dotenv(World& world) {
  std::vector<Path> folders = home_and_project(world);
  if (const Path connections = find_connections_file(world); !connections.empty()) {
    folders.push_back(connections.parent_path());
  }
  for (const Path& folder : folders) {
    const Path file = folder / ".env";
    if (!world.files.exists(file)) {
      continue;
    }
    OSIRIS_TRY(const std::string text, world.files.read_text(file));
    OSIRIS_TRY(const auto variables, parse_dotenv(text, shown_path(world, file)));
    for (const auto& [name, value] : variables) {
      world.environment.set_default(name, value);
    }
  }
  return {};
}

Path sessions_dir(const World& world) { return world.project_dir / session::kSessionsDirName; }

Path state_dir(const World& world) { return world.project_dir / session::kStateDirName; }

}  // namespace osiris::app
