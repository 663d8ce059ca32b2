#include "osiris/app/session_data.h"

#include "osiris/session/session_folder.h"

namespace osiris::app {

Result<std::unique_ptr<exchange::Connection>> open_data(const World& world,
                                                        const std::string& session) {
  OSIRIS_TRY(const session::SessionFolder folder,
             session::find_session(world.files, sessions_dir(world), session));
  const std::string id = folder.root.filename();
  if (FileLock::is_held(folder.lock())) {
    return fail(
        kSessionLocked, "session '" + id + "' is still running",
        "look at its data when it has ended; `osiris logs tail -f " + id + "` waits for that");
  }
  if (!world.files.exists(folder.database())) {
    return fail(kFileNotFound, "session '" + id + "' has no database",
                "the run ended before it opened one, or `osiris maintenance clean` removed it: "
                "osiris runs show " +
                    id);
  }
  OSIRIS_TRY(const auto database, exchange::Database::open({.path = folder.database(),
                                                            .read_only = true,
                                                            .memory_limit_bytes = {},
                                                            .threads = 0,
                                                            .readable_paths = {}}));
  return database->connect();
}

}  // namespace osiris::app
